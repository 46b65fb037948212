/**
 * The contract of an arithmetic: how one run of output samples is made from its taps. A run is
 * `count` consecutive samples (the channels of a pixel, or a whole row), so horizontal and vertical
 * passes share one loop.
 */
import type { Dtype, Samples } from '../../base/raster.ts';
import type { AxisTaps } from '../taps/taps.ts';

/** Samples between passes: exact sums of fixed-point products are kept as 32-bit integers. */
export type Buffer = Samples | Int32Array;

export type Weights = Float64Array | Int32Array;

/**
 * Writes out[dst + i], i < count, from src[at[k] + i] and weights[first + k], k < taps.
 */
export type Combine = (
  src: Buffer,
  at: Int32Array,
  taps: number,
  weights: Weights,
  first: number,
  out: Buffer,
  dst: number,
  count: number,
) => void;

export interface Combiner {
  /** An empty buffer of the type in which the results are left. */
  result: (source: Buffer, output: Dtype, length: number) => Buffer;
  /** The weights as the arithmetic takes them: integers where it is fixed point. */
  weights: (taps: AxisTaps) => Weights;
  combine: Combine;
}

/** The operands of a table, for arithmetic that asks for them; throws RangeError where it has none. */
export function operandsOf({ operands }: AxisTaps): Float64Array {
  if (operands === undefined) throw new RangeError('Expected a table with operands');
  return operands;
}

/** Weights over 2^bits as integers. */
export function integerWeights(taps: AxisTaps, bits: number): Int32Array {
  return Int32Array.from(taps.weights, (weight) => weight * 2 ** bits);
}
