/**
 * `torchvision.io.decode_image` of torchvision 0.29 (csrc/io/image/cpu), HxWxC: JPEG by libjpeg-turbo, PNG by
 * libpng in the depth of the file, the first frame of a GIF, WebP. Gray of JPEG is its luma, of PNG 0.2989 and
 * 0.587 and the rest. An opaque alpha is 2^bits - 1, also where the samples were widened to 8 bits.
 */
import { imread } from '../opencv/imread.ts';
import type { LoadedPicture, LoaderMode } from '../stored/loaded-picture.ts';
import { libpngGray, type GrayShares } from '../stored/libpng-gray.ts';
import { alphasOf, luma } from '../stored/samples.ts';
import { STORED_CHANNELS, type StoredPicture } from '../stored/stored-picture.ts';
import {
  arrayOf,
  colorOf,
  fromInks,
  lastChannel,
  refusedBy,
  repeated,
  withAlphaBehind,
  HARMLESS,
  type Whole,
} from './samples.ts';

const SHARES: GrayShares = [9794, 19234, 3740];

/** The array of the tensor, its rows as stored. Throws UserError with the library's reason. */
export function decodeImage(stored: StoredPicture, mode: LoaderMode, name: string): LoadedPicture {
  const refused = (reason: string) => refusedBy('torchvision', name, reason);
  if (stored.damage !== null && !HARMLESS.includes(stored.damage.kind))
    throw refused('it is damaged');
  switch (stored.format) {
    case 'jpeg':
      if (mode === 'rgba' || mode === 'gray-alpha')
        throw refused('the mode is not supported for JPEG');
      return ofJpeg(stored, mode);
    case 'png':
      if (stored.color === 'palette') return ofPalette(stored, mode, refused);
      return ofPng(stored, mode);
    case 'gif':
      // Whatever is asked for; what no frame covers is the background, as to OpenCV.
      return imread(stored, 'rgb', name);
    case 'webp':
      if (stored.isAnimated) throw refused('animated WebP files are not supported');
      return ofWebp(stored, mode);
    default:
      throw refused('it reads JPEG, PNG, GIF and WebP');
  }
}

function ofJpeg(stored: StoredPicture, mode: LoaderMode): LoadedPicture {
  const { color, data } = stored;
  if (mode === 'as-is') {
    // Inks come as the file has them.
    const isInverted = color === 'cmyk' && stored.inverted === true;
    const own = isInverted ? (data as Uint8Array).map((ink) => 255 - ink) : (data as Uint8Array);
    return arrayOf(stored, STORED_CHANNELS[color], own);
  }
  const rgb = color === 'cmyk' ? withoutInks(data) : (colorOf(stored) as Uint8Array);
  if (mode === 'rgb') return arrayOf(stored, 3, rgb);
  return arrayOf(stored, 1, color === 'gray' ? (data as Uint8Array) : luma(rgb));
}

/** What is left of white; products are divided by 255 and rounded. */
function withoutInks(cmyk: ArrayLike<number>): Uint8Array {
  return fromInks(cmyk, (ink, light) => {
    const product = ink * light + 128;
    return Math.max(0, light - (((product >> 8) + product) >> 8));
  });
}

function ofPng(stored: StoredPicture, mode: LoaderMode): LoadedPicture {
  const { color, data, bits } = stored;
  const whole = data as Whole;
  const channels = STORED_CHANNELS[color];
  if (mode === 'as-is') return arrayOf(stored, channels, whole);
  const rgb = colorOf(stored);
  const hasAlpha = color === 'gray-alpha' || color === 'rgba';
  const pixels = stored.width * stored.height;
  const alpha = hasAlpha
    ? lastChannel(whole, channels)
    : new Uint16Array(pixels).fill(2 ** bits - 1); // of 1 bit it is 1
  if (mode === 'rgb') return arrayOf(stored, 3, rgb);
  if (mode === 'rgba') return arrayOf(stored, 4, withAlphaBehind(rgb, 3, alpha));
  const gray = color.startsWith('gray')
    ? rgb.filter((_, i) => i % 3 === 0)
    : libpngGray(stored, rgb as Uint8Array, SHARES);
  return mode === 'gray'
    ? arrayOf(stored, 1, gray)
    : arrayOf(stored, 2, withAlphaBehind(gray, 1, alpha));
}

/** Of a palette the indices; alpha where its entries have some, else rows that are not written whole. */
function ofPalette(
  stored: StoredPicture,
  mode: LoaderMode,
  refused: (reason: string) => Error,
): LoadedPicture {
  const { data, palette, bits } = stored;
  const alphas = palette?.alphas ?? null;
  const wantsAlpha = mode === 'rgba' || mode === 'gray-alpha';
  if (wantsAlpha && alphas === null) {
    throw refused('the end of each row is memory that was never set, for a palette without alpha');
  }
  if (mode === 'as-is') {
    if (bits === 8) return arrayOf(stored, 1, data as Uint8Array);
    throw refused('the end of each row is memory that was never set, for indices below 8 bits');
  }
  const rgb = colorOf(stored);
  if (mode === 'rgb') return arrayOf(stored, 3, rgb);
  const gray = libpngGray(stored, rgb as Uint8Array, SHARES);
  if (mode === 'gray') return arrayOf(stored, 1, gray);
  const alpha = alphasOf(data, alphas ?? new Uint8Array());
  return mode === 'rgba'
    ? arrayOf(stored, 4, withAlphaBehind(rgb, 3, alpha))
    : arrayOf(stored, 2, withAlphaBehind(gray, 1, alpha));
}

/** Gray is not made: alpha is left out for RGB, and added for RGBA alone. */
function ofWebp(stored: StoredPicture, mode: LoaderMode): LoadedPicture {
  const own = STORED_CHANNELS[stored.color];
  if (mode === 'rgb') return arrayOf(stored, 3, colorOf(stored));
  if (mode !== 'rgba' || own === 4) return arrayOf(stored, own, stored.data as Uint8Array);
  const alpha = repeated(Uint8Array.of(255), stored.width * stored.height);
  return arrayOf(stored, 4, withAlphaBehind(colorOf(stored), 3, alpha));
}
