/** Sums over blocks in single precision (simd.ts). */

/** Sums in single precision: to 64 bytes an output and group. */
export function sumSingles(
  block: usize,
  groups: i32,
  offsets: usize,
  places: usize,
  weights: usize,
  outputs: i32,
  out: usize,
  outStride: i32,
): void {
  for (let dst = 0; dst < outputs; dst++, out += outStride) {
    const first = load<i32>(offsets + dst * 4);
    const end = load<i32>(offsets + dst * 4 + 4);
    for (let group = 0; group < groups; group++) {
      const base = block + group * 64;
      let from = base + load<i32>(places + first * 4);
      let weight = v128.load32_splat(weights + first * 4);
      let a = f32x4.mul(v128.load(from), weight);
      let b = f32x4.mul(v128.load(from, 16), weight);
      let c = f32x4.mul(v128.load(from, 32), weight);
      let d = f32x4.mul(v128.load(from, 48), weight);
      for (let k = first + 1; k < end; k++) {
        from = base + load<i32>(places + k * 4);
        weight = v128.load32_splat(weights + k * 4);
        a = f32x4.add(a, f32x4.mul(v128.load(from), weight));
        b = f32x4.add(b, f32x4.mul(v128.load(from, 16), weight));
        c = f32x4.add(c, f32x4.mul(v128.load(from, 32), weight));
        d = f32x4.add(d, f32x4.mul(v128.load(from, 48), weight));
      }
      const to = out + group * 64;
      v128.store(to, a);
      v128.store(to, b, 16);
      v128.store(to, c, 32);
      v128.store(to, d, 48);
    }
  }
}

/**
 * The same, but the taps left after the first and whole groups of four are fused with the sum: in
 * double precision, where the product is exact, rounded to single.
 */
export function sumFusedSingles(
  block: usize,
  groups: i32,
  offsets: usize,
  places: usize,
  weights: usize,
  outputs: i32,
  out: usize,
  outStride: i32,
): void {
  for (let dst = 0; dst < outputs; dst++, out += outStride) {
    const first = load<i32>(offsets + dst * 4);
    const end = load<i32>(offsets + dst * 4 + 4);
    const grouped = end - ((end - first - 1) & 3);
    for (let group = 0; group < groups; group++) {
      const base = block + group * 64;
      let from = base + load<i32>(places + first * 4);
      let weight = v128.load32_splat(weights + first * 4);
      let a = f32x4.mul(v128.load(from), weight);
      let b = f32x4.mul(v128.load(from, 16), weight);
      let c = f32x4.mul(v128.load(from, 32), weight);
      let d = f32x4.mul(v128.load(from, 48), weight);
      for (let k = first + 1; k < grouped; k++) {
        from = base + load<i32>(places + k * 4);
        weight = v128.load32_splat(weights + k * 4);
        a = f32x4.add(a, f32x4.mul(v128.load(from), weight));
        b = f32x4.add(b, f32x4.mul(v128.load(from, 16), weight));
        c = f32x4.add(c, f32x4.mul(v128.load(from, 32), weight));
        d = f32x4.add(d, f32x4.mul(v128.load(from, 48), weight));
      }
      for (let k = grouped; k < end; k++) {
        from = base + load<i32>(places + k * 4);
        const wide = f64x2.splat(<f64>load<f32>(weights + k * 4));
        a = fusedStep(a, v128.load(from), wide);
        b = fusedStep(b, v128.load(from, 16), wide);
        c = fusedStep(c, v128.load(from, 32), wide);
        d = fusedStep(d, v128.load(from, 48), wide);
      }
      const to = out + group * 64;
      v128.store(to, a);
      v128.store(to, b, 16);
      v128.store(to, c, 32);
      v128.store(to, d, 48);
    }
  }
}

function fusedStep(sum: v128, sample: v128, weight: v128): v128 {
  const low = f64x2.add(
    f64x2.promote_low_f32x4(sum),
    f64x2.mul(f64x2.promote_low_f32x4(sample), weight),
  );
  const sumHigh = v128.shuffle<i64>(sum, sum, 1, 1);
  const sampleHigh = v128.shuffle<i64>(sample, sample, 1, 1);
  const high = f64x2.add(
    f64x2.promote_low_f32x4(sumHigh),
    f64x2.mul(f64x2.promote_low_f32x4(sampleHigh), weight),
  );
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** a + (b - a) * w of two taps, in single precision. */
export function lerpSingles(
  block: usize,
  groups: i32,
  offsets: usize,
  places: usize,
  weights: usize,
  outputs: i32,
  out: usize,
  outStride: i32,
): void {
  for (let dst = 0; dst < outputs; dst++, out += outStride) {
    const first = load<i32>(offsets + dst * 4);
    const low = block + load<i32>(places + first * 4);
    const high = block + load<i32>(places + first * 4 + 4);
    const weight = v128.load32_splat(weights + first * 4 + 4);
    for (let i = 0; i < groups * 64; i += 16) {
      const a = v128.load(low + i);
      v128.store(out + i, f32x4.add(a, f32x4.mul(f32x4.sub(v128.load(high + i), a), weight)));
    }
  }
}

/**
 * Adds weighted rows of singles to rows of outputs: the entries of source row r, offsets[r] ..
 * offsets[r + 1], are places (bytes from `out`) and weights. `count` is a multiple of 16.
 */
export function addRows(
  src: usize,
  stride: i32,
  rows: i32,
  offsets: usize,
  places: usize,
  weights: usize,
  count: i32,
  out: usize,
): void {
  for (let row = 0; row < rows; row++, src += stride) {
    const end = load<i32>(offsets + row * 4 + 4);
    for (let k = load<i32>(offsets + row * 4); k < end; k++) {
      const weight = v128.load32_splat(weights + k * 4);
      let from = src;
      let to = out + load<i32>(places + k * 4);
      for (let i = 0; i < count; i += 16, from += 64, to += 64) {
        const a = f32x4.mul(v128.load(from), weight);
        const b = f32x4.mul(v128.load(from, 16), weight);
        const c = f32x4.mul(v128.load(from, 32), weight);
        const d = f32x4.mul(v128.load(from, 48), weight);
        v128.store(to, f32x4.add(v128.load(to), a));
        v128.store(to, f32x4.add(v128.load(to, 16), b), 16);
        v128.store(to, f32x4.add(v128.load(to, 32), c), 32);
        v128.store(to, f32x4.add(v128.load(to, 48), d), 48);
      }
    }
  }
}
