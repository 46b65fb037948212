/**
 * TIFF as stored. libvips converts by the photometric tag, so that the bytes are read with another one where
 * the stored samples are wanted: CIELAB as RGB, palette indices as gray.
 */
import type {
  StoredColor,
  StoredPicture,
} from '../../../../shared/loaders/stored/stored-picture.ts';
import {
  PHOTOMETRIC,
  readTiffHeader,
  withPhotometric,
  type TiffHeader,
} from '../formats/tiff-header.ts';
import { rawHeader, rawSamples, type PixelLimit, type RawSpace } from './raw-samples.ts';

/** Page `page` (0-based) as stored. Throws what libvips says. */
export async function readTiff(
  bytes: Buffer,
  page: number,
  limit: PixelLimit,
): Promise<StoredPicture> {
  const tags = readTiffHeader(bytes, page);
  const as = tags === null ? null : readableAs(tags);
  const at = tags?.photometricAt ?? null;
  const readable = as === null || at === null ? bytes : withPhotometric(bytes, at, as);
  const header = await rawHeader(readable, page, limit);
  const isWide = header.depth === 'ushort';
  const isFloat = header.depth === 'float';
  const color = colorOf(header.space, header.channels, tags?.photometric ?? null);
  const space: RawSpace =
    color === 'cmyk'
      ? 'cmyk'
      : isFloat
        ? 'scrgb'
        : header.channels <= 2
          ? isWide
            ? 'grey16'
            : 'b-w'
          : isWide
            ? 'rgb16'
            : 'srgb';
  const raw = await rawSamples(readable, space, page).catch(() =>
    rawSamples(readable, space, page, true),
  );
  const bits = isFloat ? 32 : (tags?.bitsPerSample ?? header.bits ?? 8);
  const colors = color === 'palette' ? (tags?.palette ?? null) : null;
  const isIndexed = color === 'palette' && bits < 8;
  return {
    width: raw.width,
    height: raw.height,
    format: 'tiff',
    color,
    bits,
    // libvips scales gray of fewer bits.
    data: isIndexed
      ? raw.data.map((level) => Math.round((level * (2 ** bits - 1)) / 255))
      : raw.data,
    palette: colors === null ? null : { colors, alphas: null },
    colorKey: null,
    orientation: header.orientation,
    damage: null,
  };
}

function readableAs({ photometric }: TiffHeader): number | null {
  if (photometric === PHOTOMETRIC.cielab) return PHOTOMETRIC.rgb;
  return photometric === PHOTOMETRIC.palette ? PHOTOMETRIC.blackIsZero : null;
}

function colorOf(space: string, channels: number, photometric: number | null): StoredColor {
  if (photometric === PHOTOMETRIC.cielab) return 'lab';
  if (photometric === PHOTOMETRIC.palette) return 'palette';
  if (space === 'cmyk') return 'cmyk';
  if (channels <= 2) return channels === 1 ? 'gray' : 'gray-alpha';
  return channels === 3 ? 'rgb' : 'rgba';
}
