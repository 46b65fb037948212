/** Ways to write a wanted view into a picture, each the way of a kind of tool. */
import type { AxisTaps } from '../../../../shared/resample/taps/taps.ts';
import type { Picture } from './studio.ts';

/** What the view shall show: value of a cell, and whether the tool cares about that cell. */
export interface Wanted {
  width: number;
  height: number;
  /** Interleaved like the picture. */
  values: Float32Array;
  /** Null: every cell. */
  cells: Uint8Array | null;
  channels: readonly number[];
}

export interface Reach {
  /** Allowed distance to the wanted value. */
  slack: number;
  sweeps: number;
  /** How the change is spread over the pixels of a cell: by weight, evenly, or into the heaviest. */
  spread: 'weight' | 'even' | 'heaviest';
}

/** Copies each cell into the pixel at (x, y) that `at` names. */
export function copyCells(
  picture: Picture,
  wanted: Wanted,
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
): Picture {
  const data = picture.data.slice();
  for (let y = 0, cell = 0; y < wanted.height; y++) {
    for (let x = 0; x < wanted.width; x++, cell++) {
      if (wanted.cells !== null && wanted.cells[cell] === 0) continue;
      for (const c of wanted.channels) {
        const value = wanted.values[cell * picture.channels + c];
        data[(ys[y] * picture.width + xs[x]) * picture.channels + c] = byte(value);
      }
    }
  }
  return { ...picture, data };
}

/** The heaviest source index of every output. */
export function heaviest({ offsets, indices, weights, dstSize }: AxisTaps): Int32Array {
  return Int32Array.from({ length: dstSize }, (_, d) => {
    let best = offsets[d];
    for (let k = best; k < offsets[d + 1]; k++) if (weights[k] > weights[best]) best = k;
    return indices[best];
  });
}

/**
 * Goes through the cells again and again, each time correcting what a cell misses (Kaczmarz; with
 * `weight` it tends to the least sum of squares, with `even` to the least largest change).
 */
export function correctCells(
  picture: Picture,
  wanted: Wanted,
  tx: AxisTaps,
  ty: AxisTaps,
  reach: Reach,
): Picture {
  const { width, channels } = picture;
  const work = Float32Array.from(picture.data);
  const at: number[] = [];
  const by: number[] = [];
  for (let sweep = 0; sweep < reach.sweeps; sweep++) {
    for (let y = 0, cell = 0; y < wanted.height; y++) {
      for (let x = 0; x < wanted.width; x++, cell++) {
        if (wanted.cells !== null && wanted.cells[cell] === 0) continue;
        at.length = by.length = 0;
        for (let j = ty.offsets[y]; j < ty.offsets[y + 1]; j++) {
          for (let i = tx.offsets[x]; i < tx.offsets[x + 1]; i++) {
            const weight = ty.weights[j] * tx.weights[i];
            if (Math.abs(weight) < 1e-4) continue;
            at.push((ty.indices[j] * width + tx.indices[i]) * channels);
            by.push(weight);
          }
        }
        for (const c of wanted.channels)
          correct(work, at, by, c, wanted.values[cell * channels + c], reach);
      }
    }
  }
  return { ...picture, data: Uint8Array.from(work, byte) };
}

function correct(
  work: Float32Array,
  at: readonly number[],
  by: readonly number[],
  c: number,
  value: number,
  { slack, spread }: Reach,
): void {
  // What the bounds took is asked of the other pixels of the cell.
  for (let pass = 0; pass < 4; pass++) {
    let miss = value;
    for (let k = 0; k < at.length; k++) miss -= by[k] * work[at[k] + c];
    if (Math.abs(miss) <= slack + 0.01) return;
    miss -= Math.sign(miss) * slack;
    const free = at
      .map((_, k) => k)
      .filter((k) => {
        const up = miss * by[k] > 0;
        return up ? work[at[k] + c] < 255 : work[at[k] + c] > 0;
      });
    if (free.length === 0) return;
    const chosen =
      spread === 'heaviest'
        ? [free.reduce((a, b) => (Math.abs(by[b]) > Math.abs(by[a]) ? b : a))]
        : free;
    const shift = (k: number): number => (spread === 'even' ? Math.sign(by[k]) : by[k]);
    const total = chosen.reduce((sum, k) => sum + by[k] * shift(k), 0);
    for (const k of chosen)
      work[at[k] + c] = Math.min(255, Math.max(0, work[at[k] + c] + (miss * shift(k)) / total));
  }
}

export const byte = (v: number): number => Math.min(255, Math.max(0, Math.round(v)));

/** One pixel of every `by` x `by` block: the indices along an axis of `n` outputs. */
export function phase(n: number, by: number, at: number): Int32Array {
  return Int32Array.from({ length: n }, (_, d) => d * by + at);
}
