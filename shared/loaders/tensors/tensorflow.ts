/**
 * `tf.io.decode_image(..., expand_animations=False)` of TensorFlow 2.21 (core/kernels/image/decode_image_op.cc,
 * core/lib/gif). JPEG comes by libjpeg's fast transform, which is off by some levels, unless another is asked for.
 */
import { frameOnLargest } from './tensorflow-gif.ts';
import type { LoadedPicture, LoaderMode } from '../stored/loaded-picture.ts';
import { libpngGray, LUMA_SHARES } from '../stored/libpng-gray.ts';
import { alphasOf, highBytes, luma } from '../stored/samples.ts';
import { STORED_CHANNELS, type StoredPicture } from '../stored/stored-picture.ts';
import {
  arrayOf,
  colorOf,
  fromInks,
  lastChannel,
  refusedBy,
  repeated,
  withAlphaBehind,
  type Whole,
} from './samples.ts';

/**
 * The array of the tensor, of 8 bits or, with `isDeep` (dtype tf.uint16), 16. Throws UserError with the library's
 * reason.
 */
export function decodeImage(
  stored: StoredPicture,
  mode: LoaderMode,
  isDeep: boolean,
  name: string,
): LoadedPicture {
  const refused = (reason: string) => refusedBy('TensorFlow', name, reason);
  if (stored.damage !== null && stored.damage.kind !== 'note') throw refused('it is damaged');
  switch (stored.format) {
    case 'jpeg': {
      if (mode === 'rgba') throw refused('channels must be 0, 1 or 3 for JPEG');
      if (mode === 'gray' && stored.color === 'cmyk') throw refused('CMYK does not become gray');
      return deepened(ofJpeg(stored, mode), isDeep, 256);
    }
    case 'png':
      return ofPng(stored, mode, isDeep);
    case 'gif':
      if (mode !== 'rgb' && mode !== 'as-is') throw refused('channels must be 0 or 3 for GIF');
      return deepened(frameOnLargest(stored), isDeep, 256);
    case 'bmp':
      if (mode === 'gray') throw refused('channels must be 0, 3 or 4 for BMP');
      return deepened(ofBmp(stored, mode), isDeep, 256);
    case 'webp':
    case 'jxl': {
      const own = STORED_CHANNELS[stored.color];
      const asked = { rgb: 3, rgba: 4, gray: 1, 'gray-alpha': 2, 'as-is': own }[mode];
      if (asked !== own) throw refused('it has another number of channels');
      if (isDeep) throw refused('it has 8 bits');
      return arrayOf(stored, own, stored.data as Uint8Array);
    }
    default:
      throw refused('it reads JPEG, PNG, GIF, BMP, WebP and JPEG XL');
  }
}

/** Samples of 8 bits as 16: what decode_image makes of those that no decoder has widened. */
function deepened(picture: LoadedPicture, isDeep: boolean, factor: number): LoadedPicture {
  if (!isDeep) return picture;
  return { ...picture, data: Uint16Array.from(picture.data, (level) => level * factor) };
}

function ofJpeg(stored: StoredPicture, mode: LoaderMode): LoadedPicture {
  const { color, data } = stored;
  const isGray = color === 'gray';
  if (isGray && mode !== 'rgb') return arrayOf(stored, 1, data as Uint8Array);
  const rgb =
    color === 'cmyk'
      ? fromInks(data, (ink, light) => Math.floor(((255 - ink) * light) / 255))
      : (colorOf(stored) as Uint8Array);
  return mode === 'gray' ? arrayOf(stored, 1, luma(rgb)) : arrayOf(stored, 3, rgb);
}

function ofPng(stored: StoredPicture, mode: LoaderMode, isDeep: boolean): LoadedPicture {
  const { color, palette, bits } = stored;
  const data = stored.data as Whole;
  const own = color === 'palette' ? (palette?.alphas ? 4 : 3) : STORED_CHANNELS[color];
  const asked = { rgb: 3, rgba: 4, gray: 1, 'gray-alpha': 2, 'as-is': own }[mode];
  const rgb = colorOf(stored);
  const isGray = color === 'gray' || color === 'gray-alpha';
  const colors =
    asked > 2
      ? rgb
      : isGray
        ? (rgb.filter((_, i) => i % 3 === 0) as Whole)
        : libpngGray(stored, rgb as Uint8Array, LUMA_SHARES);
  const depth = (whole: Whole): Whole =>
    isDeep
      ? whole instanceof Uint16Array
        ? whole
        : Uint16Array.from(whole, (level) => level * 257)
      : highBytes(whole);
  if (asked % 2 === 1) return arrayOf(stored, asked, depth(colors));
  // An alpha that is added is 2^bits - 1 of the file, whatever the samples were widened to.
  const alpha =
    alphaOf(stored) ??
    repeated(
      data instanceof Uint16Array ? Uint16Array.of(65535) : Uint8Array.of(2 ** bits - 1),
      data.length / STORED_CHANNELS[color],
    );
  return arrayOf(stored, asked, depth(withAlphaBehind(colors, asked - 1, alpha)));
}

function alphaOf({ color, data, palette, colorKey, bits }: StoredPicture): Whole | null {
  const whole = data as Whole;
  if (color === 'gray-alpha' || color === 'rgba') return lastChannel(whole, STORED_CHANNELS[color]);
  if (color === 'palette') return palette?.alphas ? alphasOf(data, palette.alphas) : null;
  if (colorKey === null) return null;
  const channels = STORED_CHANNELS[color];
  const most = whole instanceof Uint16Array ? 65535 : 255;
  const widen = bits < 8 ? 255 / (2 ** bits - 1) : 1;
  const out = repeated(
    whole instanceof Uint16Array ? Uint16Array.of(most) : Uint8Array.of(most),
    data.length / channels,
  );
  for (let i = 0; i < out.length; i++) {
    if (colorKey.every((key, c) => data[i * channels + c] === key * widen)) out[i] = 0;
  }
  return out;
}

/** Of 8 bits the indices, as gray. */
function ofBmp(stored: StoredPicture, mode: LoaderMode): LoadedPicture {
  const own = STORED_CHANNELS[stored.color];
  const asked = mode === 'rgb' ? 3 : mode === 'rgba' ? 4 : own;
  if (asked === own) return arrayOf(stored, own, stored.data as Uint8Array);
  const rgb = colorOf(stored);
  if (asked === 3) return arrayOf(stored, 3, rgb);
  const alpha = repeated(Uint8Array.of(255), stored.width * stored.height);
  return arrayOf(stored, 4, withAlphaBehind(rgb, 3, alpha));
}
