/** The value at a place in the order of size is the one that sorting puts there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nthOf } from '../../../shared/math/selection.ts';
import { Random } from '../../support/random.ts';

test('selection finds what sorting finds, equal values and infinities among them', () => {
  const random = new Random(41);
  for (let round = 0; round < 200; round++) {
    const count = random.int(1, 60);
    const values = Float32Array.from({ length: count + 5 }, () =>
      random.chance(0.1) ? Infinity : random.int(-4, round % 3 === 0 ? 4 : 4000),
    );
    const sorted = values.slice(0, count).sort();
    const wanted = random.int(0, count - 1);
    assert.equal(nthOf(values.slice(), count, wanted), sorted[wanted]);
  }
});
