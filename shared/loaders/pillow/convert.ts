/**
 * `Image.convert` of Pillow 12.3 to L, RGB and RGBA (Image.py, libImaging/Convert.c): luma by fixed point of
 * 16 bits, CMYK without profile, I;16 cut off at 255, alpha dropped.
 */
import type { LoadedPicture } from '../stored/loaded-picture.ts';
import {
  alphasOf,
  colorsOf,
  firstChannels,
  luma,
  threeEqual,
  withAlpha,
} from '../stored/samples.ts';
import { labToRgb } from './lab.ts';
import { refusal, type PillowImage } from './mode.ts';

/** `image.convert("RGB")`. */
export function toRgb(image: PillowImage, name: string): LoadedPicture {
  return { ...sizeOf(image), channels: 3, data: rgbOf(image, name) };
}

/** `image.convert("RGBA")`: opaque but for alpha, a transparent palette entry or a color key. */
export function toRgba(image: PillowImage, name: string): LoadedPicture {
  if (image.mode === 'RGBA') return { ...sizeOf(image), channels: 4, data: image.data };
  const rgb = rgbOf(image, name);
  return { ...sizeOf(image), channels: 4, data: withAlpha(rgb, alphaOf(image)) };
}

/** `image.convert("L")`. Throws UserError for LAB, which Pillow does not convert. */
export function toGray(image: PillowImage, name: string): LoadedPicture {
  return { ...sizeOf(image), channels: 1, data: grayOf(image, name) };
}

function sizeOf({ width, height }: PillowImage): { width: number; height: number } {
  return { width, height };
}

function grayOf(image: PillowImage, name: string): Uint8Array {
  const { mode, data } = image;
  switch (mode) {
    case '1':
    case 'L':
      return data as Uint8Array;
    case 'LA':
      return firstChannels(data as Uint8Array, 2, 1);
    case 'I;16':
    case 'F':
      return clipped(data);
    case 'LAB':
      throw refusal(name, 'conversion from LAB to RGB not supported');
    default:
      return luma(rgbOf(image, name));
  }
}

function rgbOf(image: PillowImage, name: string): Uint8Array {
  const { mode, data, palette } = image;
  switch (mode) {
    case 'RGB':
      return data as Uint8Array;
    case 'RGBA':
      return firstChannels(data as Uint8Array, 4, 3);
    case 'P':
      return colorsOf(data, palette?.colors ?? new Uint8Array());
    case 'CMYK':
      return withoutInks(data as Uint8Array);
    case 'LAB':
      return labToRgb(data as Uint8Array);
    default:
      return threeEqual(grayOf(image, name));
  }
}

function alphaOf({ mode, channels, data, palette, colorKey }: PillowImage): Uint8Array | undefined {
  if (mode === 'LA') return (data as Uint8Array).filter((_, i) => i % 2 === 1);
  if (mode === 'P') {
    const alphas = palette?.alphas ?? null;
    return alphas === null ? undefined : alphasOf(data, alphas);
  }
  if (colorKey === null || (mode !== 'L' && mode !== '1' && mode !== 'RGB')) return undefined;
  const key = colorKey.map((value) => value & 255);
  const out = new Uint8Array(data.length / channels).fill(255);
  for (let i = 0; i < out.length; i++) {
    if (key.every((value, c) => data[i * channels + c] === value)) out[i] = 0;
  }
  return out;
}

/** Up to 255 as it is; above it 255, below 0 it 0; fractions are cut. */
function clipped(data: ArrayLike<number>): Uint8Array {
  return Uint8Array.from(data, (value) => Math.min(255, Math.max(0, Math.trunc(value))));
}

/** What is left of white under four inks; products are divided by 255 and rounded. */
function withoutInks(cmyk: Uint8Array): Uint8Array {
  const out = new Uint8Array((cmyk.length / 4) * 3);
  for (let from = 0, to = 0; from < cmyk.length; from += 4, to += 3) {
    const light = 255 - cmyk[from + 3];
    for (let c = 0; c < 3; c++) {
      const product = cmyk[from + c] * light + 128;
      out[to + c] = Math.max(0, light - (((product >> 8) + product) >> 8));
    }
  }
  return out;
}
