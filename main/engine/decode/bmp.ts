/** BMP, as Pillow makes it. */
import { makeRaster, type Channels } from '../../../shared/base/raster.ts';
import type { Cost } from '../../../shared/image/cost.ts';
import type { DecodePolicy } from '../../../shared/image/facts.ts';
import { bmpOfPillow } from '../../../shared/loaders/bmp/bmp-by-library.ts';
import {
  COMPRESSION,
  readBmpHeader,
  type BmpHeader,
} from '../../../shared/loaders/bmp/bmp-header.ts';
import type { StoredPicture } from '../../../shared/loaders/stored/stored-picture.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { sha256Of } from '../../base/hash.ts';
import type { Decoded } from './decoded.ts';
import { affordable, type PixelLimits } from './formats/declared-cost.ts';
import { manage } from './managed.ts';
import { chooseFrame, describedFailure } from './formats/refusals.ts';
import { storedFacts, type FileIdentity } from './stored-facts.ts';

/**
 * Decodes `file`. A palette becomes RGB. Throws UserError `too-large`, `invalid-argument` (no such frame),
 * `unsupported-format` or `decode-failed`.
 */
export async function decodeBmpFile(
  file: FileIdentity,
  policy: DecodePolicy,
  limits: PixelLimits,
  beforePixels?: (cost: Cost) => void,
): Promise<Decoded> {
  chooseFrame(file.name, 1, policy);
  let header: BmpHeader;
  let picture: StoredPicture;
  try {
    header = readBmpHeader(file.bytes);
    const cost = affordable(file, header, limits);
    beforePixels?.(cost);
    picture = bmpOfPillow(file.bytes, header);
  } catch (error) {
    if (error instanceof UserError && error.code === 'too-large') throw error;
    throw describedFailure(file, error);
  }
  if (picture.damage !== null)
    throw describedFailure(file, new UserError('decode-failed', 'its end is missing'));
  file.sha256 = sha256Of(file.bytes);
  const { width, height } = header;
  const { data, channels } = samplesOf(picture);
  const icc = profileOf(file.bytes, header);
  const facts = storedFacts(
    file,
    {
      width,
      height,
      space: channels === 1 ? 'b-w' : 'srgb',
      channels,
      depth: 'uchar',
      hasAlpha: channels === 4,
      bitsPerSample: 8,
      isPalette: picture.color === 'palette',
      icc,
      notes: notesOf(header, picture),
    },
    1,
    policy,
  );
  const raster = makeRaster(width, height, channels, data);
  await manage(raster, icc, null);
  return { facts, raster };
}

/** "MBED" in the place of the color space: the profile is in the file. */
const EMBEDDED = 0x4d424544;

/** The ICC profile behind a header of version 5; undefined where there is none, or not all of it. */
function profileOf(bytes: Buffer, { headerBytes }: BmpHeader): Buffer | undefined {
  if (headerBytes < 124 || bytes.readUInt32LE(14 + 56) !== EMBEDDED) return undefined;
  const at = 14 + bytes.readUInt32LE(14 + 112);
  const length = bytes.readUInt32LE(14 + 116);
  if (length === 0 || at + length > bytes.length) return undefined;
  return bytes.subarray(at, at + length);
}

function samplesOf({ color, data, palette }: StoredPicture): {
  data: Uint8Array;
  channels: Channels;
} {
  const bytes = data as Uint8Array;
  if (color === 'rgb' || color === 'rgba')
    return { data: bytes, channels: color === 'rgb' ? 3 : 4 };
  if (palette === null) {
    return { data: bytes, channels: 1 };
  }
  const out = new Uint8Array(bytes.length * 3);
  for (let i = 0; i < bytes.length; i++) {
    for (let c = 0; c < 3; c++) out[3 * i + c] = palette.colors[3 * bytes[i] + c] ?? 0;
  }
  return { data: out, channels: 3 };
}

function notesOf({ bits, compression, masks }: BmpHeader, { color }: StoredPicture): string[] {
  const notes: string[] = [];
  if (bits < 8 && color === 'gray') notes.push(`${bits}-bit samples are expanded to 8 bits.`);
  if (bits === 16)
    notes.push('Colors of 5 and 6 bits are stretched to 8 bits, as in Pillow. OpenCV shifts them.');
  if (bits === 32 && color === 'rgb') {
    notes.push(
      'The fourth byte of each pixel is left out, as in Pillow. OpenCV reads it as alpha where there are bit fields.',
    );
  }
  if (bits === 32 && compression === COMPRESSION.fields && masks[3] !== 0) {
    notes.push('Alpha is where the bit fields of the header say, as in Pillow.');
  }
  return notes;
}
