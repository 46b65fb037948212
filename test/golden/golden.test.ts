/**
 * Every golden case that a sampler models, one test each, equal to the last bit; the few that are
 * within a declared deviation only are held against the output itself (outputs/). What no sampler
 * models yet is counted, so that the suite says how much of the libraries is covered.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Samples } from '../../shared/base/raster.ts';
import { goldenCases, hashAs, storedOutput } from './cases.ts';
import { replayCase, replayed } from './replays.ts';
describe('golden outputs', () => {
  test('cover every method that a sampler models', (t) => {
    t.diagnostic(`${replayed.length} of ${goldenCases.length} golden cases are modelled`);
    assert.equal(replayed.length, goldenCases.length);
  });

  for (const { item, replay } of replayed) {
    test(item.id, () => {
      const result = replayCase(item, replay);
      const stored = storedOutput(item);
      if (stored === null) assert.equal(hashAs(item.dtype, result.data), item.sha256);
      else assertNear(result.data, stored);
    });
  }
});

/** The deviation that is allowed to floats: 1e-5 of the largest value. 8 bits have none. */
function assertNear(actual: Samples, expected: Samples): void {
  assert.ok(expected instanceof Float32Array);
  assert.equal(actual.length, expected.length);
  let largest = 0;
  for (const value of expected) largest = Math.max(largest, Math.abs(value));
  const bound = largest * 1e-5;
  for (let i = 0; i < actual.length; i++) {
    const off = Math.abs(actual[i] - expected[i]);
    assert.ok(off <= bound, `Expected ${expected[i]} at ${i} but received ${actual[i]}`);
  }
}
