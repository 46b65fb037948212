/** Small conversions of sample arrays that loaders share. */
import type { Samples } from '../../base/raster.ts';

/** The first `keep` of every `channels` samples. */
export function firstChannels<T extends Uint8Array | Uint16Array | Float32Array>(
  data: T,
  channels: number,
  keep: number,
): T {
  if (channels === keep) return data;
  const pixels = data.length / channels;
  const out = new (data.constructor as new (length: number) => T)(pixels * keep);
  for (let i = 0, from = 0, to = 0; i < pixels; i++, from += channels) {
    for (let c = 0; c < keep; c++) out[to++] = data[from + c];
  }
  return out;
}

/** Each gray sample three times. */
export function threeEqual<T extends Samples>(gray: T): T {
  const out = new (gray.constructor as new (length: number) => T)(gray.length * 3);
  for (let i = 0, to = 0; i < gray.length; i++, to += 3) {
    out[to] = out[to + 1] = out[to + 2] = gray[i];
  }
  return out;
}

/** RGB with an alpha of its own for each pixel; without `alpha` all are opaque. */
export function withAlpha(rgb: Uint8Array, alpha?: Uint8Array): Uint8Array {
  const pixels = rgb.length / 3;
  const out = new Uint8Array(pixels * 4);
  for (let i = 0, from = 0, to = 0; i < pixels; i++, from += 3, to += 4) {
    out[to] = rgb[from];
    out[to + 1] = rgb[from + 1];
    out[to + 2] = rgb[from + 2];
    out[to + 3] = alpha === undefined ? 255 : alpha[i];
  }
  return out;
}

/** Bytes as they are, the high bytes of 16 bits. */
export function highBytes(data: Uint8Array | Uint16Array | Float32Array): Uint8Array {
  if (data instanceof Uint8Array) return data;
  return Uint8Array.from(data, (value) => value >> 8);
}

/** RGB of palette indices; indices beyond the palette are black. */
export function colorsOf(indices: ArrayLike<number>, colors: Uint8Array): Uint8Array {
  const out = new Uint8Array(indices.length * 3);
  for (let i = 0, to = 0; i < indices.length; i++, to += 3) {
    const from = indices[i] * 3;
    for (let c = 0; c < 3; c++) out[to + c] = from + c < colors.length ? colors[from + c] : 0;
  }
  return out;
}

/** The alpha of palette indices; indices beyond `alphas` are opaque. */
export function alphasOf(indices: ArrayLike<number>, alphas: Uint8Array): Uint8Array {
  const out = new Uint8Array(indices.length);
  for (let i = 0; i < indices.length; i++) out[i] = alphas[indices[i]] ?? 255;
  return out;
}

/** Luma of ITU-R 601 in fixed point of 16 bits, as libjpeg and Pillow have it. */
export function luma(rgb: Uint8Array): Uint8Array {
  const out = new Uint8Array(rgb.length / 3);
  for (let i = 0, at = 0; i < out.length; i++, at += 3) {
    out[i] = (rgb[at] * 19595 + rgb[at + 1] * 38470 + rgb[at + 2] * 7471 + 0x8000) >> 16;
  }
  return out;
}
