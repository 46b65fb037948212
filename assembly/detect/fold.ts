/** A map folded at the period of a lattice: what strays in each place of a cell. */

/**
 * Adds `rows` rows of the larger of two maps (values up to 48, at most 1365 rows of a class), each of the row class at
 * `classes` (32-bit words, -1 of rows that are left out), to the sums at `out`: `words[x]` is the place
 * there of column x in row class 0 (32-bit words, -1 of columns that are left out), and row class k
 * lies k * `step` words further. `lines` has room for `many` lines of 16-bit words, `width` each.
 */
export function foldRows(
  map: usize,
  other: usize,
  width: i32,
  rows: i32,
  classes: usize,
  many: i32,
  words: usize,
  step: i32,
  lines: usize,
  out: usize,
): void {
  const stride = ((width + 15) & ~15) * 2;
  memory.fill(lines, 0, many * stride);
  for (let y = 0; y < rows; y++, map += width, other += width) {
    const klass = load<i32>(classes + y * 4);
    if (klass < 0) continue;
    const line = lines + klass * stride;
    for (let x = 0; x < width; x += 16) {
      const bytes = i8x16.max_u(v128.load(map + x), v128.load(other + x));
      const to = line + x * 2;
      v128.store(to, i16x8.add(v128.load(to), i16x8.extend_low_i8x16_u(bytes)));
      v128.store(to, i16x8.add(v128.load(to, 16), i16x8.extend_high_i8x16_u(bytes)), 16);
    }
  }
  for (let k = 0; k < many; k++) {
    const line = lines + k * stride;
    const base = out + k * step * 4;
    for (let x = 0; x < width; x++) {
      const word = load<i32>(words + x * 4);
      if (word < 0) continue;
      const at = base + word * 4;
      store<i32>(at, load<i32>(at) + <i32>load<u16>(line + x * 2));
    }
  }
}
