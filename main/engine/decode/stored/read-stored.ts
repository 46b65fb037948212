/** A file as it is stored, whatever its format: what loaders start from. */
import { UserError } from '../../../../shared/base/errors.ts';
import type { ImageFormat } from '../../../../shared/image/facts.ts';
import type { StoredPicture } from '../../../../shared/loaders/stored/stored-picture.ts';
import { readGif } from '../../../../shared/loaders/stored/gif.ts';
import { FORMAT_TITLES } from '../formats/sniff.ts';
import { readJpeg } from './read-jpeg.ts';
import { readPng } from './read-png.ts';
import { readTiff } from './read-tiff.ts';
import { rawHeader, rawSamples, type PixelLimit } from './raw-samples.ts';

export interface StoredOrder extends PixelLimit {
  format: ImageFormat;
  /** 0-based. */
  frame: number;
  /** Whether luma is wanted alone where the file stores it (JPEG). */
  wantsLuma: boolean;
}

/** The picture as stored. Throws UserError `decode-failed` where there are no pixels to be had. */
export async function readStored(bytes: Buffer, order: StoredOrder): Promise<StoredPicture> {
  try {
    return await read(bytes, order);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const title = FORMAT_TITLES[order.format];
    throw new UserError(
      'decode-failed',
      `${order.name} is a ${title} image that could not be decoded`,
    );
  }
}

async function read(bytes: Buffer, order: StoredOrder): Promise<StoredPicture> {
  switch (order.format) {
    case 'png':
      return readPng(bytes, order);
    case 'jpeg':
      return readJpeg(bytes, order, order.wantsLuma);
    case 'tiff':
      return readTiff(bytes, order.frame, order);
    case 'gif':
      return order.frame === 0
        ? readGif(bytes, order.name, order.maxPixels)
        : readColor(bytes, order);
    default:
      return readColor(bytes, order);
  }
}

/** Formats that store RGB, with or without alpha. */
async function readColor(bytes: Buffer, order: StoredOrder): Promise<StoredPicture> {
  const { format, frame } = order;
  const { orientation, xmpOrientation, isAnimated } = await rawHeader(bytes, frame, order);
  const { width, height, channels, data } = await rawSamples(bytes, 'srgb', frame);
  return {
    width,
    height,
    format,
    color: channels === 4 ? 'rgba' : 'rgb',
    bits: 8,
    data,
    palette: null,
    colorKey: null,
    orientation,
    ...(format === 'webp' && isAnimated && { isAnimated: true as const }),
    ...(xmpOrientation !== undefined && { xmpOrientation }),
    ...(format === 'webp' && hasExifHeader(bytes) && { hasExifHeader: true as const }),
    damage: null,
  };
}

/** Whether the EXIF data of a WebP have the header before them that JPEG has. */
function hasExifHeader(bytes: Buffer): boolean {
  for (let at = 12; at + 14 <= bytes.length;) {
    const size = bytes.readUInt32LE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === 'EXIF') {
      return bytes.toString('latin1', at + 8, at + 14) === 'Exif\0\0';
    }
    at += 8 + size + (size & 1);
  }
  return false;
}
