/** One axis resized with one table, by the arithmetic of the pass: the reference of simd/. */
import type { Dtype } from '../../base/raster.ts';
import { cellSingle } from '../arithmetic/cell.ts';
import type { Combiner } from '../arithmetic/combiner.ts';
import { copy } from '../arithmetic/copy.ts';
import { fixedExact, fixedRound, fixedSigned, fixedTruncate } from '../arithmetic/fixed.ts';
import {
  lerpDouble,
  lerpSingle,
  sumDividedSingle,
  sumDouble,
  sumFmaSingle,
  sumFusedSingle,
  sumLanesSingle,
  sumSingle,
} from '../arithmetic/floating.ts';
import { jimpMean, picaColumns, picaRows } from '../arithmetic/javascript-arithmetic.ts';
import { magickSum } from '../arithmetic/magick-arithmetic.ts';
import { goKernel } from '../arithmetic/go-arithmetic.ts';
import { vipsShrink } from '../arithmetic/libvips-arithmetic.ts';
import {
  opencvCubicVertical,
  opencvLinearVertical,
  opencvSumVertical,
} from '../arithmetic/opencv-arithmetic.ts';
import { pairsDouble } from '../arithmetic/pairs.ts';
import { polynomialOf } from '../arithmetic/polynomial.ts';
import { skiaLerpX, skiaLerpY } from '../arithmetic/platform/skia-lerp.ts';
import { swscaleColumns } from '../arithmetic/platform/swscale-arithmetic.ts';
import type { Stage } from '../arithmetic/narrow.ts';
import type { Arithmetic, AxisPass } from '../taps/plan.ts';
import type { AxisTaps } from '../taps/taps.ts';

function combinerOf(arithmetic: Arithmetic, output: Dtype): Combiner {
  switch (arithmetic.kind) {
    case 'copy':
      return copy;
    case 'lerp-f32':
      return lerpSingle;
    case 'sum-f32':
      return sumSingle;
    case 'sum-fused-f32':
      return sumFusedSingle;
    case 'sum-divided-f32':
      return sumDividedSingle;
    case 'sum-fma-f32':
      return sumFmaSingle;
    case 'sum-lanes-f32':
      return sumLanesSingle(arithmetic.lanes);
    case 'sum-f64':
      return sumDouble;
    case 'lerp-f64':
      return lerpDouble;
    case 'cell-f32':
      return cellSingle(arithmetic.cell, arithmetic.scale);
    case 'pairs-f64':
      return pairsDouble;
    case 'polynomial':
      return polynomialOf(arithmetic.of);
    case 'jimp-mean':
      return jimpMean(arithmetic);
    case 'pica-columns':
      return picaColumns(arithmetic.alpha);
    case 'pica-rows':
      return picaRows(arithmetic.alpha);
    case 'fixed-exact':
      return fixedExact(arithmetic.bits);
    case 'fixed-round':
      return fixedRound(arithmetic.bits, arithmetic.carry, output === 'uint16' ? 65535 : 255);
    case 'fixed-signed':
      return fixedSigned(arithmetic.bits);
    case 'fixed-truncate':
      return fixedTruncate(arithmetic.bits, arithmetic.carry);
    case 'swscale-columns':
      return swscaleColumns(arithmetic.shift);
    case 'skia-lerp-x':
      return skiaLerpX;
    case 'skia-lerp-y':
      return skiaLerpY;
    case 'vips-shrink':
      return vipsShrink;
    case 'magick-sum':
      return magickSum(arithmetic.alpha);
    case 'go-kernel':
      return goKernel(arithmetic.divisor);
    case 'opencv-linear-v':
      return opencvLinearVertical;
    case 'opencv-cubic-v':
      return opencvCubicVertical;
    case 'opencv-sum-v':
      return opencvSumVertical(arithmetic.lanes);
  }
}

/** `stage` resized along one axis. */
export function resizeAxis(stage: Stage, channels: number, pass: AxisPass, output: Dtype): Stage {
  const { taps } = pass;
  const horizontal = pass.axis === 'x';
  const width = horizontal ? taps.dstSize : stage.width;
  const height = horizontal ? stage.height : taps.dstSize;
  const { result, weights, combine } = combinerOf(pass.arithmetic, output);
  const out = result(stage.data, output, width * height * channels);
  const operands = weights(taps);
  const at = new Int32Array(largestCount(taps));
  const run = horizontal ? channels : width * channels;
  for (let row = 0; row < (horizontal ? height : 1); row++) {
    const base = row * stage.width * channels;
    let dst = row * width * channels;
    for (let d = 0; d < taps.dstSize; d++, dst += run) {
      const first = taps.offsets[d];
      const count = taps.offsets[d + 1] - first;
      for (let k = 0; k < count; k++) at[k] = base + taps.indices[first + k] * run;
      combine(stage.data, at, count, operands, first, out, dst, run);
    }
  }
  return { width, height, data: out };
}

function largestCount(taps: AxisTaps): number {
  let largest = 0;
  for (let d = 0; d < taps.dstSize; d++) {
    largest = Math.max(largest, taps.offsets[d + 1] - taps.offsets[d]);
  }
  return largest;
}
