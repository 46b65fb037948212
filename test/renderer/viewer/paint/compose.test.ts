import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compose, tilesFor, type TileIndex } from '../../../../renderer/viewer/paint/compose.ts';
import type { Words } from '../../../../renderer/viewer/paint/reduce.ts';
import { Lru } from '../../../../shared/base/lru.ts';
import {
  levelFor,
  levelSide,
  refinedLevelFor,
  windowOf,
} from '../../../../renderer/geometry/layer-window.ts';

const TILE = 512;

/** Tiles of a layer whose every pixel says where it is: level in blue, y in green, x in red. */
function tileOf(width: number, height: number, { level, col, row }: TileIndex): Words {
  const w = Math.min(TILE, levelSide(width, level) - col * TILE);
  const h = Math.min(TILE, levelSide(height, level) - row * TILE);
  const data = new Uint32Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const word = 0xff000000 | (level << 16) | (((row * TILE + y) & 255) << 8);
      data[y * w + x] = (word | ((col * TILE + x) & 255)) >>> 0;
    }
  }
  return { width: w, height: h, data };
}

describe('composing a window from tiles', () => {
  it('takes the coarsest level that is not below the resolution of the screen', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), (step) => {
        const viewport = { width: 10, height: 10 };
        const window = { viewport, originX: 0, originY: 0, stepX: step, stepY: step };
        const level = levelFor(window, 20);
        assert.ok(level === 0 || 2 ** level <= step * (1 + 1e-6));
        assert.ok(2 ** (level + 1) > step * (1 - 1e-6));
      }),
    );
  });

  it('averages the final picture from the source itself where that is small enough', () => {
    const viewport = { width: 500, height: 500 };
    const window = { viewport, originX: 0, originY: 0, stepX: 5, stepY: 5 };
    assert.equal(refinedLevelFor(window, { width: 2500, height: 2500 }, 5), 0);
    const large = { viewport, originX: 0, originY: 0, stepX: 40, stepY: 40 };
    const level = refinedLevelFor(large, { width: 20000, height: 20000 }, 8);
    assert.equal(level, 3);
    assert.ok(level < levelFor(large, 8));
  });

  it('joins tiles without a seam', () => {
    const layer = { width: 1300, height: 700, levels: 3 };
    const viewport = { width: 200, height: 100 };
    const window = { viewport, originX: 450, originY: 460, stepX: 1, stepY: 1 };
    const picture = compose(layer, window, 0, (tile) => tileOf(1300, 700, tile));
    for (let y = 0; y < 100; y++) {
      for (let x = 0; x < 200; x++) {
        const word = picture.data[y * 200 + x];
        assert.equal(word & 255, (450 + x) & 255);
        assert.equal((word >>> 8) & 255, (460 + y) & 255);
      }
    }
  });

  it('stands in with the nearest coarser level and names what is missing, the middle first', () => {
    const layer = { width: 2048, height: 512, levels: 3 };
    const viewport = { width: 2000, height: 100 };
    const window = { viewport, originX: 0, originY: 0, stepX: 1, stepY: 1 };
    const picture = compose(layer, window, 0, (tile) =>
      tile.level === 2 ? tileOf(2048, 512, tile) : undefined,
    );
    const missing = tilesFor(layer, window, 0);
    assert.equal(missing.length, 4);
    assert.deepEqual(
      missing
        .slice(0, 2)
        .map((tile) => tile.col)
        .sort(),
      [1, 2],
    );
    assert.equal((picture.data[0] >>> 16) & 255, 2);
    assert.equal(picture.data[700] & 255, 700 >> 2);
  });

  it('a window wholly outside the image is empty and asks for nothing', () => {
    const viewport = { width: 10, height: 10 };
    const window = { viewport, originX: -100, originY: -100, stepX: 1, stepY: 1 };
    const layer = { width: 50, height: 50, levels: 1 };
    const picture = compose(layer, window, 0, () => undefined);
    assert.equal(tilesFor(layer, window, 0).length, 0);
    assert.ok(picture.data.every((word) => word === 0));
  });

  it('the windows of source and machine view cover the same extent', () => {
    const source = { width: 4000, height: 3000 };
    const target = { width: 299, height: 224 };
    const view = { center: { normX: 0.3, normY: 0.6 }, scale: 0.5 };
    const frame = { source, viewport: { width: 700, height: 800 }, view };
    const whole = { x: 0, y: 0, ...source };
    const a = windowOf(frame, { ...source, frame: whole });
    const b = windowOf(frame, { ...target, frame: whole });
    assert.ok(Math.abs(a.originX / 4000 - b.originX / 299) < 1e-12);
    assert.ok(Math.abs((a.stepY * 800) / 3000 - (b.stepY * 800) / 224) < 1e-12);
  });

  it('a machine view of a crop lies where the crop was taken', () => {
    const source = { width: 4000, height: 3000 };
    const view = { center: { normX: 0.5, normY: 0.5 }, scale: 1 };
    const frame = { source, viewport: { width: 1000, height: 1000 }, view };
    const crop = { x: 500, y: 0, width: 3000, height: 3000 };
    const window = windowOf(frame, { width: 300, height: 300, frame: crop });
    assert.deepEqual([window.originX, window.originY], [100, 100]);
    assert.deepEqual([window.stepX, window.stepY], [0.1, 0.1]);
  });
});

describe('the tile cache', () => {
  const tile = (pixels: number): Words => ({
    width: pixels,
    height: 1,
    data: new Uint32Array(pixels),
  });

  it('drops the least recently used tiles above its budget', () => {
    const cache = new Lru<Words>(120);
    cache.set('a', tile(10), 40);
    cache.set('b', tile(10), 40);
    cache.set('c', tile(10), 40);
    cache.get('a');
    cache.set('d', tile(10), 40);
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map((key) => cache.has(key)),
      [true, false, true, true],
    );
    assert.equal(cache.cost, 120);
  });

  it('keeps the newest tile even where it alone is above the budget', () => {
    const cache = new Lru<Words>(8);
    cache.set('a', tile(1), 4);
    cache.set('b', tile(100), 400);
    assert.equal(cache.has('a'), false);
    assert.equal(cache.has('b'), true);
  });
});
