/**
 * The contract of an arithmetic over both axes at once: an output pixel is made from every row tap
 * with every column tap. Used where the rounding cannot be split into two one-dimensional passes.
 */
import type { Dtype } from '../../base/raster.ts';
import type { AxisTaps } from '../taps/taps.ts';
import type { Buffer } from './combiner.ts';

/**
 * The taps of one output pixel: sample rows[firstY + j] + columns[firstX + k] + channel of the
 * source, j < rowCount, k < columnCount; its weights stand at the same places in the two tables.
 */
export interface Cell {
  rows: Int32Array;
  columns: Int32Array;
  rowCount: number;
  columnCount: number;
  firstY: number;
  firstX: number;
  /** The output column. */
  dstX: number;
}

/** Writes out[dst + c], c < channels, from the samples of one cell. */
export type CombineCell = (
  src: Buffer,
  cell: Cell,
  out: Buffer,
  dst: number,
  channels: number,
) => void;

/** For cells of `rows` by `columns` samples: the result from a cell's exact sum. */
export type OfSum = (rows: number, columns: number) => (sum: number) => number;

export interface GridCombiner {
  /** An empty buffer of the type in which the results are left. */
  result: (source: Buffer, output: Dtype, length: number) => Buffer;
  combine: (tapsX: AxisTaps, tapsY: AxisTaps) => CombineCell;
  /**
   * For unweighted cells of bytes: the same result from the cell's exact sum. `most` is the largest
   * sum for which it is the same.
   */
  ofSum?: { result: OfSum; most: number };
}
