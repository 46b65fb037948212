/** The prefilter's taps are the response of the recursion that scipy runs. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { cubicSplineTaps } from '../../../shared/resample/samplers/cubic-spline.ts';
import { mirroredIndex } from '../../../shared/resample/taps/coordinates.ts';

const POLE = Math.sqrt(3) - 2;

const lines = fc
  .integer({ min: 1, max: 90 })
  .chain((size) =>
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: size, maxLength: size }),
  );

/** scipy's recursions, forward and backward, in place. */
function filtered(values: readonly number[]): Float64Array {
  const c = Float64Array.from(values);
  const n = c.length;
  if (n === 1) return c;
  const gain = (1 - POLE) * (1 - 1 / POLE);
  for (let i = 0; i < n; i++) c[i] *= gain;
  const wrap = POLE ** (n - 1);
  let first = c[0] + wrap * c[n - 1];
  for (let i = 1, power = POLE; i < n - 1; i++, power *= POLE) {
    first += power * (c[i] + wrap * c[n - 1 - i]);
  }
  c[0] = first / (1 - wrap * wrap);
  for (let i = 1; i < n; i++) c[i] += POLE * c[i - 1];
  c[n - 1] = ((POLE * c[n - 2] + c[n - 1]) * POLE) / (POLE * POLE - 1);
  for (let i = n - 2; i >= 0; i--) c[i] = POLE * (c[i + 1] - c[i]);
  return c;
}

function byTaps(values: readonly number[]): number[] {
  const { dstSize, offsets, indices, weights } = cubicSplineTaps(values.length);
  return Array.from({ length: dstSize }, (_, dst) => {
    let sum = 0;
    for (let k = offsets[dst]; k < offsets[dst + 1]; k++) sum += weights[k] * values[indices[k]];
    return sum;
  });
}

test('the taps of the cubic spline filter are the response of its recursion', () => {
  fc.assert(
    fc.property(lines, (values) => {
      const expected = filtered(values);
      byTaps(values).forEach((sum, i) => {
        assert.ok(Math.abs(sum - expected[i]) <= 1e-14, `${sum} and ${expected[i]} at ${i}`);
      });
    }),
    { seed: 7, numRuns: 400 },
  );
});

test('the B-spline of the filtered samples passes through the samples', () => {
  fc.assert(
    fc.property(lines, (values) => {
      const n = values.length;
      if (n === 1) return;
      const c = byTaps(values);
      for (let i = 0; i < n; i++) {
        const before = c[mirroredIndex(i - 1, n)];
        const after = c[mirroredIndex(i + 1, n)];
        assert.ok(Math.abs((before + 4 * c[i] + after) / 6 - values[i]) <= 1e-12);
      }
    }),
    { seed: 7, numRuns: 200 },
  );
});
