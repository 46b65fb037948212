import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  cubicSplineTaps,
  filterCubicSpline,
} from '../../../shared/resample/filters/cubic-spline.ts';
import { mirroredIndex } from '../../../shared/resample/coordinates.ts';

const samples = (size: number) =>
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: size, maxLength: size });

/** A raster of one to three channels, with an axis to filter. */
const images = fc
  .record({
    width: fc.integer({ min: 1, max: 90 }),
    height: fc.integer({ min: 1, max: 12 }),
    channels: fc.constantFrom(1, 3),
    axis: fc.constantFrom('x' as const, 'y' as const),
  })
  .chain((shape) =>
    samples(shape.width * shape.height * shape.channels).map((data) => ({
      ...shape,
      data: Float64Array.from(data),
    })),
  );

test('the taps of the cubic spline filter are the response of its recursion', () => {
  fc.assert(
    fc.property(images, ({ width, height, channels, axis, data }) => {
      const filtered = filterCubicSpline({ width, height, data }, channels, axis, null).data;
      const taps = cubicSplineTaps(axis === 'x' ? width : height);
      const row = width * channels;
      const step = axis === 'x' ? channels : row;
      for (let at = 0; at < data.length; at++) {
        const dst = axis === 'x' ? Math.floor((at % row) / channels) : Math.floor(at / row);
        const start = at - dst * step;
        let sum = 0;
        for (let k = taps.offsets[dst]; k < taps.offsets[dst + 1]; k++) {
          sum += taps.weights[k] * data[start + taps.indices[k] * step];
        }
        assert.ok(Math.abs(sum - filtered[at]) <= 1e-12, `${sum} and ${filtered[at]} at ${at}`);
      }
    }),
    { seed: 7, numRuns: 200 },
  );
});

test('the B-spline of the filtered samples passes through the samples', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }).chain(samples), (values) => {
      const n = values.length;
      const data = Float64Array.from(values);
      const c = filterCubicSpline({ width: n, height: 1, data }, 1, 'x', null).data;
      for (let i = 0; i < n; i++) {
        const before = c[mirroredIndex(i - 1, n)];
        const after = c[mirroredIndex(i + 1, n)];
        assert.ok(Math.abs((before + 4 * c[i] + after) / 6 - values[i]) <= 1e-12);
      }
    }),
    { seed: 7, numRuns: 200 },
  );
});
