/**
 * Skia's cubics and its mix of two levels of a mipmap, in single precision.
 * Source: Skia, src/opts/SkRasterPipeline_opts.h and src/core/SkMipmapHQDownSampler.cpp.
 */
import { operandsOf } from '../combiner.ts';
import type { CombineCell, GridCombiner } from '../grid.ts';
import { toByte, UNIT } from './skia-bytes.ts';

/** a * b + c in single precision, rounded once (FMA) or twice. */
type MultiplyAdd = (a: number, b: number, c: number) => number;

const multiplyAdd = (fused: boolean): MultiplyAdd =>
  fused ? (a, b, c) => Math.fround(a * b + c) : (a, b, c) => Math.fround(Math.fround(a * b) + c);

const bytes: GridCombiner['result'] = (_source, _output, length) => new Uint8Array(length);

/** Four taps by four, in order; colors of RGBA no more than alpha. */
export function skiaCubic(fused: boolean): GridCombiner {
  const add = multiplyAdd(fused);
  return {
    result: bytes,
    combine: (tapsX, tapsY) => {
      const sums = [0, 0, 0, 0];
      return (src, cell, out, dst, channels) => {
        const { rows, columns, firstY, firstX } = cell;
        sums.fill(0);
        let opaque = 0;
        for (let j = firstY; j < firstY + 4; j++) {
          for (let k = firstX; k < firstX + 4; k++) {
            const weight = Math.fround(tapsX.weights[k] * tapsY.weights[j]);
            const at = rows[j] + columns[k];
            for (let c = 0; c < channels; c++) {
              sums[c] = add(weight, Math.fround(src[at + c] * UNIT), sums[c]);
            }
            opaque = Math.fround(opaque + weight);
          }
        }
        const alpha = Math.min(1, Math.max(0, channels === 4 ? sums[3] : opaque));
        for (let c = 0; c < channels; c++) out[dst + c] = toByte(Math.min(sums[c], alpha));
      };
    },
  };
}

/** The samples of a pixel of two by two taps, from tap `firstX`, `firstY` on. */
type Sample = (firstX: number, firstY: number, c: number) => number;

/**
 * Two taps by two of a level, mixed with two by two of the next, each of which is made of the level's: `share`
 * is the next level's part. A table has the two taps of the level, then those of the two of the next level;
 * the operands are the weights within a level.
 */
export function skiaTrilinear(share: number, fused: boolean): GridCombiner {
  const add = multiplyAdd(fused);
  return {
    result: bytes,
    combine: (tapsX, tapsY): CombineCell => {
      const [weightsX, weightsY] = [operandsOf(tapsX), operandsOf(tapsY)];
      const mix = (sample: Sample, x: readonly number[], y: readonly number[], c: number) => {
        let sum = 0;
        for (const row of y) {
          for (const column of x) {
            const weight = Math.fround(weightsX[column] * weightsY[row]);
            sum = add(weight, Math.fround(sample(column, row, c) * UNIT), sum);
          }
        }
        return sum;
      };
      return (src, cell, out, dst, channels) => {
        const { rows, columns, firstX, firstY, columnCount, rowCount } = cell;
        const single: Sample = (k, j, c) => src[rows[j] + columns[k] + c];
        const [runX, runY] = [(columnCount - 2) / 2, (rowCount - 2) / 2];
        const halved: Sample = (k, j, c) => {
          let sum = 0;
          for (let y = 0; y < runY; y++) {
            for (let x = 0; x < runX; x++) {
              const weight = (runX === 3 && x === 1 ? 2 : 1) * (runY === 3 && y === 1 ? 2 : 1);
              sum += weight * src[rows[j + y] + columns[k + x] + c];
            }
          }
          return sum >> (runX - 1 + runY - 1);
        };
        for (let c = 0; c < channels; c++) {
          const upper = mix(single, [firstX, firstX + 1], [firstY, firstY + 1], c);
          if (share === 0) {
            out[dst + c] = toByte(upper);
            continue;
          }
          const [x, y] = [firstX + 2, firstY + 2];
          const lower = mix(halved, [x, x + runX], [y, y + runY], c);
          out[dst + c] = toByte(add(Math.fround(lower - upper), share, upper));
        }
      };
    },
  };
}
