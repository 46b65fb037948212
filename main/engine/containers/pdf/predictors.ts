/** Rows of samples that are stored as differences (ISO 32000-1, 7.4.4.4), as the samples themselves. */
import type { Samples } from './wrap-samples.ts';

/**
 * The rows of `data`, each of `row` bytes, without `predictor`: 2 is that of TIFF, those from 10 on are
 * those of PNG, which stand in the first byte of each row. What is left over at the end is dropped.
 */
export function unpredicted(
  data: Buffer,
  predictor: number,
  row: number,
  { bits, channels }: Pick<Samples, 'bits' | 'channels'>,
): Buffer {
  const pixel = Math.max(1, (bits * channels) >> 3);
  if (predictor === 2) return withoutDifferences(Buffer.from(data), row, pixel, bits);
  const rows = Math.floor(data.length / (row + 1));
  const out = Buffer.alloc(rows * row);
  for (let y = 0; y < rows; y++) {
    const filter = data[y * (row + 1)];
    const from = y * (row + 1) + 1;
    const to = y * row;
    for (let x = 0; x < row; x++) {
      const left = x >= pixel ? out[to + x - pixel] : 0;
      const up = y > 0 ? out[to + x - row] : 0;
      const corner = x >= pixel && y > 0 ? out[to + x - row - pixel] : 0;
      out[to + x] = data[from + x] + predictionOf(filter, left, up, corner);
    }
  }
  return out;
}

/** What a filter of PNG expects (PNG specification, 9.2). */
function predictionOf(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const [a, b, c] = [up - corner, left - corner, left + up - 2 * corner].map(Math.abs);
      return a <= b && a <= c ? left : b <= c ? up : corner;
    }
    default:
      return 0;
  }
}

/** TIFF 6.0, section 14; of samples of whole bytes. */
function withoutDifferences(data: Buffer, row: number, pixel: number, bits: number): Buffer {
  for (let start = 0; start + row <= data.length; start += row) {
    if (bits === 8) {
      for (let x = pixel; x < row; x++) data[start + x] += data[start + x - pixel];
    } else if (bits === 16) {
      for (let x = pixel; x + 1 < row; x += 2) {
        const sum = data.readUInt16BE(start + x) + data.readUInt16BE(start + x - pixel);
        data.writeUInt16BE(sum & 0xffff, start + x);
      }
    }
  }
  return data;
}
