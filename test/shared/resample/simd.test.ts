/** What is computed with SIMD equals the reference, bit for bit. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Channels, Raster, Samples } from '../../../shared/base/raster.ts';
import { applyPlan } from '../../../shared/resample/passes/apply.ts';
import { SAMPLERS } from '../../../shared/resample/catalog.ts';
import { resizeWasm } from '../../../shared/resample/simd/resize-wasm.ts';
import { planOf, shapeOf } from '../../../shared/resample/resize.ts';
import { noiseWords } from '../../support/noise.ts';

const TYPES = [Uint8Array, Uint16Array, Float32Array, Float64Array];
const side = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 90 }));

/** A raster of noise; floats get fractions and negative values too. */
function noise(width: number, height: number, channels: Channels, type: number, seed: number) {
  const data: Samples = new TYPES[type](width * height * channels);
  const next = noiseWords(seed | 1);
  for (let i = 0; i < data.length; i++) {
    const word = next();
    data[i] = type > 1 ? (word | 0) / 2 ** 23 : word >>> 16;
  }
  return { width, height, channels, data };
}

function bytesOf({ data }: Raster): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

test('WebAssembly runs here', () => assert.ok(resizeWasm()));

for (const { id } of SAMPLERS) {
  test(`${id} with SIMD equals the reference`, () => {
    const channels = fc.constantFrom<Channels>(1, 3, 4);
    const type = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 }));
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        channels,
        type,
        fc.integer(),
        (w, h, m, n, c, t, seed) => {
          const raster = noise(w, h, c, t, seed);
          let plan;
          try {
            plan = planOf(id, shapeOf(raster), { width: m, height: n });
          } catch {
            return; // a sample type that the sampler refuses
          }
          const withSimd = applyPlan(raster, plan);
          const reference = applyPlan(raster, plan, { simd: false });
          assert.equal(withSimd.data.constructor, reference.data.constructor);
          assert.deepEqual(bytesOf(withSimd), bytesOf(reference));
        },
      ),
      { seed: 7, numRuns: 40 },
    );
  });
}

test('a large raster is cut into spans and strips without a seam', () => {
  const raster = noise(901, 4100, 3, 0, 5);
  for (const id of ['pillow/lanczos', 'torch/bicubic+antialias', 'tensorflow/lanczos5+antialias']) {
    for (const target of [
      { width: 60, height: 61 },
      { width: 7, height: 1 },
    ]) {
      const plan = planOf(id, shapeOf(raster), target);
      const reference = applyPlan(raster, plan, { simd: false });
      assert.deepEqual(bytesOf(applyPlan(raster, plan)), bytesOf(reference));
    }
  }
});
