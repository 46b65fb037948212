/** PNG as stored: palettes as indices, transparent colors as keys, and checksums that do not match. */
import { constants, crc32, deflateSync, inflateSync } from 'node:zlib';
import { firstChannels } from '../../../../shared/loaders/stored/samples.ts';
import {
  STORED_CHANNELS,
  type Damage,
  type Palette,
  type StoredPicture,
} from '../../../../shared/loaders/stored/stored-picture.ts';
import { pngChunk, pngChunks, PNG_SIGNATURE_BYTES } from '../formats/png-chunks.ts';
import {
  rawHeader,
  rawSamples,
  type PixelLimit,
  type RawSamples,
  type RawSpace,
} from './raw-samples.ts';

const COLORS = { 0: 'gray', 2: 'rgb', 3: 'palette', 4: 'gray-alpha', 6: 'rgba' } as const;

/** What sRGB stands for, as gAMA states it. */
const SRGB_GAMMA = 45455;

interface PngHeader {
  colorType: keyof typeof COLORS;
  bits: number;
  palette: Palette | null;
  colorKey: number[] | null;
  damage: Damage | null;
  gamma: number | null;
}

/** The still image; rows that are missing are 0. Throws what the decoder says where there are no pixels to be had. */
export async function readPng(bytes: Buffer, limit: PixelLimit): Promise<StoredPicture> {
  const png = readHeader(bytes);
  const color = COLORS[png.colorType];
  const { orientation, xmpOrientation } = await rawHeader(bytes, 0, limit);
  let { damage } = png;
  const isPlain = color !== 'palette' && damage?.kind !== 'checksum' && damage?.kind !== 'no-end';
  const read = async () => {
    if (isPlain) return rawSamples(bytes, spaceOf(color, png.bits), 0, damage !== null);
    return whole(await decodedByIndex(bytes, color));
  };
  const raw = await read().catch(async (error: unknown) => {
    if (damage?.kind === 'header') throw error;
    damage = { kind: 'truncated', bytes: null };
    const found = await decodedByIndex(bytes, color).catch(() => null);
    return found ?? rawSamples(bytes, spaceOf(color, png.bits), 0, true);
  });
  const own = Math.min(raw.channels, STORED_CHANNELS[color]);
  return {
    width: raw.width,
    height: raw.height,
    format: 'png',
    color,
    bits: png.bits,
    data: color === 'gray-alpha' ? grayAlphaOf(raw) : firstChannels(raw.data, raw.channels, own),
    palette: png.palette,
    colorKey: png.colorKey,
    ...(png.gamma !== null && { gamma: png.gamma }),
    orientation,
    ...(xmpOrientation !== undefined && { xmpOrientation }),
    damage,
  };
}

function spaceOf(color: (typeof COLORS)[keyof typeof COLORS], bits: number): RawSpace {
  if (color === 'gray') return bits === 16 ? 'grey16' : 'b-w';
  if (color === 'gray-alpha' && bits === 16) return 'grey16';
  return bits === 16 ? 'rgb16' : 'srgb';
}

/** Of four channels the first and the last: libvips gives gray of 8 bits no alpha. */
function grayAlphaOf({ channels, data }: RawSamples): RawSamples['data'] {
  if (channels !== 4) return data;
  return data.filter((_, i) => i % 4 === 0 || i % 4 === 3);
}

/** Samples out of unpacked data, and whether all are there. */
interface Unpacked extends RawSamples {
  isWhole: boolean;
}

function whole(unpacked: Unpacked): RawSamples {
  if (unpacked.isWhole) return unpacked;
  throw new Error('samples are missing');
}

/**
 * Indices, or samples in spite of wrong checksums and of a cut. Throws where the data are broken, or unpack to more
 * than the picture.
 */
async function decodedByIndex(
  bytes: Buffer,
  color: (typeof COLORS)[keyof typeof COLORS],
): Promise<Unpacked> {
  const { decode } = await import('fast-png');
  const { png, isWhole } = bounded(bytes);
  const { width, height, channels, data: samples, depth } = decode(png);
  const data = samples instanceof Uint8ClampedArray ? Uint8Array.from(samples) : samples;
  if (depth >= 8) return { width, height, channels, data, isWhole };
  const levels = unpackedBits(data, width, height, depth);
  const scale = color === 'gray' ? 255 / (2 ** depth - 1) : 1;
  return { width, height, channels, data: levels.map((level) => level * scale), isWhole };
}

/** Chunks that say what the pixels are. */
const OF_PIXELS = ['IHDR', 'PLTE', 'tRNS'];

/**
 * The file without texts and profiles, its pixels unpacked within what the header allows (the decoder unpacks without
 * a limit), and rows of zeros where it ends before; whether none were missing.
 */
function bounded(bytes: Buffer): { png: Buffer; isWhole: boolean } {
  const chunks: Buffer[] = [];
  const data: Buffer[] = [];
  let rows: number[] = [];
  for (const { type, data: content } of pngChunks(bytes, true)) {
    if (OF_PIXELS.includes(type)) chunks.push(pngChunk(type, content));
    if (type === 'IDAT') data.push(content);
    if (type === 'IHDR' && content.length === 13) rows = rowBytes(content);
  }
  const total = rows.reduce((sum, row) => sum + row, 0);
  const found = inflateSync(Buffer.concat(data), {
    maxOutputLength: total + 64,
    finishFlush: constants.Z_SYNC_FLUSH,
  });
  const isWhole = found.length >= total;
  const pixels = isWhole ? found : Buffer.concat([wholeRows(found, rows), Buffer.alloc(total)]);
  const png = Buffer.concat([
    bytes.subarray(0, PNG_SIGNATURE_BYTES),
    ...chunks,
    pngChunk('IDAT', deflateSync(pixels.subarray(0, total), { level: 0 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
  return { png, isWhole };
}

/** What of `data` are rows with all their samples. */
function wholeRows(data: Buffer, rows: readonly number[]): Buffer {
  let end = 0;
  for (const row of rows) {
    if (end + row > data.length) break;
    end += row;
  }
  return data.subarray(0, end);
}

/** Where the passes of an interlaced picture start, and their steps. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/** The bytes of each row, its filter included, in the order of the file. */
function rowBytes(header: Buffer): number[] {
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bits = header[8] * STORED_CHANNELS[COLORS[header[9] as keyof typeof COLORS] ?? 'rgba'];
  const passes = header[12] === 0 ? [[0, 0, 1, 1]] : PASSES;
  return passes.flatMap(([x, y, across, down]) => {
    const columns = Math.ceil((width - x) / across);
    const rows = columns > 0 ? Math.max(0, Math.ceil((height - y) / down)) : 0;
    return new Array<number>(rows).fill(1 + Math.ceil((columns * bits) / 8));
  });
}

/** Samples of fewer than 8 bits, a byte each; rows begin at whole bytes. */
function unpackedBits(
  packed: ArrayLike<number>,
  width: number,
  height: number,
  bits: number,
): Uint8Array {
  const row = Math.ceil((width * bits) / 8);
  const out = new Uint8Array(width * height);
  const mask = (1 << bits) - 1;
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to++) {
      const at = x * bits;
      out[to] = (packed[y * row + (at >> 3)] >> (8 - bits - (at & 7))) & mask;
    }
  }
  return out;
}

function readHeader(bytes: Buffer): PngHeader {
  const header: PngHeader = {
    colorType: 2,
    bits: 8,
    palette: null,
    colorKey: null,
    damage: { kind: 'no-end', bytes: null },
    gamma: null,
  };
  let found: Damage['kind'] | null = null;
  let hasSamples = false;
  for (const { type, data, end } of pngChunks(bytes)) {
    const stored = bytes.readUInt32BE(end - 4);
    const isWrong = crc32(bytes.subarray(end - 8 - data.length, end - 4)) !== stored;
    const isNote = (type.charCodeAt(0) & 32) !== 0;
    hasSamples ||= type === 'IDAT';
    if (type === 'IEND') header.damage = isWrong ? { kind: 'end', bytes: null } : null;
    else if (isWrong) {
      if (type === 'IDAT') found ??= 'checksum';
      else if (!isNote) found = 'header';
      else if (!hasSamples) found ??= 'note';
      if (isNote) continue; // who reads on leaves it out
    }
    if (type === 'IHDR' && data.length === 13) {
      header.bits = data[8];
      if (data[9] in COLORS) header.colorType = data[9] as PngHeader['colorType'];
    } else if (type === 'PLTE') {
      header.palette = { colors: Uint8Array.from(data), alphas: null };
    } else if (type === 'tRNS') {
      if (header.palette !== null) header.palette.alphas = Uint8Array.from(data);
      else header.colorKey = keyOf(data, header.colorType);
    }
    if (type === 'sRGB') header.gamma = SRGB_GAMMA;
    if (type === 'gAMA' && data.length === 4) header.gamma ??= data.readUInt32BE();
  }
  if (found !== null) header.damage = { kind: found, bytes: null };
  return header;
}

function keyOf(data: Buffer, colorType: number): number[] | null {
  const channels = colorType === 0 ? 1 : colorType === 2 ? 3 : 0;
  if (channels === 0 || data.length < 2 * channels) return null;
  return Array.from({ length: channels }, (_, c) => data.readUInt16BE(2 * c));
}
