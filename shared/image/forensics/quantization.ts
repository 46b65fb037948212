/**
 * Quantisation tables of JPEG, and who usually makes them. libjpeg scales the tables of ITU-T T.81, annex K
 * by its quality Q: value = clamp((table * S + 50) / 100) with S = 5000 / Q below 50, else 200 - 2Q.
 * mozjpeg scales one table for brightness and color in the same way (its default set).
 */
import type { JpegFacts } from './forensics.ts';

type Table = JpegFacts['tables'][number];

/** T.81 tables K.1 (luminance) and K.2 (chrominance), row by row. */
// prettier-ignore
const LUMINANCE = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55,
  14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
  49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
// prettier-ignore
const CHROMINANCE = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,
  24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];
// prettier-ignore
const MOZJPEG = [
  16, 16, 16, 18, 25, 37, 56, 85, 16, 17, 20, 27, 34, 40, 53, 75,
  16, 20, 24, 31, 43, 62, 91, 135, 18, 27, 31, 40, 53, 74, 106, 156,
  25, 34, 43, 53, 69, 94, 131, 189, 37, 40, 62, 74, 94, 124, 169, 238,
  56, 53, 91, 106, 131, 169, 226, 311, 85, 75, 135, 156, 189, 238, 311, 418,
];

const MAKERS = [
  { name: 'libjpeg', luma: LUMINANCE, chroma: CHROMINANCE },
  { name: 'mozjpeg', luma: MOZJPEG, chroma: MOZJPEG },
] as const;

/** Where the values of a table stand, in the order in which a file stores them (T.81, figure A.6). */
export const ZIGZAG: readonly number[] = Array.from({ length: 64 }, (_, at) => at).sort(
  (a, b) => diagonal(a) - diagonal(b) || step(a) - step(b),
);

function diagonal(at: number): number {
  return (at >> 3) + (at & 7);
}

/** The order along a diagonal: up where its number is even, down where it is odd. */
function step(at: number): number {
  return diagonal(at) % 2 === 0 ? at & 7 : at >> 3;
}

/** The tables of a DQT segment; what is left of a segment that is cut short is none. */
export function readTables(data: Uint8Array): Table[] {
  const tables: Table[] = [];
  for (let at = 0; at < data.length;) {
    const isWide = data[at] >> 4 === 1;
    const size = isWide ? 128 : 64;
    if (data[at] >> 4 > 1 || at + 1 + size > data.length) break;
    const values = new Array<number>(64).fill(0);
    for (let i = 0; i < 64; i++) {
      const from = at + 1 + (isWide ? 2 * i : i);
      values[ZIGZAG[i]] = isWide ? data[from] * 256 + data[from + 1] : data[from];
    }
    tables.push({ id: data[at] & 15, bits: isWide ? 16 : 8, values });
    at += 1 + size;
  }
  return tables;
}

/** Who makes these tables, and at which quality: of the first component, and of those with other tables; null for none known. */
export function makerOf(luma: Table | undefined, chroma: readonly Table[]): JpegFacts['maker'] {
  if (luma === undefined) return null;
  for (const maker of MAKERS) {
    for (let quality = 100; quality >= 1; quality--) {
      if (!isScaled(luma, maker.luma, quality)) continue;
      if (chroma.every((table) => isScaled(table, maker.chroma, quality)))
        return { name: maker.name, quality };
    }
  }
  return null;
}

/** The table of brightness that `maker` has at `quality` (1 to 100), of 8 bits, row by row. */
export function lumaTable(quality: number, maker: 'libjpeg' | 'mozjpeg' = 'libjpeg'): number[] {
  const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  const base = maker === 'libjpeg' ? LUMINANCE : MOZJPEG;
  return base.map((value) => Math.min(255, Math.max(1, Math.floor((value * scale + 50) / 100))));
}

function isScaled({ values, bits }: Table, base: readonly number[], quality: number): boolean {
  const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  const most = bits === 8 ? 255 : 32767;
  return values.every((value, i) => {
    const scaled = Math.floor((base[i] * scale + 50) / 100);
    return value === Math.min(most, Math.max(1, scaled));
  });
}
