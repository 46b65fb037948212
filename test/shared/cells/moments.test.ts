import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeRaster, type Channels, type Samples } from '../../../shared/base/raster.ts';
import { cellMoments } from '../../../shared/cells/moments.ts';
import { areaTaps } from '../../../shared/resample/taps/area.ts';
import type { AxisTaps } from '../../../shared/resample/taps/taps.ts';
import { noiseWords } from '../../support/noise.ts';

function noise(data: Samples, channels: Channels, width: number, height: number) {
  const next = noiseWords(9);
  for (let i = 0; i < data.length; i++) data[i] = next() >>> 16;
  return makeRaster(width, height, channels, data);
}

/** The weighted mean of f over one cell, tap by tap. */
function meanOver(x: AxisTaps, y: AxisTaps, dstX: number, dstY: number, f: (at: number) => number) {
  let sum = 0;
  for (let j = y.offsets[dstY]; j < y.offsets[dstY + 1]; j++) {
    for (let k = x.offsets[dstX]; k < x.offsets[dstX + 1]; k++) {
      sum += y.weights[j] * x.weights[k] * f(y.indices[j] * x.srcSize + x.indices[k]);
    }
  }
  return sum;
}

const SIZES = [
  { width: 40, height: 31, cols: 7, rows: 5 },
  { width: 24, height: 24, cols: 8, rows: 24 },
  { width: 9, height: 5, cols: 20, rows: 11 },
  { width: 3, height: 70, cols: 1, rows: 1 },
];

for (const { width, height, cols, rows } of SIZES) {
  test(`cells of ${width}x${height} to ${cols}x${rows} have the mean and variance of their taps`, () => {
    for (const channels of [1, 3, 4] as const) {
      for (const Type of [Uint8Array, Uint16Array, Float32Array]) {
        const raster = noise(new Type(width * height * channels), channels, width, height);
        const x = areaTaps(width, cols);
        const y = areaTaps(height, rows);
        const { mean, variance } = cellMoments(raster, x, y);
        const scale = Type === Uint16Array ? 255 / 65535 : 1;
        for (let i = 0; i < mean.length; i++) {
          const pixel = Math.floor(i / channels);
          const value = (at: number) => raster.data[at * channels + (i % channels)] * scale;
          const of = (f: (at: number) => number) =>
            meanOver(x, y, pixel % cols, Math.floor(pixel / cols), f);
          const expected = of(value);
          const spread = Math.max(0, of((at) => value(at) ** 2) - expected ** 2);
          assert.ok(Math.abs(mean[i] - expected) <= 1e-9 * Math.max(1, expected));
          assert.ok(Math.abs(variance[i] - spread) <= 1e-9 * Math.max(1, expected ** 2));
        }
      }
    }
  });
}

test('bytes have the moments of the same values as singles, to the last bit', () => {
  const side = fc.integer({ min: 1, max: 70 });
  const cells = fc.integer({ min: 1, max: 40 });
  const channels = fc.constantFrom<Channels[]>(1, 3, 4);
  fc.assert(
    fc.property(side, side, cells, cells, channels, (width, height, cols, rows, channels) => {
      const bytes = noise(new Uint8Array(width * height * channels), channels, width, height);
      const singles = makeRaster(width, height, channels, Float32Array.from(bytes.data));
      const taps = [areaTaps(width, cols), areaTaps(height, rows)] as const;
      assert.deepEqual(cellMoments(bytes, ...taps), cellMoments(singles, ...taps));
    }),
    { numRuns: 60 },
  );
});

test('cells with more squares than 32 bits hold are added up in doubles', () => {
  const [width, height] = [300, 400];
  const white = makeRaster(width, height, 1, new Uint8Array(width * height).fill(255));
  const { mean, variance } = cellMoments(white, areaTaps(width, 1), areaTaps(height, 2));
  assert.deepEqual([...mean], [255, 255]);
  assert.deepEqual([...variance], [0, 0]);
});
