/** Both axes resized in one step, by the arithmetic of the pass. */
import type { Dtype } from '../../base/raster.ts';
import type { Cell, GridCombiner } from '../arithmetic/grid.ts';
import { jimpCellMean } from '../arithmetic/javascript-arithmetic.ts';
import { vipsBilinear } from '../arithmetic/libvips-arithmetic.ts';
import { javaArea } from '../arithmetic/java-arithmetic.ts';
import { opencvMean, opencvMeanSingle } from '../arithmetic/opencv-mean.ts';
import { pillowReduce } from '../arithmetic/pillow-arithmetic.ts';
import { meanSingle, productDouble, productSingle } from '../arithmetic/product.ts';
import { magickMesh } from '../arithmetic/magick-arithmetic.ts';
import { rustThumbnail } from '../arithmetic/rust-arithmetic.ts';
import { skiaCubic, skiaTrilinear } from '../arithmetic/platform/skia-mix.ts';
import type { Stage } from '../arithmetic/narrow.ts';
import { cellSums } from '../simd/bytes.ts';
import type { GridArithmetic, GridPass } from '../taps/plan.ts';
import type { AxisTaps } from '../taps/taps.ts';

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
    case 'skia-cubic':
      return skiaCubic(arithmetic.fused);
    case 'skia-trilinear':
      return skiaTrilinear(arithmetic.share, arithmetic.fused);
    case 'pillow-reduce':
      return pillowReduce;
    case 'jimp-mean':
      return jimpCellMean;
    case 'java-area':
      return javaArea;
    case 'magick-mesh':
      return magickMesh;
    case 'rust-thumbnail':
      return rustThumbnail;
  }
}

/**
 * `stage` resized in one step from the exact sums of its cells, rows first, or null where the
 * arithmetic or the samples do not allow it: the same result as resizeGrid, faster.
 */
export function resizeGridBySums(
  stage: Stage,
  channels: number,
  pass: GridPass,
  output: Dtype,
): Stage | null {
  const { tapsX, tapsY } = pass;
  const { ofSum, result } = gridCombinerOf(pass.arithmetic);
  if (ofSum === undefined || !(stage.data instanceof Uint8Array)) return null;
  if (255 * largestCount(tapsX) * largestCount(tapsY) >= ofSum.most) return null;
  const sums = cellSums(stage.data, channels, tapsX, tapsY);
  if (sums === null) return null;
  const out = result(stage.data, output, sums.length);
  for (let y = 0, dst = 0; y < tapsY.dstSize; y++) {
    const rows = tapsY.offsets[y + 1] - tapsY.offsets[y];
    let columns = 0;
    let resultOf = ofSum.result(rows, columns);
    for (let x = 0; x < tapsX.dstSize; x++) {
      const count = tapsX.offsets[x + 1] - tapsX.offsets[x];
      if (count !== columns) resultOf = ofSum.result(rows, (columns = count));
      for (let c = 0; c < channels; c++, dst++) out[dst] = resultOf(sums[dst]);
    }
  }
  return { width: tapsX.dstSize, height: tapsY.dstSize, data: out };
}

function largestCount({ dstSize, offsets }: AxisTaps): number {
  let largest = 0;
  for (let d = 0; d < dstSize; d++) largest = Math.max(largest, offsets[d + 1] - offsets[d]);
  return largest;
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
