/**
 * The samples of AV1 pictures as the codec leaves them. libheif (in sharp) decodes them; it is handed a file
 * that says their matrix is the identity and their range full, so it converts nothing: green is luma, blue
 * and red are chroma, repeated where there is less of it.
 */
import { UserError } from '../../../../shared/base/errors.ts';
import { readAv1Header } from '../../../../shared/loaders/heif/av1-header.ts';
import { wrapPicture } from '../../../../shared/loaders/heif/rewrap.ts';
import type { Size } from '../../../../shared/base/raster.ts';
import { sharp } from '../formats/libvips.ts';
import type { CodedPlanes } from '../../../../shared/loaders/yuv/coded-planes.ts';
import { chromaSize, type Plane } from '../../../../shared/loaders/yuv/planes.ts';

/** Pixels by which a sequence may be larger than its picture, besides four times of it. */
const SPARE_PIXELS = 1 << 20;

const AS_STORED = { primaries: 1, transfer: 13, matrix: 0, fullRange: true };

/**
 * Decodes the coded picture `data`, whose size the file gives as `size` and whose `av1C` box contains
 * `config`. Throws UserError `decode-failed` where the data are damaged or of another size.
 */
export async function decodeAv1(
  data: Uint8Array,
  config: Uint8Array,
  size: Size,
): Promise<CodedPlanes> {
  const header = readAv1Header(data);
  const { width, height } = size;
  // No frame of the sequence is larger; the decoder would make room for it.
  if (header.maxWidth * header.maxHeight > 4 * width * height + SPARE_PIXELS) {
    throw new UserError(
      'decode-failed',
      `the picture in the file is up to ${header.maxWidth}x${header.maxHeight}, ` +
        `and the file says ${width}x${height}`,
    );
  }
  const channels = header.monochrome ? 1 : 3;
  const wrapped = wrapPicture(
    { width, height, depth: header.depth, channels, config, data },
    AS_STORED,
  );
  const wide = header.depth > 8;
  const { data: raw, info } = await sharp(wrapped, { limitInputPixels: false, failOn: 'warning' })
    .toColourspace(wide ? 'rgb16' : 'srgb')
    .raw({ depth: wide ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.width !== width || info.height !== height || info.channels !== 3) {
    throw new UserError(
      'decode-failed',
      `the picture in the file is ${info.width}x${info.height}, and the file says ${width}x${height}`,
    );
  }
  const samples = wide
    ? new Uint16Array(raw.buffer, raw.byteOffset, raw.length / 2)
    : new Uint8Array(raw.buffer, raw.byteOffset, raw.length);
  const shift = wide ? 16 - header.depth : 0;
  const halfColumns = !header.monochrome && header.halfColumns;
  const halfRows = !header.monochrome && header.halfRows;
  const chroma = chromaSize({ ...size, halfColumns, halfRows });
  const [across, down] = [halfColumns ? 2 : 1, halfRows ? 2 : 1];
  /** One color of every pixel that is `step` columns and rows from the next. */
  const plane = (color: number, to: Size, stepX: number, stepY: number): Plane => {
    const out = wide ? new Uint16Array(to.width * to.height) : new Uint8Array(to.width * to.height);
    for (let row = 0, i = 0; row < to.height; row++) {
      let at = row * stepY * width * 3 + color;
      for (let x = 0; x < to.width; x++, i++, at += 3 * stepX) out[i] = samples[at] >> shift;
    }
    return out;
  };
  const y = plane(1, size, 1, 1);
  const { depth, cicp, monochrome } = header;
  const u = monochrome ? null : plane(2, chroma, across, down);
  const v = monochrome ? null : plane(0, chroma, across, down);
  return { width, height, depth, halfColumns, halfRows, y, u, v, cicp };
}
