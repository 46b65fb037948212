/**
 * The tap table of one axis: for each output index, the source indices that feed it and with which
 * weights. Everything the product shows or decides about a resize is read off such tables.
 *
 *   offsets  0     2     4        the taps of output d are entries offsets[d] .. offsets[d+1]
 *   indices  3  4  10 11 …        source index of each tap
 *   weights  ½  ½  ¼  ¾  …        its weight, exactly as the library's arithmetic uses it
 *                                 (fixed-point coefficients divided by their power of two)
 *
 * Two taps of one output may name the same source index (libraries that clamp at the edge do so);
 * they are kept apart, because the arithmetic rounds them apart.
 */

export interface AxisTaps {
  srcSize: number;
  dstSize: number;
  offsets: Int32Array;
  indices: Int32Array;
  weights: Float64Array;
  /**
   * What the arithmetic takes in place of the weights, one number a tap: overlaps that it divides itself, or
   * the place between two taps. Only for arithmetic that asks for them.
   */
  operands?: Float64Array;
}

/** Collects the taps of an axis, output by output. */
export class TapsBuilder {
  readonly #srcSize: number;
  readonly #offsets: number[] = [0];
  #indices = new Int32Array(1024);
  #weights = new Float64Array(1024);
  #count = 0;

  constructor(srcSize: number) {
    this.#srcSize = srcSize;
  }

  /** Adds one tap to the current output; throws RangeError when the index is outside the source. */
  tap(index: number, weight: number): void {
    if (!(index >= 0 && index < this.#srcSize)) {
      throw new RangeError(
        `Expected a source index in 0..${this.#srcSize - 1} for tap but received ${index}`,
      );
    }
    if (this.#count === this.#indices.length) this.#grow(this.#count + 1);
    this.#indices[this.#count] = index;
    this.#weights[this.#count] = weight;
    this.#count++;
  }

  /** Adds taps `from` to `to` of another table to the current output. */
  taps({ indices, weights }: AxisTaps, from: number, to: number): void {
    this.#grow(this.#count + to - from);
    for (let k = from; k < to; k++, this.#count++) {
      this.#indices[this.#count] = indices[k];
      this.#weights[this.#count] = weights[k];
    }
  }

  /** Adds what was `seen` (1) of the samples low..high, with its sum as its weight, and clears both. */
  seen(sum: Float64Array, seen: Uint8Array, low: number, high: number): void {
    this.#grow(this.#count + Math.max(0, high + 1 - low));
    const [indices, weights] = [this.#indices, this.#weights];
    let count = this.#count;
    for (let index = low; index <= high; index++) {
      if (seen[index] === 0) continue;
      indices[count] = index;
      weights[count++] = sum[index];
      sum[index] = 0;
      seen[index] = 0;
    }
    this.#count = count;
  }

  #grow(least: number): void {
    if (least <= this.#indices.length) return;
    const length = Math.max(least, 2 * this.#indices.length);
    const indices = new Int32Array(length);
    const weights = new Float64Array(length);
    indices.set(this.#indices);
    weights.set(this.#weights);
    this.#indices = indices;
    this.#weights = weights;
  }

  /** Ends the current output and begins the next. */
  next(): void {
    this.#offsets.push(this.#count);
  }

  build(): AxisTaps {
    return {
      srcSize: this.#srcSize,
      dstSize: this.#offsets.length - 1,
      offsets: new Int32Array(this.#offsets),
      indices: this.#indices.slice(0, this.#count),
      weights: this.#weights.slice(0, this.#count),
    };
  }
}

type Tap = readonly [index: number, weight: number];

/** Taps of `dstSize` outputs, where `taps(d)` lists [source index, weight] pairs. */
export function tapsFrom(
  srcSize: number,
  dstSize: number,
  taps: (dst: number) => Iterable<Tap>,
): AxisTaps {
  const builder = new TapsBuilder(srcSize);
  for (let dst = 0; dst < dstSize; dst++) {
    const own = taps(dst);
    // Millions of them are made for a table of all resizers: an array is read without an iterator.
    if (isList(own)) for (let k = 0; k < own.length; k++) builder.tap(own[k][0], own[k][1]);
    else for (const [index, weight] of own) builder.tap(index, weight);
    builder.next();
  }
  return builder.build();
}

function isList(taps: Iterable<Tap>): taps is readonly Tap[] {
  return Array.isArray(taps);
}

/** Taps of `dstSize` outputs that each read a run of samples: weights[k] is that of first + k. */
export function runTaps(
  srcSize: number,
  dstSize: number,
  run: (dst: number) => { first: number; weights: readonly number[] },
): AxisTaps {
  const builder = new TapsBuilder(srcSize);
  for (let dst = 0; dst < dstSize; dst++) {
    const { first, weights } = run(dst);
    for (let k = 0; k < weights.length; k++) builder.tap(first + k, weights[k]);
    builder.next();
  }
  return builder.build();
}

/** One tap of weight 1 per output (nearest neighbour): `index(d)` names it. */
export function singleTaps(
  srcSize: number,
  dstSize: number,
  index: (dst: number) => number,
): AxisTaps {
  const builder = new TapsBuilder(srcSize);
  for (let dst = 0; dst < dstSize; dst++) {
    builder.tap(index(dst), 1);
    builder.next();
  }
  return builder.build();
}

/** The same table with the taps of each output in the opposite order, which decides how sums round. */
export function reversedTaps(taps: AxisTaps): AxisTaps {
  const { offsets, indices, weights } = taps;
  return tapsFrom(taps.srcSize, taps.dstSize, (dst) => {
    const reversed: [number, number][] = [];
    for (let k = offsets[dst + 1] - 1; k >= offsets[dst]; k--) {
      reversed.push([indices[k], weights[k]]);
    }
    return reversed;
  });
}

/** Whether any output has no tap at all: padding. */
export function hasEmptyOutput({ offsets, dstSize }: AxisTaps): boolean {
  for (let dst = 0; dst < dstSize; dst++) if (offsets[dst] === offsets[dst + 1]) return true;
  return false;
}

/** The table that leaves an axis as it is. */
export function identityTaps(size: number): AxisTaps {
  return singleTaps(size, size, (dst) => dst);
}

/**
 * The table of two resizes of one axis in a row: first `inner`, then `outer`. Weights multiply and
 * taps of the same source index are merged, so the rounding between the two passes is not in it.
 * Throws RangeError when the sizes do not meet.
 */
export function composeTaps(inner: AxisTaps, outer: AxisTaps): AxisTaps {
  if (inner.dstSize !== outer.srcSize) {
    throw new RangeError(
      `Expected outer.srcSize ${inner.dstSize} for composeTaps but received ${outer.srcSize}`,
    );
  }
  const { srcSize, offsets: starts, indices, weights } = inner;
  const sum = new Float64Array(srcSize);
  const seen = new Uint8Array(srcSize);
  const builder = new TapsBuilder(srcSize);
  for (let dst = 0; dst < outer.dstSize; dst++) {
    let low = srcSize;
    let high = -1;
    for (let k = outer.offsets[dst]; k < outer.offsets[dst + 1]; k++) {
      const middle = outer.indices[k];
      const weight = outer.weights[k];
      const end = starts[middle + 1];
      for (let j = starts[middle]; j < end; j++) {
        const index = indices[j];
        seen[index] = 1;
        sum[index] += weight * weights[j];
        if (index < low) low = index;
        if (index > high) high = index;
      }
    }
    builder.seen(sum, seen, low, high);
    builder.next();
  }
  return builder.build();
}

/** Outputs `start` to `start + length` of `taps`; those beyond its ends have no taps. */
export function windowedTaps(taps: AxisTaps, start: number, length: number): AxisTaps {
  const builder = new TapsBuilder(taps.srcSize);
  for (let dst = start; dst < start + length; dst++) {
    if (dst >= 0 && dst < taps.dstSize) {
      builder.taps(taps, taps.offsets[dst], taps.offsets[dst + 1]);
    }
    builder.next();
  }
  return builder.build();
}
