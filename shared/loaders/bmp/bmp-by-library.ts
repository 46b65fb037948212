/** BMP as Pillow 12.3 and OpenCV 5.0 hand it out. They differ in alpha and in pixels of 16 bits. */
import { UserError } from '../../base/errors.ts';
import type { StoredColor, StoredPicture } from '../stored/stored-picture.ts';
import { COMPRESSION, type BmpHeader } from './bmp-header.ts';
import { readBmpPixels, type BmpPixels } from './bmp-pixels.ts';

type Masks = BmpHeader['masks'];

/** The masks of 32 bits that Pillow takes, and whether it keeps their alpha. */
const MASKS_OF_PILLOW: [masks: Masks, alpha: boolean][] = [
  [[0xff0000, 0xff00, 0xff, 0], false],
  [[0xff000000, 0xff0000, 0xff00, 0], false],
  [[0xff000000, 0xff00, 0xff, 0], false],
  [[0xff000000, 0xff0000, 0xff00, 0xff], true],
  [[0xff, 0xff00, 0xff0000, 0xff000000], true],
  [[0xff0000, 0xff00, 0xff, 0xff000000], true],
  [[0xff000000, 0xff00, 0xff, 0xff0000], true],
];
const BGRA: Masks = [0xff0000, 0xff00, 0xff, 0xff000000];
const RGB555: Masks = [0x7c00, 0x3e0, 0x1f, 0];
const RGB565: Masks = [0xf800, 0x7e0, 0x1f, 0];

/**
 * What `Image.open` of Pillow 12.3 gives. A palette that is a ramp of gray makes the picture gray (1 bit: of
 * black and white). The fourth byte of 32 bits is alpha only where the header names it as a bit field.
 * 5 and 6 bits of a color are stretched to 0..255. Throws UserError `unsupported-format` where Pillow
 * refuses.
 */
export function bmpOfPillow(bytes: Uint8Array, header: BmpHeader): StoredPicture {
  const pixels = readBmpPixels(bytes, header, 'pillow');
  if (header.palette !== null) return indexed(header, pixels, header.palette, 'pillow');
  const masks = masksOfPillow(header);
  return packed(header, pixels, masks, masks[3] !== 0, (code, bits) =>
    Math.floor((code * 255) / ((1 << bits) - 1)),
  );
}

function masksOfPillow({ bits, compression, masks }: BmpHeader): Masks {
  const same = (other: Masks, count: number) =>
    other.slice(0, count).every((mask, i) => mask === masks[i]);
  if (compression === COMPRESSION.none) {
    return bits === 16 ? RGB555 : [BGRA[0], BGRA[1], BGRA[2], 0];
  }
  if (compression === COMPRESSION.fields) {
    if (bits === 32 && masks.every((mask) => mask === 0)) return BGRA;
    const found =
      bits === 32
        ? MASKS_OF_PILLOW.find(([known]) => same(known, 4))?.[0]
        : (bits === 24 ? [BGRA] : [RGB565, RGB555]).find((known) => same(known, 3));
    if (found !== undefined) return bits === 32 ? found : [found[0], found[1], found[2], 0];
  }
  throw new UserError(
    'unsupported-format',
    'Pillow does not read its layout of bit fields ("Unsupported BMP bitfields layout")',
  );
}

/**
 * What `imread` of OpenCV 5.0 reads before it drops alpha or makes gray. 32 bits have alpha where they have
 * bit fields, 255 where these leave it out, and none otherwise. 5 and 6 bits of a color are shifted up, so
 * that white is 248. With `unchanged` (IMREAD_UNCHANGED) a file of OS/2 version 1 comes out gray. Throws
 * UserError `unsupported-format` where OpenCV refuses.
 */
export function bmpOfOpenCV(
  bytes: Uint8Array,
  header: BmpHeader,
  unchanged: boolean,
): StoredPicture {
  const { bits, compression, palette } = header;
  const pixels = readBmpPixels(bytes, header, 'windows');
  let picture: StoredPicture;
  if (palette !== null) picture = indexed(header, pixels, palette, 'opencv');
  else if (bits === 32) picture = wideOfOpenCV(header, pixels);
  else {
    if (compression === COMPRESSION.alphaFields) refuseFields();
    const masks = bits === 24 ? BGRA : masksBehind(bytes, header);
    picture = packed(header, pixels, masks, false, (code, width) => code << (8 - width));
  }
  return unchanged && header.headerBytes === 12 ? grayOf(picture) : picture;
}

/**
 * What `decode_bmp` of TensorFlow 2.21 reads: indices as gray, 24 bits, and 32 bits with alpha, whatever the bit
 * fields of the header say. Throws UserError `unsupported-format` for what it refuses, and for runs, which it takes
 * for rows.
 */
export function bmpOfTensorFlow(bytes: Uint8Array, header: BmpHeader): StoredPicture {
  const { bits, compression } = header;
  const isRuns = compression === COMPRESSION.rle8 || compression === COMPRESSION.rle4;
  if (![8, 24, 32].includes(bits) || isRuns) {
    throw new UserError('unsupported-format', 'TensorFlow reads plain rows of 8, 24 or 32 bits');
  }
  const pixels = readBmpPixels(bytes, header, 'windows');
  if (bits > 8) return packed(header, pixels, BGRA, bits === 32, (code) => code);
  return { ...indexed(header, pixels, new Uint8Array(), 'pillow'), color: 'gray', palette: null };
}

/** The masks of 16 bits, which OpenCV looks for behind any header, and in none. */
function masksBehind(bytes: Uint8Array, { compression, headerBytes }: BmpHeader): Masks {
  if (compression === COMPRESSION.none) return RGB555;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = 14 + headerBytes;
  if (start + 12 > bytes.length) refuseFields();
  const read = [0, 4, 8].map((at) => view.getUint32(start + at, true));
  const found = [RGB555, RGB565].find((masks) => read.every((mask, i) => mask === masks[i]));
  return found ?? refuseFields();
}

function wideOfOpenCV(header: BmpHeader, pixels: BmpPixels): StoredPicture {
  const { compression, headerBytes, masks } = header;
  if (compression === COMPRESSION.none) {
    return packed(header, pixels, BGRA, false, (code) => code);
  }
  if (compression === COMPRESSION.alphaFields) refuseFields();
  const named = headerBytes >= 56;
  const scaled = (code: number, bits: number) =>
    Math.floor(code * Math.fround(255 / ((1 << bits) - 1)));
  const picture: StoredPicture = {
    ...packed(header, pixels, named ? masks : BGRA, true, scaled),
    hasMasks: true,
  };
  const data = picture.data;
  if (named && masks[3] === 0) for (let at = 3; at < data.length; at += 4) data[at] = 255;
  return picture;
}

/** BT.601 in 14 bits of fraction. */
function grayOf(picture: StoredPicture): StoredPicture {
  const { color, palette, data, width, height } = picture;
  if (color === 'gray') return picture;
  const out = new Uint8Array(width * height);
  for (let i = 0; i < out.length; i++) {
    const at = 3 * (palette === null ? i : data[i]);
    const of = palette === null ? data : palette.colors;
    out[i] = (4899 * of[at] + 9617 * of[at + 1] + 1868 * of[at + 2] + 8192) >> 14;
  }
  return { ...picture, color: 'gray', data: out, palette: null };
}

function refuseFields(): never {
  throw new UserError('unsupported-format', 'OpenCV does not read its layout of bit fields');
}

/** A picture with a palette; gray where the reader takes the palette for a ramp. */
function indexed(
  header: BmpHeader,
  { data, damage }: BmpPixels,
  colors: Uint8Array,
  reader: 'pillow' | 'opencv',
): StoredPicture {
  const entries = colors.length / 3;
  const two = reader === 'pillow' && entries === 2;
  const isRamp =
    reader === 'pillow' &&
    colors.every((value, i) => value === (two ? 255 : 1) * Math.floor(i / 3));
  const gray = (reader === 'opencv' && isGray(colors)) || isRamp;
  const indices = data as Uint8Array;
  const picture = {
    width: header.width,
    height: header.height,
    colorKey: null,
    damage,
    format: 'bmp' as const,
  };
  if (!gray) {
    const palette = { colors, alphas: null };
    return { ...picture, color: 'palette', bits: 8, data: indices, palette, orientation: 1 };
  }
  const values = isRamp && !two ? indices : indices.map((index) => colors[3 * index] ?? 0);
  const bits = two && isRamp ? 1 : 8;
  return { ...picture, color: 'gray', bits, data: values, palette: null, orientation: 1 };
}

function isGray(colors: Uint8Array): boolean {
  return colors.every((value, i) => value === colors[i - (i % 3)]);
}

/** Colors out of packed pixels, each sample of 8 bits through `widen`. */
function packed(
  header: BmpHeader,
  { data, damage }: BmpPixels,
  masks: Masks,
  alpha: boolean,
  widen: (code: number, bits: number) => number,
): StoredPicture {
  const channels = alpha ? 4 : 3;
  const out = new Uint8Array(data.length * channels);
  for (let c = 0; c < channels; c++) {
    const low = masks[c] === 0 ? 0 : trailingZeros(masks[c]);
    const bits = Math.min(16, 32 - Math.clz32(masks[c] >>> low));
    const table = Uint8Array.from({ length: 1 << bits }, (_, code) => widen(code, bits));
    const max = (1 << bits) - 1;
    for (let i = 0, at = c; i < data.length; i++, at += channels) {
      out[at] = table[(data[i] >>> low) & max];
    }
  }
  const color: StoredColor = alpha ? 'rgba' : 'rgb';
  return {
    width: header.width,
    height: header.height,
    format: 'bmp',
    color,
    bits: 8,
    data: out,
    palette: null,
    colorKey: null,
    orientation: 1,
    damage,
  };
}

function trailingZeros(mask: number): number {
  return 31 - Math.clz32(mask & -mask);
}
