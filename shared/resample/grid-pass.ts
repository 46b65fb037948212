/** Both axes resized in one step, by the arithmetic of the pass. */
import type { Dtype } from '../raster.ts';
import type { Cell, GridCombiner } from './arithmetic/grid.ts';
import { vipsBilinear } from './arithmetic/libvips.ts';
import { opencvMean, opencvMeanSingle } from './arithmetic/opencv-mean.ts';
import { pillowReduce } from './arithmetic/pillow.ts';
import { meanSingle, productDouble, productSingle } from './arithmetic/product.ts';
import type { Stage } from './narrow.ts';
import type { GridArithmetic, GridPass } from './plan.ts';

function gridCombinerOf(arithmetic: GridArithmetic): GridCombiner {
  switch (arithmetic.kind) {
    case 'product-f32':
      return productSingle;
    case 'product-f64':
      return productDouble;
    case 'mean-f32':
      return meanSingle;
    case 'opencv-mean':
      return opencvMean;
    case 'opencv-mean-f32':
      return opencvMeanSingle;
    case 'vips-bilinear':
      return vipsBilinear;
    case 'pillow-reduce':
      return pillowReduce;
  }
}

/** `stage` resized along both axes in one step. */
export function resizeGrid(stage: Stage, channels: number, pass: GridPass, output: Dtype): Stage {
  const { tapsX, tapsY } = pass;
  const combiner = gridCombinerOf(pass.arithmetic);
  const out = combiner.result(stage.data, output, tapsX.dstSize * tapsY.dstSize * channels);
  const combine = combiner.combine(tapsX, tapsY);
  const columns = tapsX.indices.map((index) => index * channels);
  const rows = tapsY.indices.map((index) => index * stage.width * channels);
  const cell: Cell = {
    rows,
    columns,
    rowCount: 0,
    columnCount: 0,
    firstY: 0,
    firstX: 0,
    dstX: 0,
  };
  let dst = 0;
  for (let y = 0; y < tapsY.dstSize; y++) {
    cell.firstY = tapsY.offsets[y];
    cell.rowCount = tapsY.offsets[y + 1] - cell.firstY;
    for (let x = 0; x < tapsX.dstSize; x++, dst += channels) {
      cell.dstX = x;
      cell.firstX = tapsX.offsets[x];
      cell.columnCount = tapsX.offsets[x + 1] - cell.firstX;
      combine(stage.data, cell, out, dst, channels);
    }
  }
  return { width: tapsX.dstSize, height: tapsY.dstSize, data: out };
}
