/**
 * TIFF as stored. libvips converts by the photometric tag, so that the bytes are read with another one where
 * the stored samples are wanted: CIELAB as RGB, palette indices as gray.
 */
import { UserError } from '../../../../shared/base/errors.ts';
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
import {
  rawHeader,
  rawSamples,
  type RawHeader,
  type RawSamples,
  type PixelLimit,
  type RawSpace,
} from './raw-samples.ts';

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
  const isFloat = header.depth === 'float';
  if (tags?.isPlainYcc) {
    const fact = `${limit.name} stores luma and chroma without JPEG, which Scalescope does not read`;
    throw new UserError('unsupported-format', fact);
  }
  if (!READ_DEPTHS.includes(header.depth) || tags?.isSigned) {
    const what = tags?.isSigned ? 'signed' : `of type ${header.depth}`;
    throw new UserError('unsupported-format', `The samples of ${limit.name} are ${what}`);
  }
  const color = colorOf(header.space, header.channels, tags?.photometric ?? null);
  const space = spaceOf(color, header);
  let damage: StoredPicture['damage'] = null;
  const raw = await rawSamples(readable, space, page).catch((error: unknown) => {
    if (NOT_READ.test(String(error))) throw error;
    if (DATA_LOST.test(String(error))) damage = { kind: 'truncated', bytes: null };
    return rawSamples(readable, space, page, true);
  });
  const bits = isFloat ? 32 : (tags?.bitsPerSample ?? header.bits ?? 8);
  const colors = color === 'palette' ? (tags?.palette ?? null) : null;
  return {
    width: raw.width,
    height: raw.height,
    format: 'tiff',
    color,
    bits,
    data: samplesOf(color, bits, raw),
    palette: colors === null ? null : { colors, alphas: null },
    colorKey: null,
    ...(tags?.hasStraightAlpha && { hasStraightAlpha: true as const }),
    orientation: header.orientation,
    damage,
  };
}

const READ_DEPTHS = ['uchar', 'ushort', 'float'];

/** Words of libtiff where samples are missing, and where they are stored in a way it does not read. */
const DATA_LOST = /read error|seek|not enough data|bad code word/i;
const NOT_READ = /not configured|not supported/i;

function spaceOf(color: StoredColor, { depth, channels }: RawHeader): RawSpace {
  if (color === 'cmyk') return 'cmyk';
  if (depth === 'float') return 'scrgb';
  // Of gray with alpha in 8 bits libvips gives no alpha but as RGB.
  if (channels > 2 || (channels === 2 && depth === 'uchar')) {
    return depth === 'ushort' ? 'rgb16' : 'srgb';
  }
  return depth === 'ushort' ? 'grey16' : 'b-w';
}

/** Indices of fewer than 8 bits, which libvips scales like gray; gray and alpha out of four channels. */
function samplesOf(color: StoredColor, bits: number, { data, channels }: RawSamples) {
  if (color === 'palette' && bits < 8) {
    return data.map((level) => Math.round((level * (2 ** bits - 1)) / 255));
  }
  return color === 'gray-alpha' && channels === 4
    ? data.filter((_, i) => i % 4 === 0 || i % 4 === 3)
    : data;
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
