/** Means and variances over the cells of a view of a raster of bytes, by WebAssembly. */
import type { TapRuns } from '../taps/runs.ts';
import { resizeWasm } from './resize-wasm.ts';

/** Pixels of a cell whose squares of bytes a 32-bit sum holds. */
const MOST_PIXELS = 33_000;
/** Source bytes of one row of cells above which they are left to the reference. */
const LARGEST_ROWS = 2 ** 28;

/**
 * Writes the weighted mean of every cell and the variance within it, row by row of the view, as cellMoments of
 * cells/moments.ts defines them: `rows` by `cells` cells of lines of `samples` bytes. False, and nothing is
 * written, where there is no WebAssembly or cells are too large.
 */
export function momentsOfBytes(
  data: Uint8Array,
  samples: number,
  channels: number,
  rows: TapRuns,
  cells: TapRuns,
  mean: Float64Array,
  variance: Float64Array,
): boolean {
  const wasm = resizeWasm();
  const most = longest(rows);
  if (wasm === null || most * longest(cells) > MOST_PIXELS) return false;
  if (most * samples > LARGEST_ROWS) return false;
  const across = cells.from.length;
  const stride = across * channels;
  const [linesAt, ...places] = wasm.reserve(
    ...[most * samples, samples * 4, samples * 4, across * 8, across * 8, (across + 1) * 4],
    ...[cells.edges.length * 4, cells.edges.length * 8, ...Array<number>(6).fill(stride * 8)],
  );
  const [sumsAt, squaresAt, runsAt, weightsAt, edgesFromAt, edgesAt, edgeWeightsAt] = places;
  const [wholeAt, wholeSquaresAt, edgeAt, edgeSquaresAt, meanAt, varianceAt] = places.slice(7);
  const { buffer } = wasm.memory;
  const runs = new Int32Array(buffer, runsAt, across * 2);
  for (let i = 0; i < across; i++) {
    runs[2 * i] = cells.from[i];
    runs[2 * i + 1] = cells.to[i];
  }
  new Float64Array(buffer, weightsAt, across).set(cells.weight);
  new Int32Array(buffer, edgesFromAt, across + 1).set(cells.edgesFrom);
  new Int32Array(buffer, edgesAt, cells.edges.length).set(cells.edges);
  new Float64Array(buffer, edgeWeightsAt, cells.edges.length).set(cells.edgeWeights);
  const bytes = wasm.bytes();
  const taps = [runsAt, weightsAt, edgesFromAt, edgesAt, edgeWeightsAt, across] as const;
  /** Writes the sums over the cells of the rows from..to of the source. */
  const sum = (from: number, to: number, sums: typeof wholeAt, squares: typeof wholeAt): void => {
    bytes.set(data.subarray(from * samples, to * samples), linesAt);
    wasm.sumSquares(linesAt, samples, to - from, samples, sumsAt, squaresAt);
    wasm.sumCells(sumsAt, channels, ...taps, sums);
    wasm.sumCells(squaresAt, channels, ...taps, squares);
  };
  const [means, variances] = [meanAt, varianceAt].map((at) => new Float64Array(buffer, at, stride));
  let edgeRow = -1;
  for (let dst = 0, at = 0; dst < rows.from.length; dst++, at += stride) {
    means.fill(0);
    variances.fill(0);
    const add = (weight: number, sums: typeof wholeAt, squares: typeof wholeAt): void => {
      wasm.addWeighted(sums, weight, stride, meanAt);
      wasm.addWeighted(squares, weight, stride, varianceAt);
    };
    sum(rows.from[dst], rows.to[dst], wholeAt, wholeSquaresAt);
    add(rows.weight[dst], wholeAt, wholeSquaresAt);
    for (let k = rows.edgesFrom[dst]; k < rows.edgesFrom[dst + 1]; k++) {
      const row = rows.edges[k];
      // The last edge of an output is most often the first of the next.
      if (row !== edgeRow) sum(row, row + 1, edgeAt, edgeSquaresAt);
      edgeRow = row;
      add(rows.edgeWeights[k], edgeAt, edgeSquaresAt);
    }
    wasm.varianceOf(meanAt, varianceAt, stride);
    mean.set(means, at);
    variance.set(variances, at);
  }
  return true;
}

function longest({ from, to }: TapRuns): number {
  return from.reduce((most, first, i) => Math.max(most, to[i] - first), 1);
}
