/**
 * Every golden case that a sampler models, one test each, equal to the last bit; the few that are
 * within a declared deviation only are held against the output itself (outputs/). What no sampler
 * models yet is counted, so that the suite says how much of the libraries is covered.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Samples } from '../../shared/raster.ts';
import { goldenCases, hashAs, storedOutput } from './cases.ts';
import { replayCase, replayed } from './replays.ts';

/** Held against the wheels' own outputs in ipp.test.ts: exact but for a few values. */
const IPP = 'opencv/cubic+ipp';
describe('golden outputs', () => {
  test('cover every method that a sampler models', (t) => {
    t.diagnostic(`${replayed.length} of ${goldenCases.length} golden cases are modelled`);
    assert.equal(replayed.length, goldenCases.length);
  });

  for (const { item, replay } of replayed) {
    if (replay === IPP) continue;
    test(item.id, () => {
      const result = replayCase(item, replay);
      const stored = storedOutput(item);
      if (stored === null) assert.equal(hashAs(item.dtype, result.data), item.sha256);
      else assertNear(result.data, stored);
    });
  }
});

/** The deviation a sampler declares: 1 code value in 8 bits, 1e-5 of the largest in floats. */
function assertNear(actual: Samples, expected: Samples): void {
  assert.equal(actual.length, expected.length);
  let largest = 0;
  for (const value of expected) largest = Math.max(largest, Math.abs(value));
  const bound = expected instanceof Uint8Array ? 1 : largest * 1e-5;
  for (let i = 0; i < actual.length; i++) {
    const off = Math.abs(actual[i] - expected[i]);
    assert.ok(off <= bound, `Expected ${expected[i]} at ${i} but received ${actual[i]}`);
  }
}
