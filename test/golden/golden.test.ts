/**
 * Every golden case that a sampler models, one test each, equal to the last bit; the few that are
 * within a declared deviation only are held against the output itself (outputs/). What no sampler
 * models yet is counted, so that the suite says how much of the libraries is covered.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Samples } from '../../shared/base/raster.ts';
import { goldenCases, hashAs, storedOutput, type GoldenCase, type Replay } from './cases.ts';
import { replayCase, replayed } from './replays.ts';
describe('golden outputs', () => {
  test('cover every method that a sampler models', (t) => {
    t.diagnostic(`${replayed.length} of ${goldenCases.length} golden cases are modelled`);
    assert.equal(replayed.length, goldenCases.length);
  });

  for (const { item, replay } of replayed.filter(({ item }) => item.sampler === undefined)) {
    test(item.id, () => assertEqual(item, replay));
  }

  // Thousands of small outputs: one test a sampler.
  const ofSamplers = Map.groupBy(
    replayed.filter(({ item }) => item.sampler !== undefined),
    ({ item }) => `${item.sampler}, ${item.transform}`,
  );
  for (const [name, entries] of ofSamplers) {
    test(name, () => {
      assert.ok(entries.length >= 40, `${entries.length} outputs are too few`);
      for (const { item, replay } of entries) assertEqual(item, replay);
    });
  }
});

/** Our output of a case is the library's, to the last bit or within the declared deviation. */
function assertEqual(item: GoldenCase, replay: NonNullable<Replay>): void {
  const result = replayCase(item, replay);
  const stored = storedOutput(item);
  if (stored === null) assert.equal(hashAs(item.dtype, result.data), item.sha256, item.id);
  else assertNear(result.data, stored, item.within);
}

/** The deviation that is allowed: the declared one, else 1e-5 of the largest value, of floats only. */
function assertNear(actual: Samples, expected: Samples, within?: number): void {
  assert.equal(actual.length, expected.length);
  const bound = expected instanceof Float32Array ? largestOf(expected) * (within ?? 1e-5) : within;
  assert.ok(bound !== undefined, 'Expected a declared deviation of 8 bits');
  for (let i = 0; i < actual.length; i++) {
    const off = Math.abs(actual[i] - expected[i]);
    assert.ok(off <= bound, `Expected ${expected[i]} at ${i} but received ${actual[i]}`);
  }
}

function largestOf(samples: Float32Array): number {
  return samples.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}
