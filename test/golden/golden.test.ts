/**
 * Every golden case that a sampler models, one test each, equal to the last bit; the few that are
 * within a declared deviation only are held against the output itself (outputs/). What no sampler
 * models yet is counted, so that the suite says how much of the libraries is covered.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import type { Samples } from '../../shared/base/raster.ts';
import { goldenCases, storedOutput, type GoldenCase, type Replay } from './cases.ts';
import { isExact, replayCase, replayed } from './replays.ts';
import { exactnessTable, tableFile } from './table.ts';

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

// After the cases, whose outputs it counts.
test('docs/reference/exactness.md says what the golden run finds (npm run exactness)', async () => {
  const written = await readFile(tableFile, 'utf8');
  assert.equal(written.replaceAll('\r\n', '\n'), await exactnessTable());
});

/** Our output of a case is the library's, to the last bit or within the declared deviation. */
function assertEqual(item: GoldenCase, replay: NonNullable<Replay>): void {
  const result = replayCase(item, replay);
  const stored = storedOutput(item);
  if (stored === null) assert.ok(isExact(item, replay), `${item.id} is not ${item.sha256}`);
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
