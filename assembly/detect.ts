/**
 * The inner loops of blind detection in WebAssembly SIMD (AssemblyScript): planes and maps of whole
 * images, comb sums, screening and the measuring of one plane at one lattice. What each computes is
 * told where it is called, in ../shared/detect. Addresses are the caller's business; reads run up to
 * 64 bytes past the end of rows.
 */

/** Most that one pixel counts in a map of what strays. */
const CAP: i32 = 48;

/** The rounded mean of three channels: `count` pixels of `channels` (3 or 4); 1 if any has color. */
export function meanOf(src: usize, count: i32, channels: i32, dst: usize): i32 {
  let colored = i8x16.splat(0);
  let i = 0;
  if (channels === 3) {
    const third = i16x8.splat(10923);
    for (; i + 16 <= count; i += 16, src += 48) {
      const a = v128.load(src);
      const b = v128.load(src, 16);
      const c = v128.load(src, 32);
      const red = redOf(a, b, c);
      const green = greenOf(a, b, c);
      const blue = blueOf(a, b, c);
      colored = v128.or(colored, v128.or(v128.xor(red, green), v128.xor(red, blue)));
      const low = i16x8.add(
        i16x8.add(i16x8.extend_low_i8x16_u(red), i16x8.extend_low_i8x16_u(green)),
        i16x8.extend_low_i8x16_u(blue),
      );
      const high = i16x8.add(
        i16x8.add(i16x8.extend_high_i8x16_u(red), i16x8.extend_high_i8x16_u(green)),
        i16x8.extend_high_i8x16_u(blue),
      );
      v128.store(
        dst + i,
        i8x16.narrow_i16x8_u(i16x8.q15mulr_sat_s(low, third), i16x8.q15mulr_sat_s(high, third)),
      );
    }
  }
  let any = v128.any_true(colored) ? 1 : 0;
  for (; i < count; i++, src += channels) {
    const red = <i32>load<u8>(src);
    const green = <i32>load<u8>(src, 1);
    const blue = <i32>load<u8>(src, 2);
    if (red !== green || red !== blue) any = 1;
    store<u8>(dst + i, ((red + green + blue) * 10923 + 16384) >> 15);
  }
  return any;
}

/** One channel of `count` pixels. */
export function channelOf(src: usize, count: i32, channels: i32, channel: i32, dst: usize): void {
  let i = 0;
  if (channels === 3) {
    for (; i + 16 <= count; i += 16, src += 48) {
      const a = v128.load(src);
      const b = v128.load(src, 16);
      const c = v128.load(src, 32);
      let out: v128;
      if (channel === 0) out = redOf(a, b, c);
      else if (channel === 1) out = greenOf(a, b, c);
      else out = blueOf(a, b, c);
      v128.store(dst + i, out);
    }
  }
  for (; i < count; i++, src += channels) store<u8>(dst + i, load<u8>(src + channel));
}

// prettier-ignore
function redOf(a: v128, b: v128, c: v128): v128 {
  const ab = v128.shuffle<i8>(a, b, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0);
  return v128.shuffle<i8>(ab, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29);
}

// prettier-ignore
function greenOf(a: v128, b: v128, c: v128): v128 {
  const ab = v128.shuffle<i8>(a, b, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0);
  return v128.shuffle<i8>(ab, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30);
}

// prettier-ignore
function blueOf(a: v128, b: v128, c: v128): v128 {
  const ab = v128.shuffle<i8>(a, b, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0);
  return v128.shuffle<i8>(ab, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31);
}

function low2(a: v128, b: v128): v128 {
  return i8x16.min_u(a, b);
}

function high2(a: v128, b: v128): v128 {
  return i8x16.max_u(a, b);
}

function median3(a: v128, b: v128, c: v128): v128 {
  return high2(low2(a, b), low2(high2(a, b), c));
}

function outside(value: v128, low: v128, high: v128): v128 {
  const excess = v128.or(i8x16.sub_sat_u(value, high), i8x16.sub_sat_u(low, value));
  return low2(excess, i8x16.splat(<i8>CAP));
}

/** |I - median of 3x3| of the rows from..to of a plane that have neighbors; first and last columns 0. */
export function medianMap(plane: usize, width: i32, from: i32, to: i32, out: usize): void {
  for (let y = from; y < to; y++) {
    const row = plane + y * width;
    const line = out + y * width;
    for (let x = 0; x < width; x += 16) {
      const at = row + x;
      const p0 = v128.load(at - width - 1);
      const q0 = v128.load(at - 1);
      const r0 = v128.load(at + width - 1);
      const p1 = v128.load(at - width);
      const q1 = v128.load(at);
      const r1 = v128.load(at + width);
      const p2 = v128.load(at - width + 1);
      const q2 = v128.load(at + 1);
      const r2 = v128.load(at + width + 1);
      const a0 = low2(p0, q0);
      const b0 = high2(p0, q0);
      const a1 = low2(p1, q1);
      const b1 = high2(p1, q1);
      const a2 = low2(p2, q2);
      const b2 = high2(p2, q2);
      const low = high2(high2(low2(a0, r0), low2(a1, r1)), low2(a2, r2));
      const high = low2(low2(high2(b0, r0), high2(b1, r1)), high2(b2, r2));
      const middle = median3(
        high2(a0, low2(b0, r0)),
        high2(a1, low2(b1, r1)),
        high2(a2, low2(b2, r2)),
      );
      const median = median3(low, middle, high);
      v128.store(line + x, outside(q1, median, median));
    }
    // The next row is written after, so what ran over the end is overwritten.
    store<u8>(line, 0);
    store<u8>(line + width - 1, 0);
  }
}

/** How far single pixels are outside the range of the eight around them, of rows as before. */
export function pixelMap(plane: usize, width: i32, from: i32, to: i32, out: usize): void {
  for (let y = from; y < to; y++) {
    const row = plane + y * width;
    const line = out + y * width;
    for (let x = 0; x < width; x += 16) {
      const at = row + x;
      const p0 = v128.load(at - width - 1);
      const p1 = v128.load(at - width);
      const p2 = v128.load(at - width + 1);
      const q0 = v128.load(at - 1);
      const q2 = v128.load(at + 1);
      const r0 = v128.load(at + width - 1);
      const r1 = v128.load(at + width);
      const r2 = v128.load(at + width + 1);
      const low = low2(low2(low2(p0, p1), low2(p2, q0)), low2(low2(q2, r0), low2(r1, r2)));
      const high = high2(high2(high2(p0, p1), high2(p2, q0)), high2(high2(q2, r0), high2(r1, r2)));
      v128.store(line + x, outside(v128.load(at), low, high));
    }
    store<u8>(line, 0);
    store<u8>(line + width - 1, 0);
  }
}

/** The same of 2x2 blocks and the twelve around them, at their top left pixel; the last two columns are 0. */
export function blockMap(plane: usize, width: i32, from: i32, to: i32, out: usize): void {
  for (let y = from; y < to; y++) {
    const row = plane + y * width;
    const line = out + y * width;
    for (let x = 0; x < width; x += 16) {
      const above = row + x - width;
      const at = row + x;
      const under = at + width;
      const below = under + width;
      const p0 = v128.load(above - 1);
      const p1 = v128.load(above);
      const p2 = v128.load(above + 1);
      const p3 = v128.load(above + 2);
      const q0 = v128.load(at - 1);
      const q3 = v128.load(at + 2);
      const r0 = v128.load(under - 1);
      const r3 = v128.load(under + 2);
      const s0 = v128.load(below - 1);
      const s1 = v128.load(below);
      const s2 = v128.load(below + 1);
      const s3 = v128.load(below + 2);
      const low = low2(
        low2(low2(low2(p0, p1), low2(p2, p3)), low2(low2(q0, q3), low2(r0, r3))),
        low2(low2(s0, s1), low2(s2, s3)),
      );
      const high = high2(
        high2(high2(high2(p0, p1), high2(p2, p3)), high2(high2(q0, q3), high2(r0, r3))),
        high2(high2(s0, s1), high2(s2, s3)),
      );
      const value = i8x16.avgr_u(
        i8x16.avgr_u(v128.load(at), v128.load(at + 1)),
        i8x16.avgr_u(v128.load(under), v128.load(under + 1)),
      );
      v128.store(line + x, outside(value, low, high));
    }
    store<u8>(line, 0);
    store<u8>(line + width - 1, 0);
    store<u8>(line + width - 2, 0);
  }
}

/** Adds `rows` rows of a map (at most 1365, of values up to 48) to a row of 16-bit words. */
export function sumColumns(map: usize, width: i32, rows: i32, out: usize): void {
  for (let y = 0; y < rows; y++, map += width) {
    for (let x = 0; x < width; x += 16) {
      const bytes = v128.load(map + x);
      const to = out + x * 2;
      v128.store(to, i16x8.add(v128.load(to), i16x8.extend_low_i8x16_u(bytes)));
      v128.store(to, i16x8.add(v128.load(to, 16), i16x8.extend_high_i8x16_u(bytes)), 16);
    }
  }
}

/**
 * Row sums of a map (values up to 48) in `strips` strips of columns, whose edges are 32-bit words:
 * `strips` 32-bit words per row.
 */
export function sumRows(
  map: usize,
  width: i32,
  rows: i32,
  edges: usize,
  strips: i32,
  out: usize,
): void {
  for (let y = 0; y < rows; y++, map += width) {
    for (let strip = 0; strip < strips; strip++, out += 4) {
      const from = load<i32>(edges + strip * 4);
      store<i32>(out, sumSpan(map, from, load<i32>(edges + strip * 4, 4)));
    }
  }
}

/** The sum of the bytes x..end-1 of a row. */
function sumSpan(row: usize, x: i32, end: i32): i32 {
  let sums = i32x4.splat(0);
  for (; x + 16 <= end; x += 16) {
    sums = i32x4.add(
      sums,
      i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(v128.load(row + x))),
    );
  }
  let sum =
    i32x4.extract_lane(sums, 0) +
    i32x4.extract_lane(sums, 1) +
    i32x4.extract_lane(sums, 2) +
    i32x4.extract_lane(sums, 3);
  for (; x < end; x++) sum += <i32>load<u8>(row + x);
  return sum;
}

/**
 * Comb sums of the sizes least..most: eight profiles side by side (16-bit words, 16 to a deviation),
 * of single positions at `one` and of pairs at `two`, at the teeth floor(a j + b):
 *
 *   kind 0  (j + .5) length / size, of single positions
 *   kind 1  (j + .5) length / size - .5, of pairs
 *   kind 2  j length / size, of both
 *   kind 3  j (length - 1) / (size - 1), of pairs
 *
 * Teeth are in quarters; z of each profile is the largest of the whole, of halves and of quarters, and
 * outOne[size] and outTwo[size] the largest over profiles.
 */
export function combSums(
  one: usize,
  two: usize,
  kind: i32,
  length: i32,
  least: i32,
  most: i32,
  outOne: usize,
  outTwo: usize,
): void {
  const ones = kind === 0 || kind === 2;
  const twos = kind !== 0;
  const last: i32 = twos ? length - 2 : length - 1;
  for (let size = least; size <= most; size++) {
    let denominator: i32;
    let step: i32;
    let rest: i32;
    if (kind === 3) {
      denominator = size - 1;
      step = length - 1;
      rest = 0;
    } else if (kind === 2) {
      denominator = size;
      step = length;
      rest = 0;
    } else {
      denominator = 2 * size;
      step = 2 * length;
      rest = kind === 0 ? length : length - size;
    }
    let at = rest / denominator;
    rest -= at * denominator;
    const whole = step / denominator;
    const part = step - whole * denominator;
    const zero = i16x8.splat(0);
    let a0 = zero,
      b0 = zero,
      c0 = zero,
      d0 = zero;
    let a1 = zero,
      b1 = zero,
      c1 = zero,
      d1 = zero;
    let j = 0;
    for (let quarter = 0; quarter < 4; quarter++) {
      const end = ((quarter + 1) * size) >> 2;
      let s0 = zero;
      let s1 = zero;
      for (; j < end; j++) {
        const from = min(at, last) << 4;
        if (ones) s0 = i16x8.add_sat_s(s0, v128.load(one + from));
        if (twos) s1 = i16x8.add_sat_s(s1, v128.load(two + from));
        at += whole;
        rest += part;
        if (rest >= denominator) {
          rest -= denominator;
          at++;
        }
      }
      if (quarter === 0) {
        a0 = s0;
        a1 = s1;
      } else if (quarter === 1) {
        b0 = s0;
        b1 = s1;
      } else if (quarter === 2) {
        c0 = s0;
        c1 = s1;
      } else {
        d0 = s0;
        d1 = s1;
      }
    }
    if (ones) store<f32>(outOne + size * 4, largestZ(a0, b0, c0, d0, <f32>size / 4));
    if (twos) store<f32>(outTwo + size * 4, largestZ(a1, b1, c1, d1, <f32>size / 2));
  }
}

function lowSingles(v: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(v)), f32x4.splat(1.0 / 16));
}

function highSingles(v: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(v)), f32x4.splat(1.0 / 16));
}

function largestZ(a: v128, b: v128, c: v128, d: v128, teeth: f32): f32 {
  return largestLane(
    f32x4.max(
      largestRun(lowSingles(a), lowSingles(b), lowSingles(c), lowSingles(d), teeth),
      largestRun(highSingles(a), highSingles(b), highSingles(c), highSingles(d), teeth),
    ),
  );
}

/** Shorter runs have more chances: they pay the difference of the expected largest of 3 and of 4. */
function largestRun(a: v128, b: v128, c: v128, d: v128, teeth: f32): v128 {
  const ab = f32x4.add(a, b);
  const bc = f32x4.add(b, c);
  const cd = f32x4.add(c, d);
  const whole = f32x4.mul(f32x4.add(ab, cd), f32x4.splat(<f32>1 / Mathf.sqrt(4 * teeth)));
  const half = f32x4.sub(
    f32x4.mul(f32x4.max(f32x4.max(ab, bc), cd), f32x4.splat(<f32>1 / Mathf.sqrt(2 * teeth))),
    f32x4.splat(0.8),
  );
  const quarter = f32x4.sub(
    f32x4.mul(f32x4.max(f32x4.max(a, b), f32x4.max(c, d)), f32x4.splat(<f32>1 / Mathf.sqrt(teeth))),
    f32x4.splat(1),
  );
  return f32x4.max(whole, f32x4.max(half, quarter));
}

function largestLane(v: v128): f32 {
  return max(
    max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}

function sumLanes(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/**
 * Sums of a map at the crossings of a lattice (class 0) and at those shifted by half a period along x
 * (1), y (2) and both (3), in tiles of the frame: per tile and class the sum, the sum of squares and
 * the count (32-bit words). `xs`, `gapsX` (-1 where none) and the tile edges `edgesX` (tiles + 1) are
 * 32-bit words, and so for y. With `wide` a block's value is the largest of its two columns, with
 * `high` of its two rows.
 */
export function screen(
  map: usize,
  width: i32,
  xs: usize,
  gapsX: usize,
  edgesX: usize,
  ys: usize,
  gapsY: usize,
  edgesY: usize,
  tiles: i32,
  wide: i32,
  high: i32,
  out: usize,
): void {
  for (let ty = 0; ty < tiles; ty++) {
    const firstY = load<i32>(edgesY + ty * 4);
    const endY = load<i32>(edgesY + ty * 4, 4);
    for (let tx = 0; tx < tiles; tx++, out += 48) {
      const firstX = load<i32>(edgesX + tx * 4);
      const endX = load<i32>(edgesX + tx * 4, 4);
      let s0 = 0,
        s1 = 0,
        s2 = 0,
        s3 = 0;
      let q0 = 0,
        q1 = 0,
        q2 = 0,
        q3 = 0;
      let n0 = 0,
        n1 = 0,
        n2 = 0,
        n3 = 0;
      for (let j = firstY; j < endY; j++) {
        const y = load<i32>(ys + j * 4);
        const gapY = load<i32>(gapsY + j * 4);
        const row = map + y * width;
        const gapRow = map + gapY * width;
        for (let i = firstX; i < endX; i++) {
          const x = load<i32>(xs + i * 4);
          const gapX = load<i32>(gapsX + i * 4);
          let v = strayAt(row + x, width, wide, high);
          s0 += v;
          q0 += v * v;
          n0++;
          if (gapX >= 0) {
            v = strayAt(row + gapX, width, wide, high);
            s1 += v;
            q1 += v * v;
            n1++;
          }
          if (gapY >= 0) {
            v = strayAt(gapRow + x, width, wide, high);
            s2 += v;
            q2 += v * v;
            n2++;
            if (gapX >= 0) {
              v = strayAt(gapRow + gapX, width, wide, high);
              s3 += v;
              q3 += v * v;
              n3++;
            }
          }
        }
      }
      store<i32>(out, s0);
      store<i32>(out, s1, 4);
      store<i32>(out, s2, 8);
      store<i32>(out, s3, 12);
      store<i32>(out, q0, 16);
      store<i32>(out, q1, 20);
      store<i32>(out, q2, 24);
      store<i32>(out, q3, 28);
      store<i32>(out, n0, 32);
      store<i32>(out, n1, 36);
      store<i32>(out, n2, 40);
      store<i32>(out, n3, 44);
    }
  }
}

function strayAt(at: usize, width: i32, wide: i32, high: i32): i32 {
  let value = <i32>load<u8>(at);
  if (wide) value = max(value, <i32>load<u8>(at, 1));
  if (high) {
    value = max(value, <i32>load<u8>(at + width));
    if (wide) value = max(value, <i32>load<u8>(at + width, 1));
  }
  return value;
}

/**
 * One class of a lattice: the mean of every block (singles; not a number where `xs` or `ys` is -1) and
 * how far it is outside the pixels around it (from the map of pixels or of blocks). Rows are `stride`
 * singles apart; what lies before and after a row is not a number.
 */
export function gather(
  plane: usize,
  pixels: usize,
  blocks: usize,
  width: i32,
  xs: usize,
  columns: i32,
  ys: usize,
  rows: i32,
  tapsX: i32,
  tapsY: i32,
  value: usize,
  excess: usize,
  stride: i32,
): void {
  const map = tapsX === 2 && tapsY === 2 ? blocks : pixels;
  const right: i32 = tapsX - 1;
  const down: i32 = tapsY === 2 ? width : 0;
  const scale: f32 = 0.25;
  for (let j = 0; j < rows; j++) {
    const y = load<i32>(ys + j * 4);
    const toValue = value + j * stride * 4;
    const toExcess = excess + j * stride * 4;
    if (y < 0) {
      for (let i = 0; i < columns; i++) {
        store<f32>(toValue + i * 4, NaN);
        store<f32>(toExcess + i * 4, 0);
      }
      continue;
    }
    const row = plane + y * width;
    const mapRow = map + y * width;
    for (let i = 0; i < columns; i++) {
      const x = load<i32>(xs + i * 4);
      if (x < 0) {
        store<f32>(toValue + i * 4, NaN);
        store<f32>(toExcess + i * 4, 0);
        continue;
      }
      const at = row + x;
      const sum =
        <i32>load<u8>(at) +
        <i32>load<u8>(at + right) +
        <i32>load<u8>(at + down) +
        <i32>load<u8>(at + down + right);
      store<f32>(toValue + i * 4, <f32>sum * scale);
      store<f32>(toExcess + i * 4, <f32>load<u8>(mapRow + x));
    }
  }
}

/**
 * D = value - mean of the neighbors at half a period, in the other classes, less what a function of
 * that mean explains; and the variance of those neighbors. `beside` are the classes shifted along x,
 * y and both; `left` and `up` are the index of the neighbor before (-1 or 0). Where fewer than three
 * neighbors are there, D is not a number and the variance -1. `levels` has room for 2 * 34 singles.
 */
export function differences(
  value: usize,
  besideX: usize,
  besideY: usize,
  diagonal: usize,
  left: i32,
  up: i32,
  columns: i32,
  rows: i32,
  stride: i32,
  difference: usize,
  reference: usize,
  variance: usize,
  levels: usize,
): void {
  memory.fill(levels, 0, 34 * 8);
  const line = stride * 4;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let j = 0; j < rows; j++) {
    const at = j * line;
    const upRow = at + up * line;
    for (let i = 0; i < columns; i += 4) {
      const x = i * 4;
      const xl = x + left * 4;
      let sum = zero;
      let square = zero;
      let count = zero;
      for (let k = 0; k < 8; k++) {
        let from: usize;
        if (k === 0) from = diagonal + upRow + xl;
        else if (k === 1) from = diagonal + upRow + xl + 4;
        else if (k === 2) from = diagonal + upRow + line + xl;
        else if (k === 3) from = diagonal + upRow + line + xl + 4;
        else if (k === 4) from = besideX + at + xl;
        else if (k === 5) from = besideX + at + xl + 4;
        else if (k === 6) from = besideY + upRow + x;
        else from = besideY + upRow + line + x;
        const v = v128.load(from);
        const known = f32x4.eq(v, v);
        const w = v128.and(v, known);
        sum = f32x4.add(sum, w);
        square = f32x4.add(square, f32x4.mul(w, w));
        count = f32x4.add(count, v128.and(one, known));
      }
      const v = v128.load(value + at + x);
      const mean = f32x4.div(sum, count);
      const enough = f32x4.ge(count, f32x4.splat(3));
      const d = f32x4.sub(v, mean);
      const known = v128.and(enough, f32x4.eq(d, d));
      const spread = f32x4.max(zero, f32x4.sub(f32x4.div(square, count), f32x4.mul(mean, mean)));
      v128.store(difference + at + x, v128.bitselect(d, f32x4.splat(NaN), known));
      v128.store(reference + at + x, v128.and(mean, known));
      v128.store(variance + at + x, v128.bitselect(spread, f32x4.splat(-1), known));
      const level = i32x4.trunc_sat_f32x4_s(
        f32x4.add(
          f32x4.mul(v128.and(mean, known), f32x4.splat(<f32>(32.0 / 255.0))),
          f32x4.splat(0.5),
        ),
      );
      const clear = v128.and(d, known);
      const counts = v128.and(one, known);
      if (i + 0 < columns)
        tally(
          levels,
          i32x4.extract_lane(level, 0),
          f32x4.extract_lane(clear, 0),
          f32x4.extract_lane(counts, 0),
        );
      if (i + 1 < columns)
        tally(
          levels,
          i32x4.extract_lane(level, 1),
          f32x4.extract_lane(clear, 1),
          f32x4.extract_lane(counts, 1),
        );
      if (i + 2 < columns)
        tally(
          levels,
          i32x4.extract_lane(level, 2),
          f32x4.extract_lane(clear, 2),
          f32x4.extract_lane(counts, 2),
        );
      if (i + 3 < columns)
        tally(
          levels,
          i32x4.extract_lane(level, 3),
          f32x4.extract_lane(clear, 3),
          f32x4.extract_lane(counts, 3),
        );
    }
  }
  // Shrunk towards 0: a level seen in a few cells explains nothing.
  for (let l = 0; l < 34; l++) {
    store<f32>(levels + l * 8, load<f32>(levels + l * 8) / (load<f32>(levels + l * 8, 4) + 20));
  }
  for (let j = 0; j < rows; j++) {
    const at = j * line;
    for (let i = 0; i < columns; i++) {
      const x = at + i * 4;
      const d = load<f32>(difference + x);
      const level = <i32>(load<f32>(reference + x) * <f32>(32.0 / 255.0) + 0.5);
      store<f32>(difference + x, d - load<f32>(levels + level * 8));
    }
    // Nothing stands after the end of a row.
    for (let i = columns; i < columns + 5; i++) store<f32>(difference + at + i * 4, NaN);
  }
}

function tally(levels: usize, level: i32, d: f32, count: f32): void {
  const at = levels + level * 8;
  store<f32>(at, load<f32>(at) + d);
  store<f32>(at, load<f32>(at, 4) + count, 4);
}

/**
 * Sums over blocks of 4x4 cells of one class, at `out` + 16 (8 block + quantity) + 4 class: hot cells,
 * squared excess, squared D, variance, count, (coherence, later), lagged products, sum of D. D that is
 * not a number counts as absent and is 0 afterwards; so is the row after the last.
 */
export function collect(
  difference: usize,
  excess: usize,
  variance: usize,
  columns: i32,
  rows: i32,
  stride: i32,
  across: i32,
  klass: i32,
  out: usize,
): void {
  const line = stride * 4;
  const hot = f32x4.splat(6);
  const one = f32x4.splat(1);
  for (let j = 0; j < rows; j++) {
    const at = j * line;
    for (let i = 0; i < columns + 4; i += 4) {
      const d = v128.load(difference + at + i * 4);
      v128.store(difference + at + i * 4, v128.and(d, f32x4.eq(d, d)));
    }
  }
  memory.fill(difference + rows * line, 0, line);
  for (let by = 0, block = 0; by * 4 < rows; by++) {
    const end = min(rows, by * 4 + 4);
    for (let bx = 0; bx < across; bx++, block++) {
      let nHot = f32x4.splat(0);
      let excess2 = nHot;
      let diff2 = nHot;
      let spread = nHot;
      let count = nHot;
      let lag = nHot;
      let sum = nHot;
      for (let j = by * 4; j < end; j++) {
        const at = j * line + bx * 16;
        const d = v128.load(difference + at);
        const v = v128.load(variance + at);
        const known = f32x4.ge(v, f32x4.splat(0));
        const e = v128.and(v128.load(excess + at), known);
        const right = v128.load(difference + at + 4);
        nHot = f32x4.add(nHot, v128.and(one, f32x4.gt(e, hot)));
        excess2 = f32x4.add(excess2, f32x4.mul(e, e));
        diff2 = f32x4.add(diff2, f32x4.mul(d, d));
        spread = f32x4.add(spread, v128.and(v, known));
        count = f32x4.add(count, v128.and(one, known));
        sum = f32x4.add(sum, d);
        const beside = f32x4.add(right, v128.load(difference + at + line));
        lag = f32x4.add(lag, f32x4.mul(f32x4.mul(d, beside), f32x4.splat(0.5)));
      }
      const to = out + block * 128 + klass * 4;
      store<f32>(to, sumLanes(nHot));
      store<f32>(to, sumLanes(excess2), 16);
      store<f32>(to, sumLanes(diff2), 32);
      store<f32>(to, sumLanes(spread), 48);
      store<f32>(to, sumLanes(count), 64);
      store<f32>(to, sumLanes(lag), 96);
      store<f32>(to, sumLanes(sum), 112);
    }
  }
}

function largestOther(v: v128): v128 {
  const a = v128.shuffle<i32>(v, v, 1, 2, 3, 0);
  const b = v128.shuffle<i32>(v, v, 2, 3, 0, 1);
  const c = v128.shuffle<i32>(v, v, 3, 0, 1, 2);
  return f32x4.max(a, f32x4.max(b, c));
}

/**
 * Coherence of every block and class: t = n mean(D)^2 / (mean variance + 4), above twice that of any
 * other class, 0..100; the quantity that collect leaves out.
 */
export function cohere(blocks: usize, count: i32): void {
  for (let b = 0; b < count; b++, blocks += 128) {
    const n = f32x4.max(v128.load(blocks, 64), f32x4.splat(1));
    const sum = v128.load(blocks, 112);
    const spread = f32x4.div(v128.load(blocks, 48), n);
    const t = f32x4.min(
      f32x4.splat(400),
      f32x4.div(f32x4.div(f32x4.mul(sum, sum), n), f32x4.add(spread, f32x4.splat(4))),
    );
    const clear = f32x4.sub(
      f32x4.sub(t, f32x4.mul(largestOther(t), f32x4.splat(2))),
      f32x4.splat(2),
    );
    v128.store(blocks, f32x4.min(f32x4.splat(100), f32x4.max(f32x4.splat(0), clear)), 80);
  }
}

/**
 * The largest of every ratio over square windows of 2, 4, 8, … blocks, overlapping by half, and over
 * the whole. `blocks` are across*down blocks of eight quantities of four classes; they are added up
 * in place. Results at `out` (singles):
 *
 *   0  isolated, 4 classes   4  explained   8  coherent   12  smooth
 *   16  energy  17  rival   18..21 the window of the largest isolated (x, y, width, height in blocks)
 *   22  mean D^2 there   23  mean D there
 *   24  of the whole: energy  25 rival  26 explained  27 coherent (all of class 0)
 */
export function scanWindows(blocks: usize, across: i32, down: i32, out: usize): void {
  const lowest = f32x4.splat(-1e30);
  for (let i = 0; i < 16; i += 4) v128.store(out + i * 4, lowest);
  for (let i = 16; i < 28; i++) store<f32>(out + i * 4, i < 18 ? <f32>-1e30 : 0);
  let w = across;
  let h = down;
  let side = 1;
  while (w > 1 || h > 1) {
    const lastX = max(1, w - 1);
    const lastY = max(1, h - 1);
    for (let y = 0; y < lastY; y++) {
      for (let x = 0; x < lastX; x++) {
        const a = blocks + (y * w + x) * 128;
        const right: i32 = w > 1 ? 128 : 0;
        const below: i32 = h > 1 ? w * 128 : 0;
        window(a, right, below, x * side, y * side, side, across, down, out);
      }
    }
    const nextW = (w + 1) >> 1;
    const nextH = (h + 1) >> 1;
    for (let y = 0; y < nextH; y++) {
      for (let x = 0; x < nextW; x++) {
        const to = blocks + (y * nextW + x) * 128;
        const from = blocks + (2 * y * w + 2 * x) * 128;
        const hasRight = 2 * x + 1 < w;
        const hasBelow = 2 * y + 1 < h;
        for (let q = 0; q < 128; q += 16) {
          let sum = v128.load(from + q);
          if (hasRight) sum = f32x4.add(sum, v128.load(from + q, 128));
          if (hasBelow) {
            sum = f32x4.add(sum, v128.load(from + q + w * 128));
            if (hasRight) sum = f32x4.add(sum, v128.load(from + q + w * 128, 128));
          }
          v128.store(to + q, sum);
        }
      }
    }
    w = nextW;
    h = nextH;
    side *= 2;
  }
  window(blocks, 0, 0, 0, 0, side, across, down, out);
  const n = f32x4.max(v128.load(blocks, 64), f32x4.splat(1));
  const invisible = f32x4.mul(n, f32x4.splat(4));
  const excess2 = v128.load(blocks, 16);
  const diff2 = v128.load(blocks, 32);
  const coherent = v128.load(blocks, 80);
  store<f32>(
    out,
    (f32x4.extract_lane(excess2, 0) + 1) /
      (f32x4.extract_lane(largestOther(excess2), 0) + f32x4.extract_lane(invisible, 0)),
    96,
  );
  store<f32>(out, first(rivalOf(diff2, invisible)), 100);
  store<f32>(out, first(explainedOf(diff2, v128.load(blocks, 48), invisible)), 104);
  store<f32>(
    out,
    first(f32x4.sub(coherent, largestOther(coherent))) / Mathf.sqrt(<f32>(across * down)),
    108,
  );
}

function first(v: v128): f32 {
  return f32x4.extract_lane(v, 0);
}

function rivalOf(diff2: v128, invisible: v128): v128 {
  return f32x4.div(f32x4.add(diff2, invisible), f32x4.add(largestOther(diff2), invisible));
}

function explainedOf(diff2: v128, spread: v128, invisible: v128): v128 {
  return f32x4.div(f32x4.add(diff2, f32x4.splat(1)), f32x4.add(spread, invisible));
}

function addFour(at: usize, right: i32, below: i32, q: i32): v128 {
  let sum = v128.load(at + q);
  if (right > 0) sum = f32x4.add(sum, v128.load(at + q + right));
  if (below > 0) {
    sum = f32x4.add(sum, v128.load(at + q + below));
    if (right > 0) sum = f32x4.add(sum, v128.load(at + q + below + right));
  }
  return sum;
}

function window(
  at: usize,
  right: i32,
  below: i32,
  x: i32,
  y: i32,
  side: i32,
  across: i32,
  down: i32,
  out: usize,
): void {
  const n = addFour(at, right, below, 64);
  const valid = f32x4.ge(n, f32x4.splat(12));
  if (!v128.any_true(valid)) return;
  const width = min(across - x, right > 0 ? 2 * side : side);
  const height = min(down - y, below > 0 ? 2 * side : side);
  const hot = addFour(at, right, below, 0);
  const excess2 = addFour(at, right, below, 16);
  const diff2 = addFour(at, right, below, 32);
  const spread = addFour(at, right, below, 48);
  const coherent = addFour(at, right, below, 80);
  const lag = addFour(at, right, below, 96);
  const one = f32x4.splat(1);
  const invisible = f32x4.mul(n, f32x4.splat(4));
  const lowest = f32x4.splat(-1e30);
  const others = largestOther(hot);
  const isolated = v128.bitselect(
    f32x4.div(f32x4.sub(hot, others), f32x4.sqrt(f32x4.add(f32x4.add(hot, others), one))),
    lowest,
    valid,
  );
  if (first(isolated) > load<f32>(out)) {
    const count = first(n);
    store<f32>(out, <f32>x, 72);
    store<f32>(out, <f32>y, 76);
    store<f32>(out, <f32>width, 80);
    store<f32>(out, <f32>height, 84);
    store<f32>(out, first(diff2) / count, 88);
    store<f32>(out, first(addFour(at, right, below, 112)) / count, 92);
  }
  keep(out, isolated);
  keep(out + 16, v128.bitselect(explainedOf(diff2, spread, invisible), lowest, valid));
  keep(
    out + 32,
    v128.bitselect(
      f32x4.mul(
        f32x4.sub(coherent, largestOther(coherent)),
        f32x4.splat(<f32>1 / Mathf.sqrt(<f32>(width * height))),
      ),
      lowest,
      valid,
    ),
  );
  keep(
    out + 48,
    v128.bitselect(f32x4.div(lag, f32x4.add(diff2, f32x4.mul(n, f32x4.splat(20)))), lowest, valid),
  );
  if (first(n) < 12) return;
  const energy = (first(excess2) + 1) / (first(largestOther(excess2)) + first(invisible));
  if (energy > load<f32>(out, 64)) store<f32>(out, energy, 64);
  const rival = first(rivalOf(diff2, invisible));
  if (rival > load<f32>(out, 68)) store<f32>(out, rival, 68);
}

function keep(at: usize, value: v128): void {
  v128.store(at, f32x4.max(v128.load(at), value));
}

/**
 * Products of D (clipped at 64) with itself at the lags 0, 1 and 8..24 along x (`out`, doubles 0..24)
 * and along y (25..49), in every second row.
 */
export function lagProducts(
  difference: usize,
  columns: i32,
  rows: i32,
  stride: i32,
  out: usize,
): void {
  const line = stride * 4;
  const most = f32x4.splat(64);
  const least = f32x4.splat(-64);
  memory.fill(out, 0, 400);
  for (let j = 0; j < rows; j += 2) {
    const at = difference + j * line;
    for (let lag = 0; lag < 25; lag = lag === 1 ? 8 : lag + 1) {
      let along = f32x4.splat(0);
      const end = columns - lag;
      const tail = end & ~3;
      for (let i = 0; i < tail; i += 4) {
        const a = f32x4.max(least, f32x4.min(most, v128.load(at + i * 4)));
        const b = f32x4.max(least, f32x4.min(most, v128.load(at + (i + lag) * 4)));
        along = f32x4.add(along, f32x4.mul(a, b));
      }
      store<f64>(out + lag * 8, load<f64>(out + lag * 8) + <f64>sumLanes(along));
      if (j + lag >= rows) continue;
      let down = f32x4.splat(0);
      const beside = at + lag * line;
      for (let i = 0; i < columns; i += 4) {
        const a = f32x4.max(least, f32x4.min(most, v128.load(at + i * 4)));
        const b = f32x4.max(least, f32x4.min(most, v128.load(beside + i * 4)));
        down = f32x4.add(down, f32x4.mul(a, b));
      }
      const to = out + (25 + lag) * 8;
      store<f64>(to, load<f64>(to) + <f64>sumLanes(down));
    }
  }
}

/** The sum of a map over the columns fromX..toX-1 of the rows fromY..toY-1. */
export function sumRect(map: usize, width: i32, fromX: i32, toX: i32, fromY: i32, toY: i32): f64 {
  let total: f64 = 0;
  for (let y = fromY; y < toY; y++) total += sumSpan(map + y * width, fromX, toX);
  return total;
}

/** The sum of the singles fromX..toX-1 of the rows fromY..toY-1, which are `stride` apart. */
export function sumCells(
  cells: usize,
  stride: i32,
  fromX: i32,
  toX: i32,
  fromY: i32,
  toY: i32,
): f64 {
  let total: f64 = 0;
  for (let y = fromY; y < toY; y++) {
    const row = cells + y * stride * 4;
    let sums = f32x4.splat(0);
    let x = fromX;
    for (; x + 4 <= toX; x += 4) sums = f32x4.add(sums, v128.load(row + x * 4));
    let sum = sumLanes(sums);
    for (; x < toX; x++) sum += load<f32>(row + x * 4);
    total += sum;
  }
  return total;
}

/** 4 I - the four neighbors, clipped at 200, of `count` pixels `step` apart: 16-bit words. */
export function highPass(at: usize, count: i32, step: i32, across: i32, out: usize): void {
  store<i16>(out, 0);
  for (let i = 1; i < count - 1; i++) {
    const from = at + i * step;
    const high =
      4 * <i32>load<u8>(from) -
      <i32>load<u8>(from - step) -
      <i32>load<u8>(from + step) -
      <i32>load<u8>(from - across) -
      <i32>load<u8>(from + across);
    store<i16>(out + i * 2, max(-200, min(200, high)));
  }
  memory.fill(out + (count - 1) * 2, 0, 32);
}

/** Adds to the doubles at `out` the products of `count` 16-bit words with those each of `lags` on. */
export function lagSums(words: usize, count: i32, lags: usize, many: i32, out: usize): void {
  for (let k = 0; k < many; k++) {
    const lag = load<i32>(lags + k * 4);
    store<f64>(out + k * 8, load<f64>(out + k * 8) + lagSum(words, count, lag));
  }
}

function lagSum(words: usize, count: i32, lag: i32): f64 {
  let total: f64 = 0;
  const end = count - lag;
  let i = 0;
  while (i + 8 <= end) {
    let sums = i32x4.splat(0);
    const stop = min(end, i + 16384);
    for (; i + 8 <= stop; i += 8) {
      sums = i32x4.add(
        sums,
        i32x4.dot_i16x8_s(v128.load(words + i * 2), v128.load(words + (i + lag) * 2)),
      );
    }
    total +=
      <f64>i32x4.extract_lane(sums, 0) +
      <f64>i32x4.extract_lane(sums, 1) +
      <f64>i32x4.extract_lane(sums, 2) +
      <f64>i32x4.extract_lane(sums, 3);
  }
  for (; i < end; i++) {
    total += <f64>(<i32>load<i16>(words + i * 2) * <i32>load<i16>(words + (i + lag) * 2));
  }
  return total;
}
