/** Laws of the pitch: whatever repeats along an axis is found with its crests, wherever it begins. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standardize } from '../../../../shared/detect/search/comb.ts';
import { axisLattice, startsOf } from '../../../../shared/detect/lattice/geometry.ts';
import { crestAt, pitchOf } from '../../../../shared/detect/lattice/pitch.ts';

function profileOf(starts: Iterable<number>, length: number): Float64Array {
  const profile = Float64Array.from({ length }, (_, x) => 200 + 30 * Math.sin(x * x));
  for (const start of starts) profile[start] += 400;
  return standardize(profile, 500);
}

for (const [size, length, from] of [
  [96, 613, 31],
  [150, 353, 43],
  [224, 533, 0],
] as const) {
  test(`${size} blocks over ${length} samples from ${from} on have the pitch ${(length / size).toFixed(3)}`, () => {
    const lattice = axisLattice('half1', length, size, from);
    const pitch = pitchOf([profileOf(startsOf(lattice), 700)]);
    assert.ok(Math.abs(pitch.period - lattice.period) * size < 1, String(pitch.period));
    const crests = startsOf(lattice).filter((start) => crestAt(pitch, start) > 0);
    assert.ok(crests.length > 0.9 * size);
  });
}

test('profiles that each say little say it together', () => {
  const starts = startsOf(axisLattice('corner1', 613, 96, 31));
  const halves = [0, 1].map((odd) =>
    profileOf(
      starts.filter((_, j) => (j >> 3) % 2 === odd),
      700,
    ),
  );
  assert.ok(Math.abs(pitchOf(halves).period - 613 / 96) * 96 < 1);
});

test('blocks of align_corners reach both ends, the nearer sample of two', () => {
  const starts = startsOf(axisLattice('align1', 50, 8, 3));
  assert.deepEqual([...starts], [3, 10, 17, 24, 31, 38, 45, 52]);
});
