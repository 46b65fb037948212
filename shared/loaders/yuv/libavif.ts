/**
 * What libavif 1.4.2 with libyuv 1924 makes of decoded planes: the build that both Pillow 12.3 and OpenCV
 * 5.0 carry in their wheels. Which arithmetic it takes depends on the depth, on the chroma and on whether
 * the result has alpha.
 */
import type { Channels, Size } from '../../base/raster.ts';
import { UserError } from '../../base/errors.ts';
import { bilinearRows, fullRows, nearestRows } from './chroma-rows.ts';
import { writeFloat } from './float-rows.ts';
import { libyuvFactors, writeLibyuv, writeLibyuvGray } from './libyuv.ts';
import { MATRIX } from './matrices.ts';
import type { Plane, YuvPlanes } from './planes.ts';
import type { Cicp } from '../heif/properties.ts';

export interface AvifColors extends Size {
  /** 1 gray, 3 RGB, 4 RGB and alpha. */
  channels: Channels;
  /** height*width*channels, row-major, straight alpha last. */
  data: Uint8Array | Uint16Array;
}

/** Matrices of ITU-T H.273 that libavif cannot convert. */
const REFUSED = [3, 10, 11, 13, 14];

/**
 * RGB; of gray planes gray, or RGBA where `planes` have alpha. Samples have 8 bits (Pillow always, OpenCV for 8-bit files and
 * color), or those of the planes with `stored` (OpenCV's `IMREAD_UNCHANGED`: 0..1023 for 10 bits). Throws
 * UserError `unsupported-format` where libavif refuses.
 */
export function libavifColors(planes: YuvPlanes, depth: 'eight' | 'stored'): AvifColors {
  const { width, height } = planes;
  refuseMatrix(planes, depth);
  const channels = planes.alpha !== null ? 4 : planes.u === null ? 1 : 3;
  const bits = depth === 'eight' ? 8 : planes.depth;
  const length = width * height * channels;
  const data = bits === 8 ? new Uint8Array(length) : new Uint16Array(length);
  const divided = write(planes, data, channels, bits);
  if (planes.alpha !== null && planes.premultiplied && !divided) unmultiply(data, (1 << bits) - 1);
  return { width, height, channels, data };
}

function refuseMatrix({ cicp, u, halfColumns, depth }: YuvPlanes, to: 'eight' | 'stored'): void {
  const { matrix, fullRange } = cicp;
  const reversible = matrix === MATRIX.ycgcoRe ? 2 : matrix === MATRIX.ycgcoRo ? 1 : 0;
  const subsampledIdentity = matrix === MATRIX.identity && u !== null && halfColumns;
  const limitedYcgco = (matrix === MATRIX.ycgco || reversible > 0) && !fullRange;
  const wrongDepth = reversible > 0 && depth - reversible !== (to === 'eight' ? 8 : depth);
  const refused = REFUSED.includes(matrix) || matrix > MATRIX.ycgcoRo;
  if (refused || subsampledIdentity || limitedYcgco || wrongDepth) {
    throw new UserError(
      'unsupported-format',
      `the colors of the file are stored in a way that libavif does not convert to RGB (matrix ${matrix} ` +
        `of ITU-T H.273, ${fullRange ? 'full' : 'limited'} range, ${depth} bits)`,
    );
  }
}

/** Colors and alpha, by libyuv where it can; true where colors are no longer multiplied by alpha. */
function write(
  planes: YuvPlanes,
  out: AvifColors['data'],
  channels: Channels,
  bits: number,
): boolean {
  const factors = bits > 8 || channels === 1 ? null : libyuvFactors(ofColor(planes));
  if (factors === null || out instanceof Uint16Array) {
    const divide = planes.premultiplied && dividesInFloat(planes, bits);
    writeFloat(planes, out, channels, (1 << bits) - 1, divide);
    writeAlpha(planes, out, bits, 'rounded');
    return divide;
  }
  if (planes.u === null) {
    writeLibyuvGray(shiftedDown(planes), factors, out);
    writeAlpha(planes, out, 8, 'rounded');
    return false;
  }
  // With alpha there are functions for 10 bits, and for 12 bits one that has no filter and no alpha.
  if (channels === 4 && planes.depth === 12 && planes.halfRows) {
    writeLibyuv(planes, factors, nearestRows(planes), out, channels);
    writeAlpha(planes, out, 8, 'rounded');
    return false;
  }
  const wide = channels === 4 && planes.depth === 10;
  const taken = wide ? planes : shiftedDown(planes);
  const rows = planes.halfColumns || planes.halfRows ? bilinearRows(taken) : fullRows(taken);
  writeLibyuv(taken, factors, rows, out, channels);
  writeAlpha(planes, out, 8, 'shifted');
  return false;
}

/** Gray needs no matrix: the identity stands for any. */
function ofColor({ u, cicp }: YuvPlanes): Cicp {
  const any = u === null && cicp.matrix === MATRIX.identity;
  return any ? { ...cicp, matrix: MATRIX.bt601 } : cicp;
}

/** Its general way divides before it rounds; its faster ways leave that to a second pass. */
function dividesInFloat(planes: YuvPlanes, bits: number): boolean {
  const { halfColumns, depth } = planes;
  const { matrix, fullRange } = ofColor(planes);
  if (halfColumns) return true;
  if (matrix === MATRIX.identity) return !(depth === 8 && bits === 8 && fullRange);
  return matrix === MATRIX.ycgco || matrix === MATRIX.ycgcoRe || matrix === MATRIX.ycgcoRo;
}

/** Planes of 8 bits, the lower bits of deeper ones cut off. */
function shiftedDown(planes: YuvPlanes): YuvPlanes {
  const { depth, y, u, v } = planes;
  if (depth === 8) return planes;
  const cut = (plane: Plane) => Uint8Array.from(plane, (code) => code >> (depth - 8));
  return {
    ...planes,
    depth: 8,
    y: cut(y),
    u: u === null ? null : cut(u),
    v: v === null ? null : cut(v),
  };
}

/** Alpha into every fourth sample of `out`, which has `bits` bits. */
function writeAlpha(
  { alpha, depth }: YuvPlanes,
  out: AvifColors['data'],
  bits: number,
  how: 'shifted' | 'rounded',
): void {
  if (alpha === null) return;
  const [from, to] = [(1 << depth) - 1, (1 << bits) - 1];
  const f = Math.fround;
  const codes = Uint16Array.from({ length: from + 1 }, (_, code) => {
    if (depth === bits) return code;
    return how === 'shifted' ? code >> (depth - bits) : f(0.5 + f(f(code / from) * to));
  });
  for (let i = 0, at = 3; i < alpha.length; i++, at += 4) out[at] = codes[alpha[i]];
}

/**
 * Colors that were multiplied by alpha, divided again: 8 bits by the reciprocals of libyuv, more in single
 * precision.
 */
function unmultiply(out: AvifColors['data'], max: number): void {
  const f = Math.fround;
  for (let at = 0; at < out.length; at += 4) {
    const a = out[at + 3];
    if (out instanceof Uint8Array) {
      // 1 has no reciprocal of 16 bits; 0 leaves nothing.
      const reciprocal = a === 0 ? 0 : a === 1 ? 65535 : a === 255 ? 256 : Math.floor(65536 / a);
      for (let c = at; c < at + 3; c++) {
        out[c] = Math.min(255, Math.floor((out[c] * 257 * reciprocal) / 65536));
      }
    } else if (a < max) {
      for (let c = at; c < at + 3; c++) {
        out[c] = a === 0 ? 0 : Math.min(max, Math.floor(f(f(f(out[c] * max) / a) + 0.5)));
      }
    }
  }
}
