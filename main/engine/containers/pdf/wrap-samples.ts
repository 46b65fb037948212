/** Samples as files that any decoder reads: PNG for gray, palette and RGB, TIFF for CMYK. */
import { crc32, deflateSync } from 'node:zlib';

export interface Samples {
  width: number;
  height: number;
  /** Bits to a sample: 1, 2, 4, 8 or 16. */
  bits: number;
  /** Samples to a pixel: 1 (gray or palette), 3 or 4 (CMYK). */
  channels: 1 | 3 | 4;
  /** Of a palette: red, green and blue of each entry. */
  palette?: Buffer;
}

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Bytes of one row. */
export function rowBytes({ width, bits, channels }: Samples): number {
  return Math.ceil((width * bits * channels) / 8);
}

/** A PNG file of `rows`, which are packed as PNG packs them, without filters. */
export function pngOfRows(samples: Samples, rows: Buffer): Buffer {
  const row = rowBytes(samples);
  const filtered = Buffer.alloc((row + 1) * samples.height);
  for (let y = 0; y < samples.height; y++) {
    rows.copy(filtered, y * (row + 1) + 1, y * row, (y + 1) * row);
  }
  return pngOfData(samples, deflateSync(filtered, { level: 1 }));
}

/** A PNG file around `data`, which is deflated and filtered as PNG has it. */
export function pngOfData(
  { width, height, bits, channels, palette }: Samples,
  data: Buffer,
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, palette !== undefined ? 3 : channels === 3 ? 2 : 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    ...(palette === undefined ? [] : [chunk('PLTE', palette.subarray(0, 3 * 2 ** bits))]),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), data]);
  const out = Buffer.alloc(typed.length + 8);
  out.writeUInt32BE(data.length, 0);
  typed.copy(out, 4);
  out.writeUInt32BE(crc32(typed), typed.length + 4);
  return out;
}

const [SHORT, LONG] = [3, 4];

/** A TIFF file of one strip: `fields` are its tags with their type and values, in ascending order. */
export function tiff(
  fields: readonly [number, number, readonly number[]][],
  strip: Buffer,
): Buffer {
  const directory = 8;
  const extra = directory + 2 + fields.length * 12 + 4;
  const outside: number[] = [];
  const head = Buffer.alloc(extra);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(directory, 4);
  head.writeUInt16LE(fields.length, directory);
  const outsideBytes = fields.reduce(
    (sum, [, type, values]) =>
      sum + (values.length > (type === SHORT ? 2 : 1) ? values.length * 2 : 0),
    0,
  );
  for (const [n, [tag, type, values]] of fields.entries()) {
    const at = directory + 2 + n * 12;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(values.length, at + 4);
    if (type === SHORT && values.length > 2) {
      head.writeUInt32LE(extra + outside.length * 2, at + 8);
      outside.push(...values);
    } else if (type === SHORT) {
      for (const [i, value] of values.entries()) head.writeUInt16LE(value, at + 8 + 2 * i);
    } else head.writeUInt32LE(tag === STRIP_OFFSETS ? extra + outsideBytes : values[0], at + 8);
  }
  const tail = Buffer.alloc(outside.length * 2);
  for (const [i, value] of outside.entries()) tail.writeUInt16LE(value, i * 2);
  return Buffer.concat([head, tail, strip]);
}

const STRIP_OFFSETS = 273;

/** The fields of a TIFF of one strip, by their numbers in the specification (TIFF 6.0). */
export function tiffFields(
  { width, height, bits, channels }: Samples,
  compression: number,
  photometric: number,
  stripBytes: number,
): [number, number, number[]][] {
  return [
    [256, LONG, [width]],
    [257, LONG, [height]],
    [258, SHORT, Array<number>(channels).fill(bits)],
    [259, SHORT, [compression]],
    [262, SHORT, [photometric]],
    [STRIP_OFFSETS, LONG, [0]],
    [277, SHORT, [channels]],
    [278, LONG, [height]],
    [279, LONG, [stripBytes]],
  ];
}
