/**
 * `cv2.imread` of OpenCV 5.0 (modules/imgcodecs): channels in the order RGB(A). Color and grayscale are
 * 8 bits, unchanged keeps the depth of the file.
 */
import { UserError } from '../../base/errors.ts';
import type { LoadedPicture, LoaderMode } from '../stored/loaded-picture.ts';
import {
  alphasOf,
  colorsOf,
  firstChannels,
  highBytes,
  threeEqual,
  withAlpha,
} from '../stored/samples.ts';
import { STORED_CHANNELS, type GifScreen, type StoredPicture } from '../stored/stored-picture.ts';
import { grayOfColor } from './gray.ts';
import { labToRgb } from './tiff-lab.ts';

/** The array that imread returns, with its rows as stored. Throws UserError where it returns none. */
export function imread(stored: StoredPicture, mode: LoaderMode, name: string): LoadedPicture {
  refuse(stored, mode, name);
  if (mode === 'as-is') return unchanged(stored);
  return mode === 'gray' ? gray(stored) : color(stored);
}

function refuse(
  { format, color, damage, bits, orientation, screen }: StoredPicture,
  mode: LoaderMode,
  name: string,
): void {
  const because = (reason: string) =>
    new UserError('unsupported-format', `OpenCV does not load ${name}: ${reason}`);
  const isRead = damage === null || damage.kind === 'note' || damage.kind === 'end';
  if (!isRead && format !== 'jpeg') {
    const isSum = damage.kind === 'checksum' || damage.kind === 'header';
    throw because(isSum ? 'a checksum is wrong' : 'it is cut off');
  }
  if (bits === 32 && mode !== 'as-is')
    throw because('its samples are floats, and 8 bits are asked for');
  if (screen?.holdsFrame === false) throw because('its frame reaches beyond its screen');
  if (format === 'tiff' && color === 'gray' && (bits === 2 || bits === 4)) {
    throw because(`its samples have ${bits} bits`);
  }
  if (format === 'tiff' && orientation >= 5)
    throw because('its rows are columns (TIFF orientation)');
}

function color(stored: StoredPicture): LoadedPicture {
  return { ...sizeOf(stored), channels: 3, data: rgbOf(stored) };
}

function unchanged(stored: StoredPicture): LoadedPicture {
  const { color: kind, data, palette, colorKey, format, bits } = stored;
  const size = sizeOf(stored);
  switch (kind) {
    case 'gray':
      return { ...size, channels: 1, data };
    case 'gray-alpha': {
      if (format === 'tiff') return { ...size, channels: 1, data: firstChannels(data, 2, 1) };
      const alpha = data.filter((_, i) => i % 2 === 1) as typeof data;
      return { ...size, channels: 4, data: fourOf(data, alpha) };
    }
    case 'palette': {
      const rgb = rgbOf(stored);
      if (stored.screen) return onScreen(stored, stored.screen, rgb);
      if (format === 'tiff' && bits === 1) {
        return { ...size, channels: 1, data: grayOfColor(stored, rgb) };
      }
      const alphas = palette?.alphas ?? null;
      if (alphas === null) return { ...size, channels: 3, data: rgb };
      return { ...size, channels: 4, data: withAlpha(rgb, alphasOf(data, alphas)) };
    }
    case 'rgb':
      if (colorKey === null) return { ...size, channels: 3, data };
      return { ...size, channels: 4, data: keyed(data, colorKey) };
    case 'rgba':
      return { ...size, channels: 4, data: multiplied(stored) };
    case 'cmyk':
      if (format === 'jpeg') return color(stored);
      return { ...size, channels: 4, data: withAlpha(rgbOf(stored)) };
    case 'lab':
      return color(stored);
  }
}

function gray(stored: StoredPicture): LoadedPicture {
  const { color: kind, data } = stored;
  const size = sizeOf(stored);
  if (kind === 'gray' || kind === 'gray-alpha') {
    return { ...size, channels: 1, data: highBytes(firstChannels(data, STORED_CHANNELS[kind], 1)) };
  }
  return { ...size, channels: 1, data: grayOfColor(stored, rgbOf(stored)) };
}

/** RGB of 8 bits, without alpha. */
function rgbOf(stored: StoredPicture): Uint8Array {
  const { color: kind, data, palette, format } = stored;
  switch (kind) {
    case 'gray':
    case 'gray-alpha':
      return threeEqual(highBytes(firstChannels(data, STORED_CHANNELS[kind], 1)));
    case 'palette': {
      const rgb = colorsOf(data, palette?.colors ?? new Uint8Array());
      if (stored.screen) showBackground(stored, stored.screen, rgb);
      return rgb;
    }
    case 'rgb':
    case 'rgba': {
      const rgb = firstChannels(multiplied(stored), STORED_CHANNELS[kind], 3);
      // libtiff scales 16 bits to 8, libpng cuts them.
      if (format === 'tiff' && rgb instanceof Uint16Array) {
        return Uint8Array.from(rgb, (value) => Math.floor((value + 128) / 257));
      }
      return highBytes(rgb);
    }
    case 'cmyk':
      return withoutInks(data as Uint8Array, format === 'jpeg');
    case 'lab':
      return labToRgb(data as Uint8Array);
  }
}

/** libtiff hands RGBA of 8 bits out with its colors multiplied by alpha, where the file has them straight. */
function multiplied({ format, color: kind, data, hasStraightAlpha }: StoredPicture) {
  if (format !== 'tiff' || kind !== 'rgba' || !hasStraightAlpha || !(data instanceof Uint8Array)) {
    return data;
  }
  const out = data.slice();
  for (let i = 0; i < out.length; i += 4) {
    for (let c = 0; c < 3; c++) out[i + c] = Math.floor((data[i + c] * data[i + 3] + 127) / 255);
  }
  return out;
}

/** What four inks leave: of JPEG in steps of 1/256, of TIFF in steps of 1/255 (libtiff). */
function withoutInks(cmyk: Uint8Array, isJpeg: boolean): Uint8Array {
  const out = new Uint8Array((cmyk.length / 4) * 3);
  for (let from = 0, to = 0; from < cmyk.length; from += 4, to += 3) {
    const light = 255 - cmyk[from + 3];
    for (let c = 0; c < 3; c++) {
      const ink = cmyk[from + c];
      out[to + c] = isJpeg ? light - ((ink * light) >> 8) : Math.floor((light * (255 - ink)) / 255);
    }
  }
  return out;
}

function fourOf<T extends StoredPicture['data']>(grayAlpha: T, alpha: T): T {
  const out = new (grayAlpha.constructor as new (length: number) => T)(alpha.length * 4);
  for (let i = 0; i < alpha.length; i++) {
    out.fill(grayAlpha[2 * i], 4 * i, 4 * i + 3);
    out[4 * i + 3] = alpha[i];
  }
  return out;
}

/** RGB with an alpha of 0 where a pixel is the color key. */
function keyed<T extends StoredPicture['data']>(rgb: T, key: readonly number[]): T {
  const out = new (rgb.constructor as new (length: number) => T)((rgb.length / 3) * 4);
  const most = rgb instanceof Uint16Array ? 65535 : 255;
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    const isKey = key.every((value, c) => rgb[from + c] === value);
    for (let c = 0; c < 3; c++) out[to + c] = rgb[from + c];
    out[to + 3] = isKey ? 0 : most;
  }
  return out;
}

function sizeOf({ width, height }: StoredPicture): { width: number; height: number } {
  return { width, height };
}

/** Whether the frame of a GIF has a color at a pixel, row-major. */
function isShown(
  { width, data, palette }: StoredPicture,
  { frame }: GifScreen,
  pixel: number,
): boolean {
  const x = pixel % width;
  const y = (pixel - x) / width;
  const isInside =
    x >= frame.x && x < frame.x + frame.width && y >= frame.y && y < frame.y + frame.height;
  return isInside && palette?.alphas?.[data[pixel]] !== 0;
}

/** Puts the background where the frame of a GIF has no color. */
function showBackground(stored: StoredPicture, screen: GifScreen, rgb: Uint8Array): void {
  for (let i = 0; i < stored.data.length; i++) {
    if (!isShown(stored, screen, i)) rgb.set(screen.background, 3 * i);
  }
}

/** With alpha where the last control block of the GIF is transparent, whatever its first frame is. */
function onScreen(stored: StoredPicture, screen: GifScreen, rgb: Uint8Array): LoadedPicture {
  if (!screen.endsTransparent) return { ...sizeOf(stored), channels: 3, data: rgb };
  const alpha = Uint8Array.from(stored.data, (_, i) => (isShown(stored, screen, i) ? 255 : 0));
  return { ...sizeOf(stored), channels: 4, data: withAlpha(rgb, alpha) };
}
