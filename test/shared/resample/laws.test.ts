/**
 * Laws that every sampler of the catalog obeys, at random sizes. Where a library's arithmetic bends
 * one, `lawOf` says by how much and why.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { applyPlan } from '../../../shared/resample/passes/apply.ts';
import { SAMPLERS } from '../../../shared/resample/catalog.ts';
import { influenceOf } from '../../../shared/resample/lattice.ts';
import { axisTapsOf, type Plan, type SourceShape } from '../../../shared/resample/taps/plan.ts';
import type { Sampler } from '../../../shared/resample/taps/sampler.ts';
import type { AxisTaps } from '../../../shared/resample/taps/taps.ts';
import { makeRaster, type Raster, type Size } from '../../../shared/base/raster.ts';

/** Largest deviations: of a row's sum from 1, of a constant, and of the output from its table. */
interface Law {
  sum: number;
  constant: number;
  table: number;
}

function lawOf({ id, library, method }: Sampler): Law {
  if (method.startsWith('nearest')) return { sum: 0, constant: 0, table: 0 };
  switch (library) {
    case 'pillow': // 22-bit weights; 8 bits after each pass, and after the reduction
      return { sum: 2e-4, constant: 0, table: id.includes('+gap') ? 2.5 : 1.5 };
    case 'libvips': // weights truncated to 12 bits, up to 25 taps; 8 bits after each pass
      return { sum: 25 / 4096, constant: 2, table: 3 };
    case 'opencv':
      return opencvLaw(method, id);
    case 'java2d': // rounded once
      return { sum: 1e-12, constant: 0, table: 0.51 };
    case 'go': // cut to the high byte of 16 bits
      return { sum: 1e-12, constant: 0, table: 1.01 };
    case 'rust-image': // single precision, rounded once; thumbnail cuts where it mixes two samples
      return { sum: 1e-5, constant: 1, table: method === 'thumbnail' ? 1.01 : 0.51 };
    case 'fast-image-resize': // weights of 14 bits or more; 8 bits after each pass
      return { sum: 5e-4, constant: 1, table: 1.5 };
    case 'imagemagick': // 8 bits cut from 16; the mesh is off bilinear by a quarter of (a + d) - (b + c)
      return { sum: 1e-9, constant: 0, table: method === 'adaptive' ? 2 * 63 * 0.25 + 1.01 : 1.01 };
    case 'thumbnailator': // rounded after each halving
      return { sum: 1e-12, constant: 0, table: 3 };
    case 'chromium':
    case 'skia':
      return skiaLaw(method);
    case 'swscale': // colors go through Y, U, V
      return { sum: 1e-3, constant: 1, table: 3 };
    case 'skimage':
      return { sum: 1e-12, constant: 1e-9, table: 1e-9 };
    case 'llama-cpp': // as Pillow; the older ones drop fractions
      return { sum: 2e-4, constant: 0, table: 1.5 };
    case 'jimp': // 8 bits after each pass; bicubic and heights that stay drop fractions
      return { sum: 1e-9, constant: /default|bezier/.test(id) ? 1 : 0, table: 4 };
    case 'pica':
      return picaLaw(id);
    case 'stb': // weights that are lost where rows are scattered
      return { sum: 0.05, constant: 13, table: 0.51 };
    case 'onnx': // of 8 bits: fractions dropped, or 22-bit weights and 8 bits between
    case 'tflite':
    case 'openvino':
      return { sum: 2e-4, constant: 1, table: 1.6 };
  }
  if (/\+uint8|\+v2/.test(id)) return { sum: 1e-3, constant: 0, table: 1.5 }; // 15-bit weights
  if (library === 'torchvision') return { sum: 1e-5, constant: 0, table: 0.501 }; // rounded once
  return { sum: 1e-5, constant: 255e-5, table: 255e-5 }; // single precision
}

function opencvLaw(method: string, id: string): Law {
  // Sources below 4 pixels are resized with the weights of the plain build.
  if (id.endsWith('+ipp')) return { sum: 4 * 2 ** -12, constant: 0, table: 0.51 };
  switch (method) {
    case 'area': // overlaps below a thousandth are left out; enlarging is linear
      return { sum: 1e-3, constant: 0, table: 1.01 };
    case 'linear': // 11-bit weights; the vertical pass drops 4 bits, then 16
      return { sum: 2 ** -11, constant: 0, table: 1.01 };
    case 'linear-exact':
      return { sum: 0, constant: 0, table: 0.5001 };
    case 'cubic': // 11-bit weights, each rounded for itself
      return { sum: 4 * 2 ** -12, constant: 0, table: 0.51 };
    default: // lanczos4, of eight taps
      return { sum: 8 * 2 ** -12, constant: 1, table: 0.51 };
  }
}

/**
 * Fractions dropped after each halving, then rounded once. What two levels of a mipmap mix is no product of tables:
 * these hold for what varies along one axis.
 */
function skiaLaw(method: string): Law {
  if (/off|pixelated/.test(method)) return { sum: 0, constant: 0, table: 0 };
  if (/medium|high|trilinear/.test(method)) return { sum: 1e-5, constant: 0, table: 10 };
  return { sum: 1e-5, constant: 0, table: /mipmap|img/.test(method) ? 5 : 1.01 };
}

/** 14-bit weights over one less than 2^14; box leaves out what lies between two pixels. */
function picaLaw(id: string): Law {
  if (id === 'pica/box') return { sum: 1, constant: 255, table: 1.5 };
  return { sum: 60 / 2 ** 14, constant: 1, table: 1.5 };
}

/** Smoothing kernels that do not pass through the samples, and jimp's cubics, which sample between them. */
const BLURS_IDENTITY =
  /^tensorflow\/(gaussian|mitchellcubic)|^stb\/(cubicbspline|mitchell)|^pica\/mks2013|^imagemagick\/mitchell|^jimp\/(bicubic|hermite|bezier)|^skia\/mitchell/;

/** Sines and recursions leave the last bits behind. */
const IDENTITY_WITHIN: [RegExp, number][] = [
  [/^tensorflow\/lanczos/, 255e-5],
  [/^skimage\/order3/, 1e-9],
];

/** Both axes arbitrary, or one of them shrunk by a large ratio. */
const sizes = fc.oneof(
  fc.tuple(side(64), side(64), side(64), side(64)),
  fc.tuple(fc.integer({ min: 200, max: 1500 }), side(4), side(9), side(9)),
  fc.tuple(side(4), fc.integer({ min: 200, max: 1500 }), side(9), side(9)),
);

function side(max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max });
}

const cases = fc
  .tuple(sizes, fc.constantFrom(1 as const, 3 as const))
  .map(([[width, height, targetWidth, targetHeight], channels]) => ({
    source: { width, height, channels, dtype: 'uint8' } satisfies SourceShape,
    target: { width: targetWidth, height: targetHeight } satisfies Size,
  }));

const OPTIONS = { seed: 1, numRuns: 15 };

/** Runs `check` for every sampler on random sizes. */
function forEverySampler(check: (sampler: Sampler, source: SourceShape, target: Size) => void) {
  for (const sampler of SAMPLERS) {
    test(sampler.id, () => {
      fc.assert(
        fc.property(cases, ({ source, target }) => check(sampler, source, target)),
        OPTIONS,
      );
    });
  }
}

function tablesOf(plan: Plan): AxisTaps[] {
  return [axisTapsOf(plan, 'x'), axisTapsOf(plan, 'y')];
}

/** A raster of `source`'s shape whose samples are `sampleAt(index)`. */
function rasterOf(source: SourceShape, sampleAt: (index: number) => number): Raster<Uint8Array> {
  const { width, height, channels } = source;
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => sampleAt(i));
  return makeRaster(width, height, channels, data);
}

/** A deterministic whole number in 0..255 for every index. */
function noise(index: number): number {
  return (Math.imul(index ^ (index >>> 7) ^ 0x9e3779, 0x85ebca6b) >>> 13) & 255;
}

/** The two tables applied in double precision, without any rounding. */
function applyTables(raster: Raster, plan: Plan): Float64Array {
  const [x, y] = tablesOf(plan);
  const { width, height, channels, data } = raster;
  const row = x.dstSize * channels;
  const narrow = new Float64Array(height * row);
  for (let line = 0; line < height; line++) {
    for (let dst = 0; dst < x.dstSize; dst++) {
      for (let k = x.offsets[dst]; k < x.offsets[dst + 1]; k++) {
        const from = (line * width + x.indices[k]) * channels;
        const to = line * row + dst * channels;
        for (let c = 0; c < channels; c++) narrow[to + c] += x.weights[k] * data[from + c];
      }
    }
  }
  const out = new Float64Array(y.dstSize * row);
  for (let dst = 0; dst < y.dstSize; dst++) {
    for (let k = y.offsets[dst]; k < y.offsets[dst + 1]; k++) {
      for (let i = 0; i < row; i++) {
        out[dst * row + i] += y.weights[k] * narrow[y.indices[k] * row + i];
      }
    }
  }
  return out;
}

describe('tables lead from every source sample in range to every target sample', () => {
  forEverySampler((sampler, source, target) => {
    const [x, y] = tablesOf(sampler.plan(source, target));
    assert.deepEqual([x.srcSize, y.srcSize], [source.width, source.height]);
    assert.deepEqual([x.dstSize, y.dstSize], [target.width, target.height]);
    for (const taps of [x, y]) {
      assert.equal(taps.offsets[0], 0);
      assert.equal(taps.offsets[taps.dstSize], taps.indices.length);
      assert.ok(taps.offsets.every((offset, d) => d === 0 || offset > taps.offsets[d - 1]));
      assert.ok(taps.indices.every((index) => index >= 0 && index < taps.srcSize));
    }
  });
});

describe('the weights of an output sum to 1', () => {
  forEverySampler((sampler, source, target) => {
    const { sum } = lawOf(sampler);
    for (const taps of tablesOf(sampler.plan(source, target))) {
      for (let dst = 0; dst < taps.dstSize; dst++) {
        let total = 0;
        for (let k = taps.offsets[dst]; k < taps.offsets[dst + 1]; k++) total += taps.weights[k];
        assert.ok(Math.abs(total - 1) <= sum, `output ${dst}: weights sum to ${total}`);
      }
    }
  });
});

describe('the influence of a source sample is the absolute sum of its column', () => {
  forEverySampler((sampler, source, target) => {
    for (const taps of tablesOf(sampler.plan(source, target))) {
      const columns = new Float64Array(taps.srcSize);
      for (let dst = 0; dst < taps.dstSize; dst++) {
        for (let k = taps.offsets[dst]; k < taps.offsets[dst + 1]; k++) {
          columns[taps.indices[k]] += Math.abs(taps.weights[k]);
        }
      }
      assert.deepEqual(influenceOf(taps), columns);
    }
  });
});

describe('a constant image stays constant', () => {
  forEverySampler((sampler, source, target) => {
    const { constant } = lawOf(sampler);
    for (const value of [1, 254, 255]) {
      const { data } = applyPlan(
        rasterOf(source, () => value),
        sampler.plan(source, target),
      );
      for (const sample of data) {
        assert.ok(Math.abs(sample - value) <= constant, `${value} became ${sample}`);
      }
    }
  });
});

describe('an image resized to its own size is the same', () => {
  forEverySampler((sampler, source) => {
    if (BLURS_IDENTITY.test(sampler.id)) return;
    const within = IDENTITY_WITHIN.find(([pattern]) => pattern.test(sampler.id))?.[1] ?? 0;
    const raster = rasterOf(source, noise);
    const { data } = applyPlan(raster, sampler.plan(source, source));
    assert.ok(data.every((sample, i) => Math.abs(sample - raster.data[i]) <= within));
  });
});

describe('the output is what the tables say, up to the rounding of the arithmetic', () => {
  forEverySampler((sampler, source, target) => {
    const { table } = lawOf(sampler);
    // Mid greys, so that nothing is clamped but by scikit-image, which clips to the source's range.
    const raster = rasterOf(source, (i) => 96 + (noise(i) >> 2));
    const clips = sampler.library === 'skimage';
    const least = clips ? raster.data.reduce((a, b) => Math.min(a, b)) : -Infinity;
    const most = clips ? raster.data.reduce((a, b) => Math.max(a, b)) : Infinity;
    const plan = sampler.plan(source, target);
    const { data } = applyPlan(raster, plan);
    applyTables(raster, plan).forEach((value, i) => {
      const off = Math.abs(data[i] - Math.min(most, Math.max(least, value)));
      assert.ok(off <= table, `value ${i} is off by ${off}`);
    });
  });
});

const OF_BYTES =
  /^(pillow|libvips|llama-cpp|jimp|pica|stb|java2d|thumbnailator|go|rust-image|fast-image-resize|imagemagick|chromium|skia|swscale)$/;

test('samples that a library cannot resize are refused', () => {
  const target = { width: 3, height: 3 };
  for (const { id, library, plan } of SAMPLERS) {
    if (!OF_BYTES.test(library)) continue;
    const source: SourceShape = { width: 9, height: 9, channels: 3, dtype: 'uint16' };
    assert.throws(() => plan(source, target), RangeError, id);
  }
});
