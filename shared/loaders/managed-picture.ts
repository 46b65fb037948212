/**
 * The picture as viewers with color management show it, beside the raw samples that most models get. Both are
 * thinned out to a size at which structure is compared.
 */
import type { Raster } from '../base/raster.ts';
import type { Matrix } from './primaries.ts';
import { srgbLevel, srgbLight } from './srgb-curve.ts';

export interface ManagedPicture {
  /** Raw samples of 8 bits, gray or RGB. */
  raw: Raster<Uint8Array>;
  /** The same pixels as they are shown. */
  shown: Raster<Uint8Array>;
}

/** Longest side of what is compared. */
const MOST_SIDE = 512;

const pictures = new WeakMap<Raster, ManagedPicture>();

/** Remembers how the file of `raster` is shown, for as long as there is the raster. */
export function rememberManaged(raster: Raster, picture: ManagedPicture): void {
  pictures.set(raster, picture);
}

/** How the file of `raster` is shown where colors are managed; null where that makes no difference. */
export function managedOf(raster: Raster): ManagedPicture | null {
  return pictures.get(raster) ?? null;
}

/** Every so-maniest pixel of `raster`, in 8 bits and without alpha, with no side above 512. */
export function thinned({ width, height, channels, data }: Raster): Raster<Uint8Array> {
  const step = Math.max(1, Math.ceil(Math.max(width, height) / MOST_SIDE));
  const kept = channels === 4 ? 3 : channels;
  const [toWidth, toHeight] = [Math.ceil(width / step), Math.ceil(height / step)];
  const out = new Uint8Array(toWidth * toHeight * kept);
  const scale = data instanceof Uint16Array ? 1 / 257 : 1;
  for (let y = 0, to = 0; y < toHeight; y++) {
    for (let x = 0; x < toWidth; x++) {
      const from = (y * step * width + x * step) * channels;
      for (let c = 0; c < kept; c++) out[to++] = Math.round(data[from + c] * scale);
    }
  }
  return { width: toWidth, height: toHeight, channels: kept, data: out };
}

/** What a file states of the light that its levels stand for. */
export type Transfer = { gamma: number } | { curve: 'srgb' | 'linear' | 'pq' | 'hlg' };

/** Light of levels, and what its colors are on an sRGB screen; null where they are those of sRGB. */
export interface Light {
  transfer: Transfer;
  matrix: Matrix | null;
}

/** `raw` as it is shown on an sRGB screen where its levels stand for `light`; gray has no primaries. */
export function shownBy({ transfer, matrix }: Light, raw: Raster<Uint8Array>): Raster<Uint8Array> {
  const lights = Float64Array.from({ length: 256 }, (_, level) => lightOf(transfer, level / 255));
  if (matrix === null || raw.channels === 1) {
    const table = lights.map(encoded);
    return { ...raw, data: raw.data.map((level) => table[level]) };
  }
  const data = new Uint8Array(raw.data.length);
  for (let at = 0; at < data.length; at += 3) {
    const [r, g, b] = [lights[raw.data[at]], lights[raw.data[at + 1]], lights[raw.data[at + 2]]];
    for (let i = 0; i < 3; i++) {
      data[at + i] = encoded(matrix[3 * i] * r + matrix[3 * i + 1] * g + matrix[3 * i + 2] * b);
    }
  }
  return { ...raw, data };
}

/** The level 0..255 of sRGB that stands for `light`. */
function encoded(light: number): number {
  return Math.round(255 * srgbLevel(Math.min(1, Math.max(0, light))));
}

/** Light 0..1 of a level 0..1; of PQ and HLG with white at 203 nits (ITU-R BT.2100, BT.2408). */
function lightOf(transfer: Transfer, level: number): number {
  if ('gamma' in transfer) return level ** (1 / transfer.gamma);
  switch (transfer.curve) {
    case 'srgb':
      return srgbLight(level);
    case 'linear':
      return level;
    case 'pq': {
      const root = level ** (1 / 78.84375);
      const nits =
        10000 *
        (Math.max(0, root - 0.8359375) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125);
      return nits / 203;
    }
    case 'hlg': {
      const scene =
        level <= 0.5
          ? level ** 2 / 3
          : (Math.exp((level - 0.55991073) / 0.17883277) + 0.28466892) / 12;
      return (1000 * scene ** 1.2) / 203;
    }
  }
}
