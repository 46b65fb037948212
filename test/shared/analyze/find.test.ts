/** What exact views change where the search is not sure. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { find, type Found } from '../../../shared/analyze/find.ts';
import type { IntegerSamples, Raster } from '../../../shared/base/raster.ts';
import { MOST_ADDED, pictureCause } from '../../../shared/verdict/confirmation.ts';
import type { DepartureCause } from '../../../shared/departure/departure.ts';
import { judgeSearch } from '../../../shared/verdict/judge-search.ts';
import { THRESHOLDS } from '../../../shared/verdict/thresholds.ts';
import { makeSmallAttack } from '../../support/small-attack.ts';
import { Random } from '../../support/random.ts';

/** What is found where so much evidence is asked for. */
function found(raster: Raster<IntegerSamples>, suspicious: number): Found {
  const search = { suspicious, attack: suspicious + 3 };
  const run = find(raster, { ...THRESHOLDS, search }, MOST_ADDED);
  let step = run.next();
  while (step.done !== true) step = run.next();
  return step.value;
}

describe('what is nearly found', () => {
  let attack: Raster<IntegerSamples>;
  let evidence: number;
  before(async () => {
    ({ attack } = await makeSmallAttack());
    evidence = found(attack, THRESHOLDS.search.suspicious).blind.logOdds!;
  });

  test('is found where its view is an attack by itself', () => {
    const { blind, targets } = found(attack, evidence + 1);
    assert.equal(blind.isFound, true);
    assert.deepEqual([targets[0].width, targets[0].height], [96, 96]);
    const bands = { ...THRESHOLDS, search: { suspicious: evidence + 1, attack: evidence + 4 } };
    assert.equal(judgeSearch(blind, targets, attack, bands).verdict, 'suspicious');
  });

  test('is not where views could not add enough', () => {
    const { blind, targets } = found(attack, evidence + MOST_ADDED + 0.5);
    assert.equal(blind.isFound, false);
    assert.deepEqual(targets, []);
  });
});

describe('a dither', () => {
  const BAYER = [0, 2, 3, 1];
  const [width, height] = [806, 645];
  const random = new Random(5);
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const tone = 0.5 + 0.5 * Math.sin(x / 60) * Math.cos(y / 45) + 0.03 * random.gauss();
    return tone > (BAYER[(y & 1) * 2 + (x & 1)] + 0.5) / 4 ? 255 : 0;
  });
  const dither: Raster<Uint8Array> = { width, height, channels: 1, data };

  test('explains a lattice of little evidence, and is named', () => {
    const evidence = found(dither, -9).blind.logOdds!;
    const little = found(dither, evidence - 0.3);
    assert.equal(little.blind.isFound, false);
    assert.deepEqual(little.targets, []);
    assert.ok(little.blind.reasons.some((reason) => /^The picture is a dither/.test(reason)));
    const more = found(dither, evidence - 2);
    assert.equal(more.blind.isFound, true);
    assert.equal(more.targets[0].views[0].departure!.cause, 'halftone');
  });
});

test('the picture is the cause only where it is of every view that departs', () => {
  const view = (ratio: number, cause: DepartureCause | null) => ({
    departure: { ratio, channel: 'gray', region: null, cause },
  });
  const of = (...views: ReturnType<typeof view>[]) => pictureCause([{ views: views as never }]);
  const bands = { suspicious: 10, attack: 20 };
  assert.equal(pictureCause([{ views: [view(9, 'halftone')] as never }], bands), null);
  assert.equal(of(view(9, 'halftone'), view(0.2, null)), 'halftone');
  assert.equal(of(view(9, 'halftone'), view(9, null)), null);
  assert.equal(of(view(9, 'pattern')), null);
  assert.equal(of(view(0.2, null)), null);
  assert.equal(of(), null);
});
