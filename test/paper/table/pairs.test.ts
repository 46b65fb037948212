import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../../shared/base/errors.ts';
import { rankOf } from './measure-pair.ts';
import { drawPairs } from './pairs.ts';
import { progressText } from './progress.ts';

const files = (labels: readonly number[]) =>
  labels.map((label, i) => ({ path: `${i}.png`, label: `l${label}` }));

suite('pairs of Table 1', () => {
  test('every picture is in one pair, of two labels, and the seed decides', () => {
    const labels = fc.array(fc.nat(4), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(labels, labels, fc.nat(), (some, others, seed) => {
        const [decoys, payloads] = [files(some), files(others)];
        const count = Math.min(some.length, others.length);
        let pairs;
        try {
          pairs = drawPairs(decoys, payloads, count, seed);
        } catch (error) {
          assert.ok(error instanceof UserError);
          return;
        }
        assert.equal(new Set(pairs.map(({ decoy }) => decoy.path)).size, count);
        assert.equal(new Set(pairs.map(({ payload }) => payload.path)).size, count);
        for (const { decoy, payload } of pairs) assert.notEqual(decoy.label, payload.label);
        assert.deepEqual(drawPairs(decoys, payloads, count, seed), pairs);
      }),
    );
  });

  test('a folder drawn against itself always has pairs, with a label each', () => {
    const all = files([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (let seed = 0; seed < 200; seed++) assert.equal(drawPairs(all, all, 10, seed).length, 10);
    assert.notDeepEqual(drawPairs(all, all, 10, 1), drawPairs(all, all, 10, 2));
  });

  test('the place of a label counts those that are more probable, and equals by their order', () => {
    const labels = [0.2, 0.5, 0.2, 0.1].map((probability, i) => ({ name: `${i}`, probability }));
    assert.deepEqual(
      labels.map(({ name }) => rankOf(labels, name)),
      [2, 1, 3, 4],
    );
  });

  test('the time that is left goes by the pace of this run alone', () => {
    assert.equal(progressText(30, 90, 20, 60_000), '30 of 90 pairs, about 6 min left');
    assert.equal(progressText(89, 90, 20, 60_000), '89 of 90 pairs, less than a minute left');
    assert.equal(progressText(90, 90, 20, 60_000), '90 of 90 pairs');
  });
});
