/** Sums over blocks in double precision (simd.ts). */

/** Sums in double precision: to 64 bytes an output and group. */
export function sumDoubles(
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
      let weight = v128.load64_splat(weights + first * 8);
      let a = f64x2.mul(v128.load(from), weight);
      let b = f64x2.mul(v128.load(from, 16), weight);
      let c = f64x2.mul(v128.load(from, 32), weight);
      let d = f64x2.mul(v128.load(from, 48), weight);
      for (let k = first + 1; k < end; k++) {
        from = base + load<i32>(places + k * 4);
        weight = v128.load64_splat(weights + k * 8);
        a = f64x2.add(a, f64x2.mul(v128.load(from), weight));
        b = f64x2.add(b, f64x2.mul(v128.load(from, 16), weight));
        c = f64x2.add(c, f64x2.mul(v128.load(from, 32), weight));
        d = f64x2.add(d, f64x2.mul(v128.load(from, 48), weight));
      }
      const to = out + group * 64;
      v128.store(to, a);
      v128.store(to, b, 16);
      v128.store(to, c, 32);
      v128.store(to, d, 48);
    }
  }
}

/** The same for symmetric filters: the center, then pairs of taps that share a weight. */
export function sumSymmetric(
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
      const center = base + load<i32>(places + first * 4);
      let weight = v128.load64_splat(weights + first * 8);
      let a = f64x2.mul(v128.load(center), weight);
      let b = f64x2.mul(v128.load(center, 16), weight);
      let c = f64x2.mul(v128.load(center, 32), weight);
      let d = f64x2.mul(v128.load(center, 48), weight);
      for (let k = first + 1; k < end; k += 2) {
        const l = base + load<i32>(places + k * 4);
        const r = base + load<i32>(places + k * 4 + 4);
        weight = v128.load64_splat(weights + k * 8);
        a = f64x2.add(a, f64x2.mul(f64x2.add(v128.load(l), v128.load(r)), weight));
        b = f64x2.add(b, f64x2.mul(f64x2.add(v128.load(l, 16), v128.load(r, 16)), weight));
        c = f64x2.add(c, f64x2.mul(f64x2.add(v128.load(l, 32), v128.load(r, 32)), weight));
        d = f64x2.add(d, f64x2.mul(f64x2.add(v128.load(l, 48), v128.load(r, 48)), weight));
      }
      const to = out + group * 64;
      v128.store(to, a);
      v128.store(to, b, 16);
      v128.store(to, c, 32);
      v128.store(to, d, 48);
    }
  }
}

/** a + (b - a) * w of two taps, in double precision. */
export function lerpDoubles(
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
    const weight = v128.load64_splat(weights + first * 8 + 8);
    for (let i = 0; i < groups * 64; i += 16) {
      const a = v128.load(low + i);
      v128.store(out + i, f64x2.add(a, f64x2.mul(f64x2.sub(v128.load(high + i), a), weight)));
    }
  }
}
