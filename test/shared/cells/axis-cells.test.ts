/** Cells part an axis, and their classes keep apart what an attacker writes and what he does not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axisCells, NO_CLASS } from '../../../shared/cells/axis-cells.ts';
import { findPipeline, viewAt } from '../../../shared/pipelines/pipeline.ts';
import { centersOf } from '../../../shared/resample/taps/area.ts';
import type { AxisTaps } from '../../../shared/resample/taps/taps.ts';

function tapsOf(pipeline: string, srcSize: number, dstSize: number): AxisTaps {
  const shape = { width: srcSize, height: srcSize, channels: 1, dtype: 'uint8' } as const;
  return viewAt(findPipeline(pipeline), shape, { width: dstSize, height: dstSize }).x;
}

const AXES: [string, number, number][] = [
  ['torch/bilinear+align_corners', 199, 55],
  ['tfjs/bilinear+align_corners', 162, 70],
  ['tensorflow/bicubic+legacy', 152, 16],
  ['opencv/linear', 240, 60],
];

for (const [pipeline, srcSize, dstSize] of AXES) {
  const taps = tapsOf(pipeline, srcSize, dstSize);
  const cells = axisCells(taps, srcSize / dstSize);
  const title = `${pipeline}, ${srcSize} to ${dstSize}`;

  test(`each cell ends where the next begins: ${title}`, () => {
    for (let i = 1; i < dstSize; i++) assert.equal(cells.from[i], cells.to[i - 1]);
  });

  test(`the samples on either side of a center are of other classes: ${title}`, () => {
    const classes = [new Set<number>(), new Set<number>()];
    centersOf(taps).forEach((center, i) => {
      [0, 1].forEach((offset) => {
        const at = Math.floor(center + 1e-6) + offset;
        if (at >= cells.from[i] && at < cells.to[i]) classes[offset].add(cells.classOf[at]);
      });
    });
    classes.forEach((some) => some.delete(NO_CLASS));
    assert.ok(classes[0].size > 0 && classes[1].size > 0);
    for (const one of classes[0]) assert.equal(classes[1].has(one), false);
  });
}
