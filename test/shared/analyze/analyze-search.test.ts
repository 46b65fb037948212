/** What a finding says of images of which nothing is known, and beside a view that was asked for. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { ImageFacts } from '../../../shared/image/facts.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import { analyze, makeRaster, type Raster } from '../../../shared/scalescope.ts';
import type { IntegerSamples } from '../../../shared/base/raster.ts';
import { makeSmallAttack } from '../../support/small-attack.ts';

describe('analyze', () => {
  let decoy: Raster<Uint8Array>;
  let facts: ImageFacts;
  let attack: Raster<IntegerSamples>;
  before(async () => {
    ({ decoy, facts, attack } = await makeSmallAttack());
  });

  describe('of a crafted attack, told nothing', () => {
    let finding: Finding;
    before(() => {
      finding = analyze(attack, facts);
    });

    test('finds the size, and the samplers whose exact view is the payload', () => {
      assert.equal(finding.verdict, 'attack');
      const [target] = finding.targets;
      assert.deepEqual([target.width, target.height], [96, 96]);
      assert.ok(target.samplers.includes('opencv/linear'));
      assert.deepEqual(
        target.views.map(({ pipeline }) => pipeline),
        target.samplers,
      );
      for (const { disagreement } of target.views) assert.ok(disagreement.normalised >= 1.5);
    });

    test('names the colors, the place and each measure with its threshold', () => {
      const [{ channels, region, records, evidence }] = finding.targets;
      assert.deepEqual(channels, ['r', 'g', 'b']);
      assert.ok(region !== null && region.width > 700 && region.x + region.width <= 900);
      assert.ok(records.length >= 3);
      for (const { id, title, value, score, threshold, meaning, source } of records) {
        assert.equal(evidence[id], value);
        assert.equal(score > 0.5, value > threshold);
        assert.ok(title !== '' && meaning !== '' && source !== '');
      }
    });

    test('says what a person sees and what which machines see', () => {
      assert.match(finding.reasons[0], /^A machine that resizes to 96x96 with .*opencv\/linear/);
      assert.deepEqual(finding.tested, {
        search: { leastSide: 16, most: { width: 633, height: 356 } },
        view: null,
      });
      assert.equal(finding.view, finding.targets[0].views[0]);
    });

    test('stays an attack where a view is asked for that shows none, with both reasons', () => {
      const view = { pipeline: 'opencv/linear', width: 151, height: 151 };
      const beside = analyze(attack, facts, { view });
      assert.equal(beside.verdict, 'attack');
      assert.equal(beside.score, finding.score);
      assert.equal(beside.view?.width, 151);
      assert.deepEqual(
        beside.judgements.map(({ of, verdict }) => [of, verdict]),
        [
          ['search', 'attack'],
          ['view', 'clean'],
        ],
      );
      assert.match(beside.reasons.at(-1)!, /^At 151x151 .* a fair sample/);
    });
  });

  test('of a clean picture has no target and says what was searched', () => {
    const finding = analyze(decoy, facts, { version: '1.2.3' });
    assert.equal(finding.verdict, 'clean');
    assert.deepEqual(finding.targets, []);
    assert.equal(finding.view, null);
    assert.equal(finding.version, '1.2.3');
    assert.match(finding.reasons[0], /^The search found no size/);
  });

  test('takes the worse of search and view, and then its size is a target', () => {
    // Too small for the search, yet NEAREST reads one pixel in nine.
    const { width, height } = { width: 21, height: 21 };
    const data = Uint8Array.from({ length: width * height }, (_, i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      return x % 3 === 0 && y % 3 === 0 ? 250 : 20;
    });
    const view = { pipeline: 'opencv/nearest', width: 7, height: 7 };
    const finding = analyze(makeRaster(width, height, 1, data), null, { view });
    assert.equal(finding.verdict, 'attack');
    assert.deepEqual(finding.targets[0].samplers, ['opencv/nearest']);
    assert.match(finding.reasons[0], /^At 7x7 with opencv\/nearest/);
    assert.match(finding.reasons.at(-1)!, /^Not assessable: 21x21 is too small/);
    assert.equal(finding.sha256, null);
  });

  test('is not assessable where there is no room to hide in, and by no view either', () => {
    const tiny = makeRaster(20, 20, 1, new Uint8Array(400).fill(9));
    assert.equal(analyze(tiny, null).explanation, 'not-assessable');
    const view = { pipeline: 'opencv/linear', width: 15, height: 15 };
    assert.equal(analyze(tiny, null, { view }).explanation, 'not-assessable');
    const read = { pipeline: 'opencv/nearest', width: 5, height: 5 };
    assert.equal(analyze(tiny, null, { view: read }).explanation, null);
  });

  test('gives the same finding twice, but for the time', () => {
    let time = 0;
    const now = () => (time += 7);
    const first = analyze(decoy, facts, { now });
    assert.equal(first.elapsedMs, 7);
    assert.deepEqual({ ...analyze(decoy, facts), elapsedMs: 7 }, first);
  });
});
