/**
 * What `getImageData` returns of a canvas that an image was drawn on, in Chromium 156: RGBA of 8 bits, turned by
 * EXIF, the first frame. The canvas holds colors multiplied by alpha, so that what is all but transparent comes back
 * coarse, and what is transparent black. CMYK becomes RGB as in Pillow.
 *
 * Source: Blink's image decoders, libwebp (dsp/alpha_processing.c), Skia (SkRasterPipeline, unpremul).
 */
import { toRgb } from '../pillow/convert.ts';
import { openAsPillow } from '../pillow/mode.ts';
import type { LoadedPicture } from '../stored/loaded-picture.ts';
import { alphasOf } from '../stored/samples.ts';
import { STORED_CHANNELS, type GifScreen, type StoredPicture } from '../stored/stored-picture.ts';
import { colorOf, lastChannel, refusedBy, type Whole } from './samples.ts';

/** The array, its rows as stored. Throws UserError where the browser shows nothing, or where colors are not known. */
export function throughCanvas(stored: StoredPicture, name: string): LoadedPicture {
  const { color, damage, format, width, height } = stored;
  const isShown = damage === null || damage.kind === 'note' || damage.kind === 'end';
  if (!isShown) throw refusedBy('Chromium', name, 'it is damaged');
  if (format === 'avif' && color === 'rgba')
    throw refusedBy('Scalescope', name, 'what Chromium makes of AVIF with alpha is not known');
  const rgb =
    color === 'cmyk' ? toRgb(openAsPillow(stored, name), name).data : high(colorOf(stored));
  const alpha = alphaOf(stored);
  const multiply = format === 'webp' ? byLibwebp : bySkia;
  const out = new Uint8Array(width * height * 4);
  for (let i = 0, from = 0, to = 0; i < width * height; i++, from += 3, to += 4) {
    const opacity = alpha === null ? 255 : alpha[i];
    for (let c = 0; c < 3; c++) {
      const level = rgb[from + c];
      out[to + c] = opacity === 255 ? level : divided(multiply(level, opacity), opacity);
    }
    out[to + 3] = opacity;
  }
  return { width, height, channels: 4, data: out };
}

function high(data: Whole): Uint8Array {
  return data instanceof Uint16Array ? Uint8Array.from(data, (level) => level >> 8) : data;
}

function bySkia(level: number, opacity: number): number {
  const product = level * opacity + 128;
  return (product + (product >> 8)) >> 8;
}

function byLibwebp(level: number, opacity: number): number {
  return Math.floor((level * opacity * 32897) / 2 ** 23);
}

const { fround } = Math;
const UNIT = fround(1 / 255);

/** In 32-bit floats, rounded half to even. */
function divided(product: number, opacity: number): number {
  if (opacity === 0) return 0;
  const scale = fround(1 / fround(opacity * UNIT));
  const value = fround(Math.min(1, fround(fround(product * UNIT) * scale)) * 255);
  const whole = Math.floor(value);
  const rest = value - whole;
  return rest > 0.5 || (rest === 0.5 && whole % 2 === 1) ? whole + 1 : whole;
}

function alphaOf(stored: StoredPicture): Uint8Array | null {
  const { color, data, palette, colorKey, screen } = stored;
  const channels = STORED_CHANNELS[color];
  if (color === 'gray-alpha' || color === 'rgba') return high(lastChannel(data as Whole, channels));
  const alphas = palette?.alphas ?? null;
  const isCovered = screen === undefined || covers(stored, screen);
  if (alphas === null && colorKey === null && isCovered) return null;
  const out = alphasOf(data, alphas ?? new Uint8Array());
  if (!isCovered && screen) clearAround(out, stored.width, screen);
  if (colorKey === null) return out;
  return out.subarray(0, data.length / channels).map((_, i) => {
    const isKey = colorKey.every((key, c) => data[i * channels + c] === key);
    return isKey ? 0 : 255;
  });
}

function covers({ width, height }: StoredPicture, { frame }: GifScreen): boolean {
  return frame.x === 0 && frame.y === 0 && frame.width === width && frame.height === height;
}

function clearAround(alpha: Uint8Array, width: number, { frame }: GifScreen): void {
  for (let i = 0; i < alpha.length; i++) {
    const x = (i % width) - frame.x;
    const y = Math.floor(i / width) - frame.y;
    if (x < 0 || y < 0 || x >= frame.width || y >= frame.height) alpha[i] = 0;
  }
}
