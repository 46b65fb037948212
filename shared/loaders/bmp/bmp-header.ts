/** The headers of BMP: those of Windows from version 2 to 5, and those of OS/2. */
import type { Size } from '../../base/raster.ts';
import { UserError } from '../../base/errors.ts';

export const COMPRESSION = { none: 0, rle8: 1, rle4: 2, fields: 3, alphaFields: 6 } as const;

export interface BmpHeader extends Size {
  /** Bytes of the second header: 12 and 64 are of OS/2, 40 and more of Windows. */
  headerBytes: number;
  /** Bits of a pixel: 1, 4, 8, 16, 24 or 32. */
  bits: number;
  compression: number;
  /** The first row of the file is the upper one. */
  topDown: boolean;
  /** Which bits of a pixel are red, green, blue and alpha; zeros where the header has none. */
  masks: [red: number, green: number, blue: number, alpha: number];
  /** 3 bytes an entry: red, green, blue. Null from 16 bits on. */
  palette: Uint8Array | null;
  /** Where the pixels begin. */
  offset: number;
}

const SIZES = [12, 16, 40, 52, 56, 64, 108, 124];
const MAX_SIDE = 2 ** 24;

/**
 * The header of the BMP file `bytes`. Throws UserError `decode-failed` where it is cut off or says what no
 * picture can be, and `unsupported-format` for compressed pictures inside.
 */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 26) throw damagedBmp('its header is cut off');
  const offset = view.getUint32(10, true);
  const headerBytes = view.getUint32(14, true);
  if (!SIZES.includes(headerBytes)) throw damagedBmp(`its header has ${headerBytes} bytes`);
  if (14 + headerBytes > bytes.length) throw damagedBmp('its header is cut off');
  const header =
    headerBytes === 12
      ? readOldHeader(view, offset)
      : readHeader(view, headerBytes, offset, bytes.length);
  checkHeader(header);
  if (header.bits <= 8) header.palette = readPalette(bytes, view, header);
  return header;
}

/** What to throw for a damaged BMP; `fact` is what is wrong. */
export function damagedBmp(fact: string): UserError {
  return new UserError('decode-failed', fact);
}

function readOldHeader(view: DataView, offset: number): BmpHeader {
  return {
    headerBytes: 12,
    width: view.getUint16(18, true),
    height: view.getUint16(20, true),
    bits: view.getUint16(24, true),
    compression: COMPRESSION.none,
    topDown: false,
    masks: [0, 0, 0, 0],
    palette: null,
    offset,
  };
}

function readHeader(
  view: DataView,
  headerBytes: number,
  offset: number,
  length: number,
): BmpHeader {
  const height = view.getInt32(22, true);
  const compression = headerBytes === 16 ? 0 : view.getUint32(30, true);
  const masks: BmpHeader['masks'] = [0, 0, 0, 0];
  if (compression === COMPRESSION.fields || compression === COMPRESSION.alphaFields) {
    // In a header of 40 bytes they follow it; alpha is there with its own kind of compression alone.
    const count = headerBytes >= 56 || compression === COMPRESSION.alphaFields ? 4 : 3;
    for (let i = 0; i < count && 54 + 4 * i + 4 <= length; i++) {
      masks[i] = view.getUint32(54 + 4 * i, true);
    }
  }
  return {
    headerBytes,
    width: view.getInt32(18, true),
    height: Math.abs(height),
    bits: view.getUint16(28, true),
    compression,
    topDown: height < 0,
    masks,
    palette: null,
    offset,
  };
}

function checkHeader({ width, height, bits, compression }: BmpHeader): void {
  if (width <= 0 || height <= 0 || width > MAX_SIDE || height > MAX_SIDE) {
    throw damagedBmp(`its header says ${width}x${height}`);
  }
  const fits =
    (compression === COMPRESSION.none && [1, 4, 8, 16, 24, 32].includes(bits)) ||
    (compression === COMPRESSION.rle8 && bits === 8) ||
    (compression === COMPRESSION.rle4 && bits === 4) ||
    ((compression === COMPRESSION.fields || compression === COMPRESSION.alphaFields) &&
      [16, 24, 32].includes(bits));
  if (fits) return;
  throw new UserError(
    'unsupported-format',
    `it has ${bits} bits a pixel with compression ${compression}, which no reader of BMP takes`,
  );
}

/** As many entries as the header says, or as the bits can name; black behind the end of the file. */
function readPalette(bytes: Uint8Array, view: DataView, header: BmpHeader): Uint8Array {
  const { headerBytes, bits } = header;
  const named = headerBytes >= 40 ? view.getUint32(46, true) : 0;
  const entries = named === 0 ? 1 << bits : Math.min(named, 256);
  const step = headerBytes === 12 ? 3 : 4;
  const start = 14 + headerBytes;
  const palette = new Uint8Array(3 * entries);
  for (let i = 0; i < entries; i++) {
    for (let c = 0; c < 3; c++) palette[3 * i + c] = bytes[start + step * i + 2 - c] ?? 0;
  }
  // Files that do not say where their pixels begin have them behind the palette.
  if (header.offset === 0) header.offset = start + step * entries;
  return palette;
}
