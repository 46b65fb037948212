/**
 * Mean and variance of the source over the footprint of every output pixel, by the area each source
 * pixel covers: what an antialiased view shows, and the detail that it averages away.
 */
import { type Raster, type Size, greyLevelsPerCode } from '../base/raster.ts';
import { momentsOfBytes } from '../resample/simd/cell-moments.ts';
import { tapRunsOf, type TapRuns } from '../resample/taps/runs.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';

export interface Moments extends Size {
  channels: number;
  /** Height*width*channels, in 8-bit grey levels (0..255, not rounded). */
  mean: Float32Array | Float64Array;
  /** The same shape, in squared 8-bit grey levels. */
  variance: Float32Array | Float64Array;
}

/**
 * The moments of `raster` (H×W×C) over the cells of an area table per axis (resample/taps/area.ts). Rows
 * that a cell covers whole are added up first, as integers, so the figures are the same however
 * that is done.
 */
export function cellMoments(raster: Raster, columns: AxisTaps, areaRows: AxisTaps): Moments {
  const { channels } = raster;
  const scale = greyLevelsPerCode(raster);
  const target = { width: columns.dstSize, height: areaRows.dstSize };
  const rows = tapRunsOf(areaRows);
  const cells = tapRunsOf(columns);
  const stride = target.width * channels;
  const mean = new Float64Array(stride * target.height);
  const square = new Float64Array(stride * target.height);
  const { data } = raster;
  const samples = raster.width * channels;
  if (
    data instanceof Uint8Array &&
    momentsOfBytes(data, samples, channels, rows, cells, mean, square)
  ) {
    return { ...target, channels, mean, variance: square };
  }
  const lines = lineSums(raster);
  const whole = makeLine(stride);
  const edge = makeLine(stride);
  let edgeRow = -1;
  const add = (line: CellSums, dst: number, weight: number) => {
    for (let i = 0, at = dst * stride; i < stride; i++, at++) {
      mean[at] += weight * line.mean[i];
      square[at] += weight * line.square[i];
    }
  };
  for (let dst = 0; dst < target.height; dst++) {
    sumCells(lines.over(rows.from[dst], rows.to[dst]), channels, cells, whole);
    add(whole, dst, rows.weight[dst]);
    for (let k = rows.edgesFrom[dst]; k < rows.edgesFrom[dst + 1]; k++) {
      const [row, weight] = [rows.edges[k], rows.edgeWeights[k]];
      // The last edge of an output is most often the first of the next.
      if (row !== edgeRow) sumCells(lines.over(row, row + 1), channels, cells, edge);
      edgeRow = row;
      add(edge, dst, weight);
    }
  }
  for (let i = 0; i < mean.length; i++) {
    square[i] = Math.max(0, square[i] - mean[i] * mean[i]) * scale * scale;
    mean[i] *= scale;
  }
  return { ...target, channels, mean, variance: square };
}

/** The weighted sums of one line over the columns of every cell. */
interface CellSums {
  mean: Float64Array;
  square: Float64Array;
}

function makeLine(length: number): CellSums {
  return { mean: new Float64Array(length), square: new Float64Array(length) };
}

/** Sums of samples and of their squares, of every column and channel. */
interface LineSums {
  sums: Float64Array;
  squares: Float64Array;
}

/** Adds up the rows from..to of `raster`; the result is overwritten by the next. */
function lineSums({ width, channels, data }: Raster) {
  const samples = width * channels;
  const line: LineSums = { sums: new Float64Array(samples), squares: new Float64Array(samples) };
  return {
    over(from: number, to: number): LineSums {
      line.sums.fill(0);
      line.squares.fill(0);
      for (let at = from * samples; at < to * samples; at += samples) {
        for (let i = 0; i < samples; i++) {
          const value = data[at + i];
          line.sums[i] += value;
          line.squares[i] += value * value;
        }
      }
      return line;
    },
  };
}

/** Writes the weighted sums over the columns of every cell. */
function sumCells(
  { sums, squares }: LineSums,
  channels: number,
  { from, to, weight, edgesFrom, edges, edgeWeights }: TapRuns,
  { mean, square }: CellSums,
): void {
  for (let dst = 0, at = 0; dst < from.length; dst++) {
    const end = to[dst] * channels;
    const lastEdge = edgesFrom[dst + 1];
    for (let c = 0; c < channels; c++, at++) {
      let sum = 0;
      let sumSquare = 0;
      for (let i = from[dst] * channels + c; i < end; i += channels) {
        sum += sums[i];
        sumSquare += squares[i];
      }
      sum *= weight[dst];
      sumSquare *= weight[dst];
      for (let k = edgesFrom[dst]; k < lastEdge; k++) {
        const i = edges[k] * channels + c;
        sum += edgeWeights[k] * sums[i];
        sumSquare += edgeWeights[k] * squares[i];
      }
      mean[at] = sum;
      square[at] = sumSquare;
    }
  }
}
