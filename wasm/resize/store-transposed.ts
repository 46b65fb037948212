/** Blocks of results back to rows (simd.ts). */

/** Columns back to rows: `count` words of 16 rows. */
export function storeTransposedWords(src: usize, count: i32, dst: usize, stride: i32): void {
  for (let i = 0; i < count; i += 4) {
    for (let quad = 0; quad < 4; quad++) {
      const from = src + i * 64 + quad * 16;
      const a = v128.load(from);
      const b = v128.load(from + 64);
      const c = v128.load(from + 128);
      const d = v128.load(from + 192);
      const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
      const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      const ab2 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const cd2 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      const to = dst + quad * 4 * stride + i * 4;
      v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
      v128.store(to + stride, v128.shuffle<i64>(ab, cd, 1, 3));
      v128.store(to + 2 * stride, v128.shuffle<i64>(ab2, cd2, 0, 2));
      v128.store(to + 3 * stride, v128.shuffle<i64>(ab2, cd2, 1, 3));
    }
  }
}

/** Columns back to rows: `count` doubles of 8 rows. */
export function storeTransposedDoubles(src: usize, count: i32, dst: usize, stride: i32): void {
  for (let i = 0; i < count; i += 2) {
    for (let pair = 0; pair < 4; pair++) {
      const a = v128.load(src + i * 64 + pair * 16);
      const b = v128.load(src + i * 64 + 64 + pair * 16);
      const to = dst + pair * 2 * stride + i * 8;
      v128.store(to, v128.shuffle<i64>(a, b, 0, 2));
      v128.store(to + stride, v128.shuffle<i64>(a, b, 1, 3));
    }
  }
}

/** Columns back to rows: `count` bytes of 16 rows. */
export function storeTransposedBytes(src: usize, count: i32, dst: usize, stride: i32): void {
  for (let i = 0; i < count; i++) {
    for (let row = 0; row < 16; row++) {
      store<u8>(dst + row * stride + i, load<u8>(src + i * 16 + row));
    }
  }
}
