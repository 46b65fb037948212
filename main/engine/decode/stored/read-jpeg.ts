/**
 * JPEG as stored. libjpeg converts colors by what the Adobe marker says, so that a marker of another kind
 * gives the samples before conversion: luma as libjpeg hands it to whoever asks for gray.
 */
import type { StoredPicture } from '../../../../shared/loaders/stored/stored-picture.ts';
import { firstChannels } from '../../../../shared/loaders/stored/samples.ts';
import { rawHeader, rawSamples, type PixelLimit } from './raw-samples.ts';

/** Markers without a length. */
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
const [APP0, APP14, START_OF_SCAN] = [0xe0, 0xee, 0xda];

/** The marker that ends a JPEG. */
export const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);
/** How far from the end of the file the end of the image may be. */
const END_BYTES = 65536;

interface Segment {
  marker: number;
  start: number;
  end: number;
}

/** The segments up to the first scan. */
function segmentsOf(bytes: Buffer): Segment[] {
  const segments: Segment[] = [];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1];
    if (marker === START_OF_SCAN) break;
    const end =
      marker === 0xff ? at + 1 : at + 2 + (isBare(marker) ? 0 : bytes.readUInt16BE(at + 2));
    segments.push({ marker, start: at, end });
    at = end;
  }
  return segments;
}

/** The color transform of the Adobe marker: 0 none, 1 YCbCr, 2 YCCK; null without one. */
function adobeTransform(bytes: Buffer): number | null {
  const found = segmentsOf(bytes).find(
    ({ marker, start, end }) =>
      marker === APP14 &&
      end - start >= 16 &&
      bytes.toString('latin1', start + 4, start + 9) === 'Adobe',
  );
  return found === undefined ? null : bytes[found.start + 15];
}

/** The same file with an Adobe marker that says that no color was transformed. */
function withoutTransform(bytes: Buffer): Buffer {
  const segments = segmentsOf(bytes);
  const kept = segments.filter(({ marker }) => marker !== APP0 && marker !== APP14);
  const marker = Buffer.from([0xff, APP14, 0, 14, ...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, 0]);
  return Buffer.concat([
    bytes.subarray(0, 2),
    marker,
    ...kept.map(({ start, end }) => bytes.subarray(start, end)),
    bytes.subarray(segments.at(-1)?.end ?? 2),
  ]);
}

/**
 * The picture as stored; of YCbCr RGB, or where `wantsLuma` luma alone, as libjpeg gives them. Inks of
 * CMYK are 0 where there is none.
 */
export async function readJpeg(
  bytes: Buffer,
  limit: PixelLimit,
  wantsLuma: boolean,
): Promise<StoredPicture> {
  const { space, channels, orientation, xmpOrientation } = await rawHeader(bytes, 0, limit);
  const transform = adobeTransform(bytes);
  const isGray = channels === 1;
  const isCmyk = space === 'cmyk';
  const isStoredRgb = channels === 3 && transform === 0;
  const lumaOnly = wantsLuma && channels === 3 && !isStoredRgb;
  const read = (isLenient: boolean) =>
    rawSamples(
      lumaOnly ? withoutTransform(bytes) : bytes,
      isCmyk ? 'cmyk' : isGray ? 'b-w' : 'srgb',
      0,
      isLenient,
    );
  let damage: StoredPicture['damage'] = null;
  const raw = await read(false).catch((error: unknown) => {
    // Other warnings than that of a file that ends too early are none to the libraries.
    const isCut = /premature end/i.test(String(error)) || !bytes.includes(END_OF_IMAGE, -END_BYTES);
    if (isCut) damage = { kind: 'truncated', bytes: null };
    return read(true);
  });
  // libvips turns inks around where it sees the Adobe marker.
  const data = isCmyk && transform === null ? raw.data.map((ink) => 255 - ink) : raw.data;
  return {
    width: raw.width,
    height: raw.height,
    format: 'jpeg',
    color: isCmyk ? 'cmyk' : isGray || lumaOnly ? 'gray' : 'rgb',
    bits: 8,
    data: lumaOnly ? firstChannels(data, raw.channels, 1) : data,
    palette: null,
    colorKey: null,
    orientation,
    ...(isCmyk && transform !== null && { inverted: true as const }),
    ...(xmpOrientation !== undefined && { xmpOrientation }),
    damage,
  };
}
