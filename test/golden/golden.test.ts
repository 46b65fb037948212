/**
 * Every golden case that a sampler models, one test each, equal to the last bit; the few that are
 * within a declared deviation only are held against the output itself (outputs/). What no sampler
 * models yet is counted, so that the suite says how much of the libraries is covered.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Samples } from '../../shared/base/raster.ts';
import { findSampler } from '../../shared/resample/catalog.ts';
import { goldenCases, hashAs, storedOutput, type Replay } from './cases.ts';
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
      else if (item.dtype === 'float32') assertNear(result.data, stored);
      else assertWithin(result.data, stored, deviationOf(replay));
    });
  }
});

/** The deviation of an approximate sampler, as it declares it. */
function deviationOf(replay: Replay): { levels: number; share: number } {
  const { deviation } = findSampler(String(replay));
  assert.ok(deviation, `${String(replay)} declares no deviation`);
  return deviation;
}

function assertWithin(actual: Samples, expected: Samples, most: { levels: number; share: number }) {
  assert.equal(actual.length, expected.length);
  let levels = 0;
  let differing = 0;
  for (let i = 0; i < actual.length; i++) {
    const off = Math.abs(actual[i] - expected[i]);
    levels = Math.max(levels, off);
    if (off > 0) differing++;
  }
  assert.ok(levels <= most.levels, `off by ${levels} levels`);
  assert.ok(
    differing <= most.share * actual.length,
    `${differing} of ${actual.length} samples differ`,
  );
}

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
