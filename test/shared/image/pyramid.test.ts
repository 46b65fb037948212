import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { TILE_SIZE } from '../../../shared/api/contract.ts';
import { levelsOf, makePyramid, type Pyramid } from '../../../shared/image/pyramid.ts';
import {
  makeRaster,
  type Channels,
  type IntegerSamples,
  type Raster,
} from '../../../shared/base/raster.ts';
import { noiseWords } from '../../support/noise.ts';

/** Every level as one RGBA image, put together from its tiles. */
function levelPixels(pyramid: Pyramid, raster: Raster, level: number) {
  const width = Math.ceil(raster.width / 2 ** level);
  const height = Math.ceil(raster.height / 2 ** level);
  const data = new Uint8Array(width * height * 4);
  for (let row = 0; row * TILE_SIZE < height; row++) {
    for (let col = 0; col * TILE_SIZE < width; col++) {
      const tile = pyramid.tile(level, col, row);
      for (let y = 0; y < tile.height; y++) {
        const from = y * tile.width * 4;
        const to = ((row * TILE_SIZE + y) * width + col * TILE_SIZE) * 4;
        data.set(tile.data.subarray(from, from + tile.width * 4), to);
      }
    }
  }
  return { width, height, data };
}

/** The pixel (x, y) of `level` straight from the definition, before rounding. */
function directAverage(raster: Raster<IntegerSamples>, level: number, x: number, y: number) {
  const { width, height, channels, data } = raster;
  const scale = data instanceof Uint8Array ? 1 : 257;
  const block = 2 ** level;
  const sums = [0, 0, 0, 0];
  let weights = 0;
  let pixels = 0;
  for (let srcY = y * block; srcY < Math.min(height, (y + 1) * block); srcY++) {
    for (let srcX = x * block; srcX < Math.min(width, (x + 1) * block); srcX++) {
      const at = (srcY * width + srcX) * channels;
      const weight = channels === 4 ? data[at + 3] : 1;
      for (let c = 0; c < 3; c++) sums[c] += data[at + (channels === 1 ? 0 : c)] * weight;
      sums[3] += channels === 4 ? data[at + 3] : 255 * scale;
      weights += weight;
      pixels++;
    }
  }
  const color = (c: number) => (weights === 0 ? 0 : sums[c] / weights / scale);
  return [color(0), color(1), color(2), sums[3] / pixels / scale];
}

/** Rasters just above some tiles' size, one side often tiny, so that several levels exist. */
const rasters = fc
  .record({
    long: fc.integer({ min: 1, max: 2200 }),
    short: fc.integer({ min: 1, max: 9 }),
    upright: fc.boolean(),
    channels: fc.constantFrom<Channels>(1, 3, 4),
    wide: fc.boolean(),
    constant: fc.boolean(),
    seed: fc.integer({ min: 1, max: 2 ** 31 }),
  })
  .map(({ long, short, upright, channels, wide, constant, seed }) => {
    const [width, height] = upright ? [short, long] : [long, short];
    const data = new (wide ? Uint16Array : Uint8Array)(width * height * channels);
    const next = noiseWords(seed);
    for (let i = 0; i < data.length; i++) {
      data[i] = constant && i >= channels ? data[i - channels] : next() >>> (wide ? 16 : 24);
    }
    return { raster: makeRaster<IntegerSamples>(width, height, channels, data), constant };
  });

test('levels halve the sides, rounded up, until both fit one tile', () => {
  assert.equal(levelsOf(1, 1), 1);
  assert.equal(levelsOf(TILE_SIZE, TILE_SIZE), 1);
  assert.equal(levelsOf(TILE_SIZE + 1, 1), 2);
  assert.equal(levelsOf(2 * TILE_SIZE, 2 * TILE_SIZE), 2);
  assert.equal(levelsOf(6000, 4000), 5);
});

test('a pixel of any level is the average of its source block, rounded once', () => {
  fc.assert(
    fc.property(rasters, ({ raster }) => {
      const pyramid = makePyramid(raster);
      assert.equal(pyramid.levels, levelsOf(raster.width, raster.height));
      for (let level = 1; level < pyramid.levels; level++) {
        const { width, height, data } = levelPixels(pyramid, raster, level);
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const expected = directAverage(raster, level, x, y);
            for (let c = 0; c < 4; c++) {
              const difference = Math.abs(data[(y * width + x) * 4 + c] - expected[c]);
              assert.ok(difference <= 0.5 + 1e-9, `level ${level} at ${x},${y}: ${difference}`);
            }
          }
        }
      }
    }),
    { numRuns: 60, seed: 1 },
  );
});

test('a constant raster is the same constant at every level', () => {
  fc.assert(
    fc.property(rasters, ({ raster, constant }) => {
      fc.pre(constant && !(raster.channels === 4 && raster.data[3] === 0));
      const pyramid = makePyramid(raster);
      const first = pyramid.tile(0, 0, 0).data.subarray(0, 4);
      for (let level = 0; level < pyramid.levels; level++) {
        const { data } = levelPixels(pyramid, raster, level);
        for (let i = 0; i < data.length; i++) assert.equal(data[i], first[i % 4]);
      }
    }),
    { numRuns: 40, seed: 2 },
  );
});

test('the mean of the raster is kept at every level', () => {
  const [width, height] = [2048, 1024];
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) data[i] = Math.imul(i, 2654435761) >>> 24;
  const raster = makeRaster(width, height, 1, data);
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const pyramid = makePyramid(raster);
  for (let level = 0; level < pyramid.levels; level++) {
    const pixels = levelPixels(pyramid, raster, level).data.filter((_, i) => i % 4 === 0);
    const levelMean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    assert.ok(Math.abs(levelMean - mean) < 0.05, `level ${level}: ${levelMean} for ${mean}`);
  }
});

test('level 0 is the stored samples, 16 bit as round(v / 257)', () => {
  const values = Uint16Array.of(0, 128, 129, 257, 32896, 65535);
  const tile = makePyramid(makeRaster(6, 1, 1, values)).tile(0, 0, 0);
  const gray = [...tile.data].filter((_, i) => i % 4 === 0);
  assert.deepEqual(
    gray,
    [...values].map((value) => Math.round(value / 257)),
  );
  const hidden = Uint8Array.of(9, 8, 7, 0);
  assert.deepEqual(makePyramid(makeRaster(1, 1, 4, hidden)).tile(0, 0, 0).data, hidden);
});

test('colors under transparent pixels do not bleed', () => {
  const data = new Uint8Array(1024 * 2 * 4);
  for (let i = 0; i < data.length; i += 4)
    data.set(i % 8 === 0 ? [255, 0, 0, 0] : [0, 0, 99, 200], i);
  const { data: pixels } = makePyramid(makeRaster(1024, 2, 4, data)).tile(1, 0, 0);
  assert.deepEqual([...pixels.subarray(0, 4)], [0, 0, 99, 100]);
});

test('a tile that does not exist is a RangeError', () => {
  const pyramid = makePyramid(makeRaster(600, 10, 1, new Uint8Array(6000)));
  assert.equal(pyramid.tile(0, 1, 0).width, 88);
  for (const [level, col, row] of [
    [2, 0, 0],
    [0, 2, 0],
    [0, 0, 1],
    [-1, 0, 0],
    [0.5, 0, 0],
  ]) {
    assert.throws(() => pyramid.tile(level, col, row), RangeError);
  }
});
