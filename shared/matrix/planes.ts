/**
 * The source of a matrix: its colors at full size and as means over blocks of k by k pixels, and
 * which of them a pair of tap tables may be put on (plane-view.ts does so).
 *
 * Many views of a large source have kernels so wide that their weights hardly change inside a block.
 * Then the block's mean stands for its pixels: the view of white noise of one grey level changes by
 * NOISE_GAIN levels at most, as a root mean square.
 */
import { type Raster, type Samples, type Size, greyLevelsPerCode } from '../base/raster.ts';
import { halveBytes } from '../resample/simd/bytes.ts';
import type { ViewTables } from '../resample/simd/read-views.ts';
import { mergedTaps } from '../resample/lattice.ts';
import { tapsFrom, type AxisTaps } from '../resample/taps/taps.ts';

export interface Plane {
  /** Gray, or three colors. */
  raster: Raster & { channels: 1 | 3 };
  /** Grey levels per value of the raster (for squares: squared). */
  scale: number;
}

/** The colors of `raster`: alpha is left out of every view. */
export function colorPlane(raster: Raster): Plane {
  const scale = greyLevelsPerCode(raster);
  const { width, height, channels, data } = raster;
  if (channels !== 4) return { raster: { ...raster, channels }, scale };
  const Type = data.constructor as new (length: number) => Samples;
  const colors = new Type(width * height * 3);
  for (let from = 0, to = 0; to < colors.length; from += 4, to += 3) {
    colors[to] = data[from];
    colors[to + 1] = data[from + 1];
    colors[to + 2] = data[from + 2];
  }
  return { raster: { width, height, channels: 3, data: colors }, scale };
}

/** A picture and its squares: their means over blocks, or their own samples. */
export interface BlockPlanes {
  mean: Plane;
  square: Plane;
}

/** The samples of `plane`, and their squares. */
export function withSquares(plane: Plane): BlockPlanes {
  const { raster, scale } = plane;
  const { data } = raster;
  const squares =
    data instanceof Uint8Array ? new Uint16Array(data.length) : new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) squares[i] = data[i] * data[i];
  return {
    mean: plane,
    square: { ...plane, raster: { ...raster, data: squares }, scale: scale * scale },
  };
}

/** Means over blocks of 2 by 2 pixels of `source`, which are no squares yet. */
export function firstBlocks({ raster, scale }: Plane): BlockPlanes {
  const { width, height, channels, data } = raster;
  const made = emptyBlocks(raster, channels);
  const mean = made.mean.raster.data as Float32Array;
  const square = made.square.raster.data as Float32Array;
  if (data instanceof Uint8Array && halveBytes(raster, channels, data, scale, mean, square)) {
    return made;
  }
  for (let y = 0, to = 0; 2 * y < height; y++) {
    const top = 2 * y * width;
    const bottom = 2 * y + 1 < height ? top + width : top;
    for (let x = 0; 2 * x < width; x++) {
      const left = 2 * x;
      const right = left + 1 < width ? left + 1 : left;
      const i = (top + left) * channels;
      const j = (top + right) * channels;
      const k = (bottom + left) * channels;
      const l = (bottom + right) * channels;
      for (let c = 0; c < channels; c++, to++) {
        const p = data[i + c];
        const q = data[j + c];
        const r = data[k + c];
        const s = data[l + c];
        mean[to] = (p + q + r + s) * (scale / 4);
        square[to] = (p * p + q * q + r * r + s * s) * ((scale * scale) / 4);
      }
    }
  }
  return made;
}

/** Means over blocks of 2 by 2 blocks; the last of an odd number stands for two. */
export function nextBlocks({ mean, square }: BlockPlanes): BlockPlanes {
  const made = emptyBlocks(mean.raster, mean.raster.channels);
  halve(mean.raster, made.mean.raster.data);
  halve(square.raster, made.square.raster.data);
  return made;
}

/** Planes of half the size, rounded up, in grey levels; threads can share them. */
function emptyBlocks({ width, height }: Size, channels: 1 | 3): BlockPlanes {
  const columns = Math.ceil(width / 2);
  const rows = Math.ceil(height / 2);
  const plane = (): Plane => {
    const data = new Float32Array(new SharedArrayBuffer(columns * rows * channels * 4));
    return { raster: { width: columns, height: rows, channels, data }, scale: 1 };
  };
  return { mean: plane(), square: plane() };
}

function halve({ width, height, channels, data }: Raster, out: Samples): void {
  for (let y = 0, to = 0; 2 * y < height; y++) {
    const top = 2 * y * width;
    const bottom = 2 * y + 1 < height ? top + width : top;
    for (let x = 0; 2 * x < width; x++) {
      const right = 2 * x + 1 < width ? channels : 0;
      const i = (top + 2 * x) * channels;
      const j = (bottom + 2 * x) * channels;
      for (let c = 0; c < channels; c++, to++) {
        out[to] = (data[i + c] + data[i + right + c] + data[j + c] + data[j + right + c]) / 4;
      }
    }
  }
}

/** The table on blocks of k samples: each block has the sum of its samples' weights. */
export function blockTaps(taps: AxisTaps, k: number): AxisTaps {
  const { offsets, indices, weights } = taps;
  return tapsFrom(Math.ceil(taps.srcSize / k), taps.dstSize, (dst) => {
    const sums = new Map<number, number>();
    for (let i = offsets[dst]; i < offsets[dst + 1]; i++) {
      const block = Math.floor(indices[i] / k);
      sums.set(block, (sums.get(block) ?? 0) + weights[i]);
    }
    return sums;
  });
}

/** What the blocks may change of a view of white noise, per grey level of the noise. */
const NOISE_GAIN = 0.02;

/** The largest block, of 1, 2, 4 and 8 pixels, that stands for its pixels in this view. */
function blockSizeFor(x: AxisTaps, y: AxisTaps): number {
  const gainX = noiseGains(x);
  const gainY = noiseGains(y);
  for (const k of [8, 4, 2]) {
    const lost = gainX[k] * gainY[1] + gainX[1] * gainY[k];
    if (lost <= NOISE_GAIN) return k;
  }
  return 1;
}

/**
 * At 1 the root of the summed squares of an output's weights; at k the same of what is left when
 * each block's weights are replaced by their mean. Of outputs spread over the axis.
 */
function noiseGains(taps: AxisTaps): Record<number, number> {
  const gains: Record<number, number> = { 1: 0, 2: 0, 4: 0, 8: 0 };
  const count = Math.min(16, taps.dstSize);
  for (let i = 0; i < count; i++) {
    const dst = Math.floor(((i + 0.5) * taps.dstSize) / count);
    const merged = mergedTaps(taps, dst);
    let squares = 0;
    for (const [, weight] of merged) squares += weight * weight;
    gains[1] += squares / count;
    for (const k of [2, 4, 8]) {
      const sums = new Map<number, number>();
      for (const [index, weight] of merged) {
        const block = Math.floor(index / k);
        sums.set(block, (sums.get(block) ?? 0) + weight);
      }
      let kept = 0;
      for (const sum of sums.values()) kept += (sum * sum) / k;
      gains[k] += Math.max(0, squares - kept) / count;
    }
  }
  for (const k of [1, 2, 4, 8]) gains[k] = Math.sqrt(gains[k]);
  return gains;
}

/** The tables on the largest blocks that stand for their pixels. */
export function blockTables({ x, y }: ViewTables): ViewTables & { k: number } {
  const k = blockSizeFor(x, y);
  return k === 1 ? { k, x, y } : { k, x: blockTaps(x, k), y: blockTaps(y, k) };
}
