/** Laws of the planes and maps that detection looks at: they are what their definition says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withWasm } from '../../../../shared/detect/kernels/wasm.ts';
import { openPlanes } from '../../../../shared/detect/lattice/plane.ts';
import { medianResidual, planeSamples } from '../../../../shared/spectrum/plane-samples.ts';
import type { Raster } from '../../../../shared/base/raster.ts';
import { noiseBytes } from '../../../support/noise.ts';

const CAP = 48;

const rasters = (channels: 1 | 3 | 4) =>
  fc
    .tuple(fc.integer({ min: 5, max: 40 }), fc.integer({ min: 5, max: 30 }), fc.integer())
    .map(([width, height, seed]): Raster<Uint8Array> => {
      const data = noiseBytes(width * height * channels, seed);
      return { width, height, channels, data };
    });

test('the median map is the distance to the median of 3x3, capped, and 0 at the borders', () => {
  fc.assert(
    fc.property(rasters(1), ({ width, height, data }) => {
      const map = medianResidual({ name: 'gray', width, height, data });
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const inside = x > 0 && y > 0 && x < width - 1 && y < height - 2;
          const around = inside
            ? [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => data[(y + dy) * width + x + dx]))
            : [];
          const median = around.sort((a, b) => a - b)[4] ?? 0;
          const expected = inside ? Math.min(CAP, Math.abs(data[y * width + x] - median)) : 0;
          assert.equal(map[y * width + x], expected, `at ${x}, ${y}`);
        }
      }
    }),
    { numRuns: 20 },
  );
});

test('the map of pixels is the distance from the range of the eight around, one-sided', () => {
  fc.assert(
    fc.property(rasters(1), (raster) => {
      const { width, height, data } = raster;
      const map = withWasm((wasm) => {
        const { pixels } = openPlanes(wasm, raster).main;
        return pixels.view().slice();
      });
      for (let y = 1; y < height - 2; y++) {
        for (let x = 1; x < width - 1; x++) {
          const ring = [-1, 0, 1]
            .flatMap((dy) => [-1, 0, 1].map((dx) => (dx || dy ? [dx, dy] : null)))
            .filter((step) => step !== null)
            .map(([dx, dy]) => data[(y + dy) * width + x + dx]);
          const value = data[y * width + x];
          const expected = Math.max(0, value - Math.max(...ring), Math.min(...ring) - value);
          assert.equal(map[y * width + x], Math.min(CAP, expected));
        }
      }
    }),
    { numRuns: 20 },
  );
});

for (const channels of [3, 4] as const) {
  test(`planes of ${channels} channels are the channels, and their rounded mean`, () => {
    fc.assert(
      fc.property(rasters(channels), (raster) => {
        const { data } = raster;
        const mean = planeSamples(raster, 'mean');
        (['r', 'g', 'b'] as const).forEach((name, c) => {
          const plane = planeSamples(raster, name);
          plane.data.forEach((value, i) => assert.equal(value, data[i * channels + c]));
        });
        mean.data.forEach((value, i) => {
          const at = i * channels;
          assert.equal(value, Math.round((data[at] + data[at + 1] + data[at + 2]) / 3));
        });
      }),
      { numRuns: 20 },
    );
  });
}

test('a channel of a picture is the same whether all of them are kept or one takes the place of another', () => {
  // Of the second picture there is room for one plane at a time.
  for (const [width, height] of [
    [40, 30],
    [2100, 1950],
  ]) {
    const data = noiseBytes(width * height * 3, 4);
    withWasm((wasm) => {
      const planes = openPlanes(wasm, { width, height, channels: 3, data });
      for (const name of ['b', 'mean', 'r', 'mean', 'b', 'g'] as const) {
        const samples = planes.load(name).data.view();
        for (let at = 0; at < width * height; at += 997) {
          const [r, g, b] = data.subarray(3 * at, 3 * at + 3);
          const expected = { r, g, b, mean: Math.round((r + g + b) / 3) }[name];
          assert.equal(samples[at], expected);
        }
      }
    });
  }
});
