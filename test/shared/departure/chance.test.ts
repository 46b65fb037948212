/** What a clean picture departs by because of chance: where classes stand, and few pixels that stray far. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyzeView } from '../../../shared/analyze/analyze.ts';
import { axisCells } from '../../../shared/cells/axis-cells.ts';
import { coverageOf } from '../../../shared/departure/coverage.ts';
import { findPipeline, viewAt } from '../../../shared/pipelines/pipeline.ts';
import { makeRaster } from '../../../shared/base/raster.ts';
import { judge } from '../../../shared/verdict/judge.ts';
import { Random } from '../../support/random.ts';

const SIDE = 460;

test('near a whole ratio classes may stand in a part of a tile, and do not speak for the rest', () => {
  const shape = { width: SIDE, height: SIDE, channels: 1, dtype: 'uint8' } as const;
  const { x, y } = viewAt(findPipeline('torch/bicubic'), shape, { width: 224, height: 224 });
  const [across, down] = [axisCells(x, SIDE / 224), axisCells(y, SIDE / 224)];
  const cells = { width: 224, height: 224, x: across, y: down };
  const tile = { left: 0, top: 0, right: 16, bottom: 16 };
  const size = across.classes * down.classes;
  const inFirst = (k: number): boolean => {
    const own = k % across.classes;
    return across.classOf.subarray(across.from[0], across.to[7]).includes(own);
  };
  const chosen = Uint8Array.from({ length: size }, (_, k) => (inFirst(k) ? 1 : 0));
  const coverage = coverageOf(cells, tile, chosen);
  assert.ok(coverageOf(cells, tile, new Uint8Array(size).fill(1)).isEnough);
  const left = Array.from(chosen.keys()).filter((k) => chosen[k] === 0);
  assert.equal(coverage.isEnough, !left.some((k) => coverage.lacks(k)));
  assert.ok(left.every((k) => !inFirst(k)));
  const none = coverageOf(cells, tile, new Uint8Array(size));
  assert.ok(!none.isEnough);
  for (let k = 0; k < size; k++) none.add(k);
  assert.ok(!Array.from(chosen.keys()).some((k) => none.lacks(k)));
});

for (const [ratio, side, amplitude] of [
  [4, 8, 40],
  [8, 16, 45],
  [8, 24, 30],
  [14, 16, 30],
] as const) {
  test(`impulses hide no picture of ${side}x${side} cells at a ratio of ${ratio}`, () => {
    const random = new Random(7);
    const target = 64;
    const width = ratio * target;
    const first = (target - side) >> 1;
    const isInside = (cell: number) => cell >= first && cell < first + side;
    const data = Uint8Array.from({ length: width * width }, (_, at) => {
      const [x, y] = [at % width, Math.floor(at / width)];
      const [i, j] = [Math.floor(x / ratio), Math.floor(y / ratio)];
      const isRead = x % ratio === ratio >> 1 && y % ratio === ratio >> 1;
      if (isRead && isInside(i) && isInside(j)) {
        return 110 + (((i * 7 + j * 3) >> 3) % 2 === 0 ? -amplitude : amplitude);
      }
      return random.chance(0.01) ? random.pick([0, 255]) : 110;
    });
    const raster = makeRaster(width, width, 1, data);
    const view = { pipeline: 'pillow/nearest', width: target, height: target };
    assert.equal(judge(analyzeView(raster, view).evidence).verdict, 'attack');
  });
}

test('impulses are no attack on a machine that picks single pixels', () => {
  for (let seed = 1; seed <= 6; seed++) {
    const random = new Random(seed);
    const data = Uint8Array.from({ length: SIDE * SIDE }, () => (random.chance(0.006) ? 255 : 10));
    const raster = makeRaster(SIDE, SIDE, 1, data);
    const view = { pipeline: 'pillow/nearest', width: 149, height: 222 };
    assert.equal(judge(analyzeView(raster, view).evidence).verdict, 'clean', `seed ${seed}`);
  }
});
