/**
 * YUV to 8-bit RGB as libyuv 1924 does it on x86: 6 bits of fraction, chroma in 8 bits. On ARM it does the
 * same up to a difference of one level in places.
 */
import type { Cicp } from '../heif/properties.ts';
import type { ChromaRows } from './chroma-rows.ts';
import { MATRIX } from './matrices.ts';
import type { YuvPlanes } from './planes.ts';

/** Factors of 64: luma (times 65536/257), its bias, and what chroma gives to blue, green and red. */
interface Factors {
  luma: number;
  bias: number;
  blueOfU: number;
  greenOfU: number;
  greenOfV: number;
  redOfV: number;
}

type Row = [luma: number, bias: number, bu: number, gu: number, gv: number, rv: number];

// In limited range blue would need more than 128/64 of u: 128 is the most that its bytes hold.
const ROWS = {
  full601: [16320, 32, 113, 22, 46, 90],
  full709: [16320, 32, 119, 12, 30, 101],
  full2020: [16320, 32, 120, 11, 37, 94],
  limited601: [18997, -1160, 128, 25, 52, 102],
  limited709: [18997, -1160, 128, 14, 34, 115],
  limited2020: [19003, -1160, 128, 12, 42, 107],
} satisfies Record<string, Row>;

const FAMILY: Record<number, '601' | '709' | '2020' | undefined> = {
  [MATRIX.bt709]: '709',
  [MATRIX.bt470bg]: '601',
  [MATRIX.bt601]: '601',
  [MATRIX.unspecified]: '601',
  [MATRIX.bt2020]: '2020',
};

/** Of the matrix that follows from the primaries. */
const DERIVED_FAMILY: typeof FAMILY = { 1: '709', 2: '709', 5: '601', 6: '601', 9: '2020' };

/** The factors for samples of `cicp`, or null where libyuv has none. */
export function libyuvFactors({ matrix, primaries, fullRange }: Cicp): Factors | null {
  const derived = matrix === MATRIX.chromaDerived;
  const family = derived ? DERIVED_FAMILY[primaries] : FAMILY[matrix];
  if (family === undefined) return null;
  const [luma, bias, blueOfU, greenOfU, greenOfV, redOfV] =
    ROWS[`${fullRange ? 'full' : 'limited'}${family}`];
  return { luma, bias, blueOfU, greenOfU, greenOfV, redOfV };
}

/**
 * Writes red, green and blue of `planes` to every `channels`-th sample of `out` (height*width*channels).
 * Chroma is brought to the size of luma by `rows` before it is cut to 8 bits.
 */
export function writeLibyuv(
  planes: YuvPlanes,
  factors: Factors,
  rows: ChromaRows,
  out: Uint8Array,
  channels: number,
): void {
  const { width, height, depth, y, u, v } = planes;
  if (u === null || v === null) throw new RangeError('Expected chroma but received gray planes');
  const luma = lumaTable(factors, depth);
  const down = depth - 8;
  const [us, vs] = [new Uint16Array(width), new Uint16Array(width)];
  const { blueOfU, greenOfU, greenOfV, redOfV } = factors;
  for (let row = 0, at = 0, i = 0; row < height; row++) {
    rows(u, row, us);
    rows(v, row, vs);
    for (let x = 0; x < width; x++, i++, at += channels) {
      const y1 = luma[y[i]];
      const cb = (us[x] >> down) - 128;
      const cr = (vs[x] >> down) - 128;
      out[at] = clamp((y1 + cr * redOfV) >> 6);
      out[at + 1] = clamp((y1 - (cb * greenOfU + cr * greenOfV)) >> 6);
      out[at + 2] = clamp((y1 + cb * blueOfU) >> 6);
    }
  }
}

/** Writes gray planes as red, green and blue to every fourth sample of `out`; as writeLibyuv does. */
export function writeLibyuvGray(planes: YuvPlanes, factors: Factors, out: Uint8Array): void {
  const luma = lumaTable(factors, planes.depth);
  for (let i = 0, at = 0; i < planes.y.length; i++, at += 4) {
    out.fill(clamp(luma[planes.y[i]] >> 6), at, at + 3);
  }
}

/** What each code of luma gives to every color, with 6 bits of fraction. */
function lumaTable({ luma, bias }: Factors, depth: number): Int32Array {
  const table = new Int32Array(1 << depth);
  for (let code = 0; code < table.length; code++) {
    // The code in 16 bits, its upper bits repeated below.
    const wide = (code << (16 - depth)) | (code >> (2 * depth - 16));
    table[code] = Math.floor((wide * luma) / 65536) + bias;
  }
  return table;
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
