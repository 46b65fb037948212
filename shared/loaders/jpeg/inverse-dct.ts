/**
 * Blocks of coefficients to samples, as libjpeg-turbo computes it: the exact integer transform (jidctint.c), the
 * fast one (jidctfst.c), and those that make a block of 4x4, 2x2 or 1x1 samples (jidctred.c). The fast one is
 * off by some levels, as it is there.
 */

export type DctMethod = 'slow' | 'fast';

/** Samples along a side of a block after the transform. */
export type BlockSide = 1 | 2 | 4 | 8;

/** Writes the samples of the block at `at` of `blocks` to `out`, row-major, `stride` samples a row. */
export type InverseDct = (
  blocks: Int16Array,
  at: number,
  out: Uint8ClampedArray,
  to: number,
  stride: number,
) => void;

/** Eight values, `step` apart, to the samples of one line in `line`, scaled. */
type Line = (values: Int32Array, at: number, step: number) => void;

/** What the last line came to. */
const line = new Int32Array(8);

interface Kind {
  of: Line;
  side: BlockSide;
  /** Columns of coefficients that have a part in the samples. */
  columns: number[];
  /** Bits that are cut off after columns and after rows. */
  shifts: [columns: number, rows: number];
  rounds: boolean;
}

const ALL = [0, 1, 2, 3, 4, 5, 6, 7];

/** The transform for blocks of quantized coefficients whose factors are `table`, row-major. */
export function inverseDct(side: BlockSide, method: DctMethod, table: Uint16Array): InverseDct {
  switch (side) {
    case 1:
      return (blocks, at, out, to) => {
        out[to] = ((blocks[at] * table[0] + 4) >> 3) + 128;
      };
    case 2:
      return by({ of: two, side, columns: [0, 1, 3, 5, 7], shifts: [13, 20], rounds: true }, table);
    case 4: {
      const columns = [0, 1, 2, 3, 5, 6, 7];
      return by({ of: four, side, columns, shifts: [12, 19], rounds: true }, table);
    }
    case 8: {
      const kind = { side, columns: ALL } as const;
      return method === 'slow'
        ? by({ ...kind, columns: ALL, of: slow, shifts: [11, 18], rounds: true }, table)
        : by({ ...kind, columns: ALL, of: fast, shifts: [0, 5], rounds: false }, fastTable(table));
    }
  }
}

function by({ of, side, columns, shifts, rounds }: Kind, factors: ArrayLike<number>): InverseDct {
  const values = new Int32Array(64);
  const [columnShift, rowShift] = shifts;
  const half = (shift: number) => (rounds ? 1 << (shift - 1) : 0);
  const [columnHalf, rowHalf] = [half(columnShift), half(rowShift)];
  return (blocks, at, out, to, stride) => {
    for (let i = 0; i < 64; i++) values[i] = blocks[at + i] * factors[i];
    for (const column of columns) {
      of(values, column, 8);
      for (let k = 0; k < side; k++) values[column + 8 * k] = (line[k] + columnHalf) >> columnShift;
    }
    for (let y = 0; y < side; y++, to += stride) {
      of(values, 8 * y, 1);
      for (let x = 0; x < side; x++) out[to + x] = ((line[x] + rowHalf) >> rowShift) + 128;
    }
  };
}

/** Constants of 13 bits; samples come out times 2^13 * sqrt(8). */
function slow(v: Int32Array, at: number, s: number): void {
  const [c0, c4] = [v[at], v[at + 4 * s]];
  const [c2, c6] = [v[at + 2 * s], v[at + 6 * s]];
  const even = (c2 + c6) * 4433;
  const t2 = even - c6 * 15137;
  const t3 = even + c2 * 6270;
  const t0 = (c0 + c4) * 8192;
  const t1 = (c0 - c4) * 8192;
  const [c1, c3] = [v[at + s], v[at + 3 * s]];
  const [c5, c7] = [v[at + 5 * s], v[at + 7 * s]];
  const z5 = (c7 + c3 + c5 + c1) * 9633;
  const z1 = (c7 + c1) * -7373;
  const z2 = (c5 + c3) * -20995;
  const z3 = (c7 + c3) * -16069 + z5;
  const z4 = (c5 + c1) * -3196 + z5;
  const o0 = c7 * 2446 + z1 + z3;
  const o1 = c5 * 16819 + z2 + z4;
  const o2 = c3 * 25172 + z2 + z3;
  const o3 = c1 * 12299 + z1 + z4;
  line[0] = t0 + t3 + o3;
  line[7] = t0 + t3 - o3;
  line[1] = t1 + t2 + o2;
  line[6] = t1 + t2 - o2;
  line[2] = t1 - t2 + o1;
  line[5] = t1 - t2 - o1;
  line[3] = t0 - t3 + o0;
  line[4] = t0 - t3 - o0;
}

/** Scale factors along an axis, which the fast transform leaves to the table. */
const FAST_SCALES = [
  1, 1.387039845, 1.306562965, 1.175875602, 1, 0.785694958, 0.5411961, 0.275899379,
];

/** Factors with the scales of rows and columns, in 2 bits of fraction. */
function fastTable(table: Uint16Array): Int32Array {
  return Int32Array.from(table, (value, i) => {
    const scale = Math.round(FAST_SCALES[i >> 3] * FAST_SCALES[i & 7] * 2 ** 14);
    return Math.floor((value * scale + (1 << 11)) / 4096);
  });
}

/** Constants of 8 bits; products are cut. */
function fast(v: Int32Array, at: number, s: number): void {
  const [c0, c4] = [v[at], v[at + 4 * s]];
  const [c2, c6] = [v[at + 2 * s], v[at + 6 * s]];
  const p13 = c2 + c6;
  const p12 = (((c2 - c6) * 362) >> 8) - p13;
  const e0 = c0 + c4 + p13;
  const e3 = c0 + c4 - p13;
  const e1 = c0 - c4 + p12;
  const e2 = c0 - c4 - p12;
  const [c1, c3] = [v[at + s], v[at + 3 * s]];
  const [c5, c7] = [v[at + 5 * s], v[at + 7 * s]];
  const z13 = c5 + c3;
  const z10 = c5 - c3;
  const z11 = c1 + c7;
  const z12 = c1 - c7;
  const z5 = ((z10 + z12) * 473) >> 8;
  const o7 = z11 + z13;
  const o6 = ((z10 * -669) >> 8) + z5 - o7;
  const o5 = (((z11 - z13) * 362) >> 8) - o6;
  const o4 = ((z12 * 277) >> 8) - z5 + o5;
  line[0] = e0 + o7;
  line[7] = e0 - o7;
  line[1] = e1 + o6;
  line[6] = e1 - o6;
  line[2] = e2 + o5;
  line[5] = e2 - o5;
  line[4] = e3 + o4;
  line[3] = e3 - o4;
}

function four(v: Int32Array, at: number, s: number): void {
  const [c1, c3] = [v[at + s], v[at + 3 * s]];
  const [c5, c7] = [v[at + 5 * s], v[at + 7 * s]];
  const middle = v[at] * 16384;
  const even = v[at + 2 * s] * 15137 - v[at + 6 * s] * 6270;
  const o0 = c7 * -1730 + c5 * 11893 + c3 * -17799 + c1 * 8697;
  const o2 = c7 * -4176 + c5 * -4926 + c3 * 7373 + c1 * 20995;
  line[0] = middle + even + o2;
  line[3] = middle + even - o2;
  line[1] = middle - even + o0;
  line[2] = middle - even - o0;
}

function two(v: Int32Array, at: number, s: number): void {
  const odd =
    v[at + 7 * s] * -5906 + v[at + 5 * s] * 6967 + v[at + 3 * s] * -10426 + v[at + s] * 29692;
  line[0] = v[at] * 32768 + odd;
  line[1] = v[at] * 32768 - odd;
}
