/** Pictures of a PDF document (ISO 32000-1, 8.9.5) as image files, with their samples as they are stored. */
import { UserError } from '../../../../shared/base/errors.ts';
import { Name, type Value } from './pdf-lexer.ts';
import type { Objects, Stream } from './pdf-document.ts';
import { unpredicted } from './predictors.ts';
import { filtersOf, restOf, unfiltered } from './unfilter.ts';
import { pngOfData, pngOfRows, rowBytes, tiff, tiffFields, type Samples } from './wrap-samples.ts';

/** What a picture is stored as. */
export interface PictureKind {
  /** Of the file that it becomes. */
  extension: string;
  /** Why it cannot be read, as what follows its name; else null. */
  refusal: string | null;
}

/** Filters that are file formats. */
const FORMATS: Record<string, string> = {
  DCTDecode: 'jpg',
  JPXDecode: 'jp2',
  CCITTFaxDecode: 'tif',
};

const MOST_SIDE = 2 ** 24;

/** What the picture is stored as. */
export function describePicture(stream: Stream, objects: Objects): PictureKind {
  const rest = restOf(filtersOf(stream, objects));
  if (rest !== null) {
    const extension = FORMATS[rest];
    if (extension !== undefined) return { extension, refusal: null };
    return { extension: 'raw', refusal: `is stored in a way that is not read (${rest})` };
  }
  const samples = samplesOf(stream, objects);
  if (typeof samples === 'string') return { extension: 'raw', refusal: samples };
  return { extension: samples.channels === 4 ? 'tif' : 'png', refusal: null };
}

/** The picture, called `id`, as a file. Throws UserError `decode-failed` or `too-large`. */
export function pictureFile(
  stream: Stream,
  objects: Objects,
  id: string,
  maxBytes: number,
): Buffer {
  const filters = filtersOf(stream, objects);
  const rest = restOf(filters);
  if (rest === 'CCITTFaxDecode') return faxFile(stream, objects, maxBytes);
  if (rest !== null) return unfiltered(stream, objects, maxBytes).data;
  const samples = samplesOf(stream, objects);
  if (typeof samples === 'string') throw new UserError('decode-failed', `${id} ${samples}`);
  const needed = (rowBytes(samples) + 1) * samples.height;
  if (needed > maxBytes) {
    const { width, height } = samples;
    throw new UserError(
      'too-large',
      `${id} is ${width}x${height}, ${needed} bytes, more than the limit of ${maxBytes}`,
      'raise it with --max-bytes',
    );
  }
  if (filters.at(-1) === 'FlateDecode') {
    const packed = unfiltered(stream, objects, maxBytes, true);
    const predictor = numberOf(packed.parameters.get('Predictor'), objects) ?? 1;
    // Filtered as in PNG already: then the data need not even be unpacked.
    if (
      predictor >= 10 &&
      samples.channels < 4 &&
      isOwnShape(packed.parameters, samples, objects)
    ) {
      return pngOfData(samples, packed.data);
    }
  }
  const { data, parameters } = unfiltered(stream, objects, needed);
  const isPredicted = ['FlateDecode', 'LZWDecode'].includes(filters.at(-1) ?? '');
  const predictor = isPredicted ? (numberOf(parameters.get('Predictor'), objects) ?? 1) : 1;
  const row = rowBytes(samples);
  const plain = predictor === 1 ? data : unpredicted(data, predictor, row, samples);
  const rows = atLeast(plain, row * samples.height, id);
  if (samples.channels < 4) return pngOfRows(samples, rows);
  const strip = samples.bits === 16 ? Buffer.from(rows).swap16() : rows;
  return tiff(tiffFields(samples, 1, 5, strip.length), strip);
}

/** The shape of the samples, or why they are not read. */
function samplesOf({ dict }: Stream, objects: Objects): Samples | string {
  const number = (key: string) => numberOf(dict.get(key), objects);
  const [width, height] = [number('Width') ?? 0, number('Height') ?? 0];
  const isMask = objects.resolve(dict.get('ImageMask')) === true;
  const bits = isMask ? 1 : (number('BitsPerComponent') ?? 8);
  const isSide = (side: number) => Number.isInteger(side) && side >= 1 && side <= MOST_SIDE;
  if (!isSide(width) || !isSide(height)) return 'has no valid size';
  if (![1, 2, 4, 8, 16].includes(bits)) return `has samples of ${bits} bits, which are not read`;
  const space = isMask ? { channels: 1 as const } : spaceOf(dict.get('ColorSpace'), objects);
  if (typeof space === 'string') return space;
  // PNG has no RGB, and TIFF readers no CMYK, of fewer bits; neither has palettes of more.
  if (space.channels > 1 && bits < 8)
    return `has color samples of ${bits} bits, which are not read`;
  if ('palette' in space && bits > 8) return 'has a palette of more than 8 bits, which is not read';
  return { width, height, bits, ...space };
}

type Space = Pick<Samples, 'channels' | 'palette'>;

const CHANNELS: Record<string, Space['channels']> = {
  DeviceGray: 1,
  CalGray: 1,
  G: 1,
  DeviceRGB: 3,
  CalRGB: 3,
  RGB: 3,
  DeviceCMYK: 4,
  CMYK: 4,
};

/** The channels of a color space; of one of inks and of Lab, why it is not read. */
function spaceOf(value: Value | undefined, objects: Objects, depth = 0): Space | string {
  const { resolve } = objects;
  const found = resolve(value);
  const [first, ...more] = Array.isArray(found) ? found.map(resolve) : [found];
  const name = first instanceof Name ? first.text : '';
  const channels = CHANNELS[name];
  if (channels !== undefined) return { channels };
  if (name === 'ICCBased') return iccSpace(found as Value[], objects);
  if (name === 'Separation') return { channels: 1 };
  if ((name === 'Indexed' || name === 'I') && depth === 0) {
    const base = spaceOf(more[0], objects, depth + 1);
    const table = paletteBytes((found as Value[])[3], objects);
    if (typeof base === 'string') return base;
    if (base.channels === 4 || table === null) return 'has a palette that is not read';
    const palette = base.channels === 3 ? table : Buffer.from([...table].flatMap((g) => [g, g, g]));
    return { channels: 1, palette: palette.subarray(0, palette.length - (palette.length % 3)) };
  }
  return name === '' ? 'has no color space' : `has a color space that is not read (${name})`;
}

function iccSpace(list: Value[], objects: Objects): Space | string {
  const profile = streamOrDict(list[1], objects);
  const count = numberOf(profile?.dict.get('N'), objects);
  return count === 1 || count === 3 || count === 4
    ? { channels: count }
    : 'has a color profile of no valid kind';
}

function paletteBytes(value: Value | undefined, objects: Objects): Buffer | null {
  const found = objects.resolve(value);
  if (Buffer.isBuffer(found)) return found;
  const stream = streamOrDict(value, objects);
  return stream === null ? null : unfiltered(stream, objects, 4 * 1024).data;
}

/** The stream that a value refers to: the last of its number. */
function streamOrDict(value: Value | undefined, { streams, resolve }: Objects): Stream | null {
  const dict = resolve(value);
  return (dict instanceof Map ? streams.find((stream) => stream.dict === dict) : null) ?? null;
}

function isOwnShape(
  parameters: Map<string, Value>,
  { width, bits, channels }: Samples,
  objects: Objects,
): boolean {
  const number = (key: string, other: number) => numberOf(parameters.get(key), objects) ?? other;
  return (
    number('Columns', 1) === width &&
    number('Colors', 1) === channels &&
    number('BitsPerComponent', 8) === bits
  );
}

/** A fax as TIFF, which has the same coding (T.4 and T.6). */
function faxFile(stream: Stream, objects: Objects, maxBytes: number): Buffer {
  const { data, parameters } = unfiltered(stream, objects, maxBytes);
  const number = (key: string) => numberOf(parameters.get(key), objects);
  const k = number('K') ?? 0;
  const width = number('Columns') ?? 1728;
  const height = numberOf(stream.dict.get('Height'), objects) ?? number('Rows') ?? 0;
  const blackIsOne = objects.resolve(parameters.get('BlackIs1')) === true;
  const samples: Samples = { width, height, bits: 1, channels: 1 };
  const fields = tiffFields(samples, k < 0 ? 4 : 3, blackIsOne ? 1 : 0, data.length);
  if (k >= 0) fields.push([292, 4, [k > 0 ? 1 : 0]]);
  return tiff(fields, data);
}

function atLeast(data: Buffer, length: number, id: string): Buffer {
  if (data.length >= length) return data.subarray(0, length);
  throw new UserError('decode-failed', `${id} has fewer samples than its size needs`);
}

function numberOf(value: Value | undefined, { resolve }: Objects): number | null {
  const found = resolve(value);
  return typeof found === 'number' ? found : null;
}
