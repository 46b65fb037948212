/** Samples of blocks to quantized coefficients, as libjpeg-turbo's exact integer transform does it (jfdctint.c, jcdctmgr.c). */

/** Quantizes the block of 8x8 samples at `from`, `stride` samples a row, by `table` (row-major) to `blocks` at `at`. */
export function forwardBlock(
  samples: Uint8Array,
  from: number,
  stride: number,
  table: Uint16Array,
  blocks: Int16Array,
  at: number,
): void {
  for (let y = 0, i = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++, i++) values[i] = samples[from + y * stride + x] - 128;
  }
  for (let y = 0; y < 8; y++) transform(8 * y, 1, 2, 11);
  for (let x = 0; x < 8; x++) transform(x, 8, -2, 15);
  for (let i = 0; i < 64; i++) {
    const divisor = table[i] * 8;
    const size = Math.floor((Math.abs(values[i]) + (divisor >> 1)) / divisor);
    blocks[at + i] = values[i] < 0 ? -size : size;
  }
}

const values = new Int32Array(64);

/** Eight values, `s` apart; `gain` bits are put on (or, negative, rounded off) beside those of the constants. */
function transform(at: number, s: number, gain: number, shift: number): void {
  const v = values;
  const [a, b, c, d] = [v[at], v[at + s], v[at + 2 * s], v[at + 3 * s]];
  const [e, f, g, h] = [v[at + 4 * s], v[at + 5 * s], v[at + 6 * s], v[at + 7 * s]];
  const [s0, s1, s2, s3] = [a + h, b + g, c + f, d + e];
  const [d0, d1, d2, d3] = [a - h, b - g, c - f, d - e];
  const [p0, p1, m0, m1] = [s0 + s3, s1 + s2, s0 - s3, s1 - s2];
  const scaled = (value: number) => (gain > 0 ? value << gain : (value + 2) >> 2);
  const half = 1 << (shift - 1);
  v[at] = scaled(p0 + p1);
  v[at + 4 * s] = scaled(p0 - p1);
  const even = (m1 + m0) * 4433;
  v[at + 2 * s] = (even + m0 * 6270 + half) >> shift;
  v[at + 6 * s] = (even - m1 * 15137 + half) >> shift;
  const z5 = (d3 + d1 + d2 + d0) * 9633;
  const z1 = (d3 + d0) * -7373;
  const z2 = (d2 + d1) * -20995;
  const z3 = (d3 + d1) * -16069 + z5;
  const z4 = (d2 + d0) * -3196 + z5;
  v[at + 7 * s] = (d3 * 2446 + z1 + z3 + half) >> shift;
  v[at + 5 * s] = (d2 * 16819 + z2 + z4 + half) >> shift;
  v[at + 3 * s] = (d1 * 25172 + z2 + z3 + half) >> shift;
  v[at + s] = (d0 * 12299 + z1 + z4 + half) >> shift;
}
