/** Views of planes in single precision are those of the tables in double precision. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { viewOfPlane } from '../../../shared/matrix/plane-view.ts';
import { colorPlane, firstBlocks, withSquares, type Plane } from '../../../shared/matrix/planes.ts';
import { makeRaster, type Channels } from '../../../shared/base/raster.ts';
import { SAMPLERS } from '../../../shared/resample/catalog.ts';
import { axisTapsOf } from '../../../shared/resample/taps/plan.ts';
import {
  isReadable,
  readViews,
  type ViewTables,
} from '../../../shared/resample/simd/read-views.ts';
import { startWasm } from '../../../shared/resample/simd/resize-wasm.ts';
import { planOf, shapeOf } from '../../../shared/resample/resize.ts';
import type { AxisTaps } from '../../../shared/resample/taps/taps.ts';
import { noiseWords } from '../../support/noise.ts';

const room = startWasm()!;
const side = fc.integer({ min: 1, max: 70 });
const channels = fc.constantFrom<Channels>(1, 3, 4);

function noise(width: number, height: number, count: Channels, deep: boolean, seed: number) {
  const length = width * height * count;
  const data = deep ? new Uint16Array(length) : new Uint8Array(length);
  const next = noiseWords(seed | 1);
  for (let i = 0; i < data.length; i++) data[i] = next() >>> 16;
  return makeRaster(width, height, count, data);
}

/** Every output as the sum over all of its taps. */
function inDouble({ raster, scale }: Plane, x: AxisTaps, y: AxisTaps): number[] {
  const out: number[] = [];
  for (let row = 0; row < y.dstSize; row++) {
    for (let column = 0; column < x.dstSize; column++) {
      for (let c = 0; c < raster.channels; c++) {
        let sum = 0;
        for (let j = y.offsets[row]; j < y.offsets[row + 1]; j++) {
          for (let k = x.offsets[column]; k < x.offsets[column + 1]; k++) {
            const at = (y.indices[j] * raster.width + x.indices[k]) * raster.channels + c;
            sum += y.weights[j] * x.weights[k] * raster.data[at];
          }
        }
        out.push(sum * scale);
      }
    }
  }
  return out;
}

/** The views, made together in the memory of an instance of their own. */
function viewsInLanes({ raster, scale }: Plane, tables: readonly ViewTables[]): Float32Array[] {
  const readings = tables.map((each) => ({ ...each, raster, scale, squared: false }));
  assert.ok(isReadable(readings));
  const { lines } = readViews(room, readings);
  return lines.map(({ at, count, stride, rows }) => {
    const view = new Float32Array(count * rows);
    for (let y = 0; y < rows; y++) {
      view.set(new Float32Array(room.memory.buffer, at + y * stride, count), y * count);
    }
    return view;
  });
}

test('views of a plane, sparse and dense ones together, are within 0.01 of double precision', () => {
  const ids = ['opencv/nearest', 'torch/bilinear', 'opencv/lanczos4', 'pillow/lanczos'];
  const some = fc.array(fc.constantFrom(...SAMPLERS.map(({ id }) => id)), { maxLength: 2 });
  fc.assert(
    fc.property(
      side,
      side,
      side,
      side,
      channels,
      fc.boolean(),
      some,
      fc.integer(),
      (w, h, m, n, c, deep, more, seed) => {
        const raster = noise(w, h, c, deep, seed);
        const plane = colorPlane(raster);
        const shape = { ...shapeOf(raster), dtype: 'uint8' as const };
        const tables = [...ids, ...more].map((id) => {
          const plan = planOf(id, shape, { width: m, height: n });
          return { x: axisTapsOf(plan, 'x'), y: axisTapsOf(plan, 'y') };
        });
        const together = viewsInLanes(plane, tables);
        tables.forEach(({ x, y }, i) => {
          const expected = inDouble(plane, x, y);
          for (const actual of [together[i], viewOfPlane(plane, x, y)]) {
            assert.equal(actual.length, expected.length);
            for (let at = 0; at < expected.length; at++) {
              assert.ok(Math.abs(actual[at] - expected[at]) < 0.01, `${i}: ${actual[at]}`);
            }
          }
        });
      },
    ),
    { seed: 3, numRuns: 60 },
  );
});

test('blocks hold the means of two by two pixels and of their squares', () => {
  fc.assert(
    fc.property(side, side, channels, fc.boolean(), fc.integer(), (w, h, c, deep, seed) => {
      const plane = colorPlane(noise(w, h, c, deep, seed));
      const { data, channels: colors } = plane.raster;
      const { mean, square } = firstBlocks(plane);
      const squares = withSquares(plane).square;
      const { width, height } = mean.raster;
      assert.deepEqual([width, height], [Math.ceil(w / 2), Math.ceil(h / 2)]);
      for (let at = 0; at < mean.raster.data.length; at++) {
        const column = Math.floor(at / colors) % width;
        const row = Math.floor(at / colors / width);
        let sum = 0;
        let sumSquares = 0;
        for (const [dx, dy] of [0, 1, 2, 3].map((i) => [i & 1, i >> 1])) {
          const x = Math.min(w - 1, 2 * column + dx);
          const y = Math.min(h - 1, 2 * row + dy);
          const from = (y * w + x) * colors + (at % colors);
          sum += data[from] * plane.scale;
          sumSquares += squares.raster.data[from] * squares.scale;
        }
        assert.ok(Math.abs(mean.raster.data[at] - sum / 4) < 1e-4);
        assert.ok(Math.abs(square.raster.data[at] - sumSquares / 4) < 0.02);
      }
    }),
    { seed: 5, numRuns: 60 },
  );
});
