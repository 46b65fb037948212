/** A picture that came back, made ready to be read: 8 bits, without padding, the right way up. */
import { makeRaster, type Channels, type Raster, type Size } from '../../base/raster.ts';
import type { Window } from '../../pipelines/steps/windows.ts';

/** How a picture has to be changed to stand upright: turned over its diagonal first, then mirrored. */
export interface Turn {
  transposed: boolean;
  mirrorX: boolean;
  mirrorY: boolean;
}

export const UPRIGHT: Turn = { transposed: false, mirrorX: false, mirrorY: false };

export const TURNS: readonly Turn[] = [false, true].flatMap((transposed) =>
  [false, true].flatMap((mirrorX) =>
    [false, true].map((mirrorY) => ({ transposed, mirrorX, mirrorY })),
  ),
);

/** What was done to a picture that has to be changed by `turn` to stand upright, for people; null for nothing. */
export function turnText({ transposed, mirrorX, mirrorY }: Turn): string | null {
  if (!transposed) {
    if (mirrorX && mirrorY) return 'turned by 180°';
    if (mirrorX) return 'mirrored left to right';
    return mirrorY ? 'mirrored top to bottom' : null;
  }
  if (mirrorX && mirrorY) return 'mirrored over the other diagonal';
  if (mirrorX) return 'turned by 90° to the left';
  return mirrorY ? 'turned by 90° to the right' : 'mirrored over its diagonal';
}

/** `raster` changed by `turn`. */
export function turned(raster: Raster<Uint8Array>, turn: Turn): Raster<Uint8Array> {
  const { channels } = raster;
  const width = turn.transposed ? raster.height : raster.width;
  const height = turn.transposed ? raster.width : raster.height;
  const data = new Uint8Array(raster.data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const across = turn.mirrorX ? width - 1 - x : x;
      const down = turn.mirrorY ? height - 1 - y : y;
      const from = turn.transposed ? across * raster.width + down : down * raster.width + across;
      for (let c = 0; c < channels; c++) {
        data[(y * width + x) * channels + c] = raster.data[from * channels + c];
      }
    }
  }
  return makeRaster(width, height, channels, data);
}

/** The samples of `raster` in 8 bits, without alpha, as one channel where all are equal. */
export function plainBytes(raster: Raster): Raster<Uint8Array> {
  const { width, height, channels, data } = raster;
  const scale = data instanceof Uint16Array ? 1 / 257 : 1;
  const kept: Channels = channels === 1 || isGray(raster) ? 1 : 3;
  const out = new Uint8Array(width * height * kept);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < kept; c++) {
      out[i * kept + c] = Math.min(255, Math.max(0, Math.round(data[i * channels + c] * scale)));
    }
  }
  return makeRaster(width, height, kept, out);
}

function isGray({ channels, data }: Raster): boolean {
  for (let i = 0; i < data.length; i += channels) {
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false;
  }
  return true;
}

/** The brightness of each pixel, 0 to 255: gray itself, of colors that of JPEG (BT.601). */
export function brightnessOf({ width, height, channels, data }: Raster): Float32Array {
  const out = new Float32Array(width * height);
  for (let i = 0; i < out.length; i++) {
    const at = i * channels;
    out[i] =
      channels === 1 ? data[at] : 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
  }
  return out;
}

/** The mean of each column (x) or row (y) of a plane. */
export function profileOf(
  plane: ArrayLike<number>,
  { width, height }: Size,
  axis: 'x' | 'y',
): Float64Array {
  const out = new Float64Array(axis === 'x' ? width : height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) out[axis === 'x' ? x : y] += plane[y * width + x];
  }
  const count = axis === 'x' ? height : width;
  return out.map((sum) => sum / count);
}

/** How far a padding may be from one color: the ringing of JPEG. */
const PAD_LEVELS = 6;

/**
 * The part of a returned picture that is no padding, and the color of the padding: rows and columns at the edges
 * that have one color. Charts have none such. The whole picture where all of it has one color.
 */
export function withoutPadding(raster: Raster<Uint8Array>): { at: Window; color: number[] } {
  const { width, height, channels, data } = raster;
  const corner = (x: number, y: number) =>
    Array.from({ length: channels }, (_, c) => data[(y * width + x) * channels + c]);
  const isPlain = (color: number[], x: number, y: number, dx: number, dy: number, n: number) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const at = ((y + dy * i) * width + x + dx * i) * channels;
      for (let c = 0; c < channels; c++) {
        const off = Math.abs(data[at + c] - color[c]);
        if (off > 8 * PAD_LEVELS) return false;
        sum += off;
      }
    }
    return sum <= PAD_LEVELS * n * channels;
  };
  const first = corner(0, 0);
  const last = corner(width - 1, height - 1);
  let top = 0;
  let bottom = height;
  while (top < height && isPlain(first, 0, top, 1, 0, width)) top++;
  if (top === height) return { at: { left: 0, top: 0, width, height }, color: [] };
  while (bottom > top && isPlain(last, 0, bottom - 1, 1, 0, width)) bottom--;
  let left = 0;
  let right = width;
  const rows = bottom - top;
  while (left < width && isPlain(first, left, top, 0, 1, rows)) left++;
  while (right > left && isPlain(last, right - 1, top, 0, 1, rows)) right--;
  const color = top > 0 || left > 0 ? first : last;
  return {
    at: { left, top, width: right - left, height: bottom - top },
    color: top > 0 || left > 0 || bottom < height || right < width ? color : [],
  };
}
