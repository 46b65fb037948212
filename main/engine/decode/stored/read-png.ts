/** PNG as stored: palettes as indices, transparent colors as keys, and checksums that do not match. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';
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
  hasBadChecksum: boolean;
  gamma: number | null;
  hasEnd: boolean;
}

/** The still image. Throws what the decoder says where there are no pixels to be had. */
export async function readPng(bytes: Buffer, limit: PixelLimit): Promise<StoredPicture> {
  const png = readHeader(bytes);
  const color = COLORS[png.colorType];
  const { orientation, xmpOrientation } = await rawHeader(bytes, 0, limit);
  const isByIndex = color === 'palette';
  let damage: Damage | null = png.hasBadChecksum ? { kind: 'checksum', bytes: null } : null;
  if (!png.hasEnd) damage = { kind: 'truncated', bytes: null };
  const read = async () => {
    if (isByIndex || damage?.kind === 'checksum') return decodedByIndex(bytes);
    return rawSamples(bytes, spaceOf(color, png.bits), 0, damage !== null);
  };
  const raw = await read().catch(async () => {
    damage = { kind: 'truncated', bytes: null };
    return rawSamples(bytes, spaceOf(color, png.bits), 0, true);
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

/** Indices, or samples in spite of wrong checksums. Throws where the data unpack to more than the picture. */
async function decodedByIndex(bytes: Buffer): Promise<RawSamples> {
  const { decode } = await import('fast-png');
  const { width, height, channels, data: samples, depth } = decode(bounded(bytes));
  const data = samples instanceof Uint8ClampedArray ? Uint8Array.from(samples) : samples;
  return {
    width,
    height,
    channels,
    data: depth < 8 ? unpackedBits(data, width, height, depth) : data,
  };
}

/** Chunks that say what the pixels are. */
const OF_PIXELS = ['IHDR', 'PLTE', 'tRNS'];
const MOST_CHANNELS = 4;

/**
 * The file without texts and profiles, whose pixels have been unpacked within what the header allows: the
 * decoder unpacks without a limit.
 */
function bounded(bytes: Buffer): Buffer {
  const chunks: Buffer[] = [];
  const data: Buffer[] = [];
  let most = 0;
  for (const chunk of pngChunks(bytes)) {
    if (OF_PIXELS.includes(chunk.type)) chunks.push(pngChunk(chunk.type, chunk.data));
    if (chunk.type === 'IDAT') data.push(chunk.data);
    if (chunk.type === 'IHDR' && chunk.data.length === 13) {
      const [width, height] = [chunk.data.readUInt32BE(0), chunk.data.readUInt32BE(4)];
      // Interlaced rows are cut in up to seven, each with a byte of its own.
      most = height * (Math.ceil((width * chunk.data[8] * MOST_CHANNELS) / 8) + 8) + 64;
    }
  }
  const pixels = inflateSync(Buffer.concat(data), { maxOutputLength: most });
  return Buffer.concat([
    bytes.subarray(0, PNG_SIGNATURE_BYTES),
    ...chunks,
    pngChunk('IDAT', deflateSync(pixels, { level: 0 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
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
    hasBadChecksum: false,
    gamma: null,
    hasEnd: false,
  };
  for (const { type, data, end } of pngChunks(bytes)) {
    if (type === 'IHDR' && data.length === 13) {
      header.bits = data[8];
      if (data[9] in COLORS) header.colorType = data[9] as PngHeader['colorType'];
    } else if (type === 'PLTE') {
      header.palette = { colors: Uint8Array.from(data), alphas: null };
    } else if (type === 'tRNS') {
      if (header.palette !== null) header.palette.alphas = Uint8Array.from(data);
      else header.colorKey = keyOf(data, header.colorType);
    }
    if (type === 'IEND') header.hasEnd = true;
    if (type === 'sRGB') header.gamma = SRGB_GAMMA;
    if (type === 'gAMA' && data.length === 4) header.gamma ??= data.readUInt32BE();
    const stored = bytes.readUInt32BE(end - 4);
    if (crc32(bytes.subarray(end - 8 - data.length, end - 4)) !== stored)
      header.hasBadChecksum = true;
  }
  return header;
}

function keyOf(data: Buffer, colorType: number): number[] | null {
  const channels = colorType === 0 ? 1 : colorType === 2 ? 3 : 0;
  if (channels === 0 || data.length < 2 * channels) return null;
  return Array.from({ length: channels }, (_, c) => data.readUInt16BE(2 * c));
}
