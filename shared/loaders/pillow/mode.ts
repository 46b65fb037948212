/**
 * The image that Pillow 12.3 opens: its mode, and samples in the depth of that mode (PIL/*ImagePlugin.py).
 * Pillow has no color of 16 bits: of these the high byte is kept. Gray of 16 bits keeps them (I;16).
 */
import { UserError } from '../../base/errors.ts';
import { firstChannels, highBytes } from '../stored/samples.ts';
import type { Palette, StoredPicture } from '../stored/stored-picture.ts';
import { STORED_CHANNELS } from '../stored/stored-picture.ts';
import type { Size } from '../../base/raster.ts';

export type PillowMode = '1' | 'L' | 'LA' | 'I;16' | 'F' | 'P' | 'RGB' | 'RGBA' | 'CMYK' | 'LAB';

export interface PillowImage extends Size {
  mode: PillowMode;
  channels: 1 | 2 | 3 | 4;
  data: Uint8Array | Uint16Array | Float32Array;
  palette: Palette | null;
  /** `info["transparency"]` of modes L and RGB: the value of each channel. */
  colorKey: number[] | null;
}

/** What `Image.open(path)` and `load()` make of a file, with its rows as stored. Throws UserError with Pillow's reason. */
export function openAsPillow(stored: StoredPicture, name: string): PillowImage {
  const { damage } = stored;
  if (damage?.kind === 'truncated') throw refusal(name, 'image file is truncated');
  if (damage?.kind === 'header' || damage?.kind === 'note')
    throw refusal(name, 'broken PNG file (bad checksum of a chunk)');
  const mode = modeOf(stored);
  if (mode === null) throw refusal(name, 'cannot identify image file');
  const isSpread = mode === 'RGBA' && stored.color === 'gray-alpha';
  const channels = isSpread ? 4 : (STORED_CHANNELS[stored.color] as PillowImage['channels']);
  const keepsDepth = mode === 'I;16' || mode === 'F';
  return {
    width: stored.width,
    height: stored.height,
    mode,
    channels,
    data: isSpread
      ? spread(highBytes(stored.data))
      : keepsDepth
        ? stored.data
        : highBytes(stored.data),
    palette: stored.palette,
    colorKey: stored.colorKey,
  };
}

/** Gray and alpha as RGBA. */
function spread(grayAlpha: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: 2 * grayAlpha.length }, (_, i) =>
    i % 4 === 3 ? grayAlpha[(i >> 2) * 2 + 1] : grayAlpha[(i >> 2) * 2],
  );
}

/** What Pillow says where it does not load a file. */
export function refusal(name: string, reason: string): UserError {
  return new UserError('unsupported-format', `Pillow does not load ${name}: ${reason}`);
}

function modeOf({ color, bits, format, palette }: StoredPicture): PillowMode | null {
  const isFloat = bits === 32;
  switch (color) {
    case 'gray':
      return bits === 1 ? '1' : isFloat ? 'F' : bits === 16 ? 'I;16' : 'L';
    case 'palette':
      return format === 'gif' && palette !== null && isGrayRamp(palette.colors) ? 'L' : 'P';
    case 'gray-alpha':
      return bits === 16 && format === 'png' ? 'RGBA' : 'LA';
    case 'rgb':
      return isFloat ? null : 'RGB';
    case 'rgba':
      return isFloat ? null : 'RGBA';
    case 'cmyk':
      return 'CMYK';
    case 'lab':
      return 'LAB';
  }
}

/** Whether entry i is the gray i throughout, so that indices are levels (GifImagePlugin). */
function isGrayRamp(colors: Uint8Array): boolean {
  return colors.every((level, i) => level === Math.floor(i / 3));
}

/** The array of an image, alpha and all. */
export function asIs({ width, height, channels, data }: PillowImage) {
  return { width, height, channels, data: firstChannels(data, channels, channels) };
}
