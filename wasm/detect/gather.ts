/** The blocks that a lattice reads. */
import { Bytes, Singles, Words } from './kinds';

/**
 * One class of a lattice: the mean of every block (singles; not a number where `xs` or `ys` is -1) and
 * how far it is outside the pixels around it (from the map of pixels or of blocks). Rows are `stride`
 * singles apart; what lies between them is not a number.
 */
export function gather(
  plane: Bytes,
  pixels: Bytes,
  blocks: Bytes,
  width: i32,
  xs: Words,
  columns: i32,
  ys: Words,
  rows: i32,
  tapsX: i32,
  tapsY: i32,
  value: Singles,
  excess: Singles,
  stride: i32,
): void {
  const map = tapsX === 2 && tapsY === 2 ? blocks : pixels;
  const right: i32 = tapsX - 1;
  const down: i32 = tapsY === 2 ? width : 0;
  const scale: f32 = 0.25;
  const isPixel = tapsX === 1 && tapsY === 1;
  for (let j = 0; j < rows; j++) {
    const y = load<i32>(ys + j * 4);
    const toValue = value + j * stride * 4;
    const toExcess = excess + j * stride * 4;
    for (let i = columns; i < stride; i++) {
      store<f32>(toValue + i * 4, NaN);
      store<f32>(toExcess + i * 4, NaN);
    }
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
      store<f32>(toExcess + i * 4, <f32>load<u8>(mapRow + x));
      if (isPixel) {
        store<f32>(toValue + i * 4, <f32>load<u8>(at));
        continue;
      }
      const sum =
        <i32>load<u8>(at) +
        <i32>load<u8>(at + right) +
        <i32>load<u8>(at + down) +
        <i32>load<u8>(at + down + right);
      store<f32>(toValue + i * 4, <f32>sum * scale);
    }
  }
}
