/** Primaries of red, green and blue: what they make of linear light on an sRGB screen. */

/** Chromaticities x, y (CIE 1931) of white, red, green and blue, in this order. */
export type Primaries = readonly (readonly [x: number, y: number])[];

/** Nine numbers, row by row. */
export type Matrix = readonly number[];

const D65 = [0.3127, 0.329] as const;

const SRGB: Primaries = [D65, [0.64, 0.33], [0.3, 0.6], [0.15, 0.06]];

/** Color primaries of ITU-T H.273 (table 2) that are not near to sRGB. */
export const PRIMARIES: Partial<Record<number, Primaries>> = {
  4: [
    [0.31, 0.316],
    [0.67, 0.33],
    [0.21, 0.71],
    [0.14, 0.08],
  ],
  8: [
    [0.31, 0.316],
    [0.681, 0.319],
    [0.243, 0.692],
    [0.145, 0.049],
  ],
  9: [D65, [0.708, 0.292], [0.17, 0.797], [0.131, 0.046]],
  10: [
    [1 / 3, 1 / 3],
    [1, 0],
    [0, 1],
    [0, 0],
  ],
  11: [
    [0.314, 0.351],
    [0.68, 0.32],
    [0.265, 0.69],
    [0.15, 0.06],
  ],
  12: [D65, [0.68, 0.32], [0.265, 0.69], [0.15, 0.06]],
};

/** Largest difference of an entry from that of the identity at which nobody sees the change. */
const LEAST_CHANGE = 0.02;

/**
 * The matrix from linear light of `primaries` to that of sRGB, white to white (Bradford). Null where it changes
 * next to nothing, or where the primaries span no colors.
 */
export function toSrgb(primaries: Primaries): Matrix | null {
  const from = toXyz(primaries);
  const back = inverse(toXyz(SRGB) as Matrix);
  if (from === null || back === null) return null;
  const matrix = times(back, times(adaptation(primaries[0], D65), from));
  if (!matrix.every(Number.isFinite)) return null;
  const most = Math.max(...matrix.map((value, i) => Math.abs(value - (i % 4 === 0 ? 1 : 0))));
  return most > LEAST_CHANGE ? matrix : null;
}

/** Red, green and blue to CIE XYZ; null where they are on a line, or white is none. */
function toXyz([white, ...colors]: Primaries): Matrix | null {
  const columns = colors.map(([x, y]) => [x, y, 1 - x - y]);
  const chromaticities = [0, 1, 2].flatMap((row) => columns.map((column) => column[row]));
  const back = inverse(chromaticities);
  if (back === null || !(white[1] > 0)) return null;
  const scale = timesColumn(back, xyzOf(white));
  return chromaticities.map((value, i) => value * scale[i % 3]);
}

function xyzOf([x, y]: readonly [number, number]): number[] {
  return [x / y, 1, (1 - x - y) / y];
}

const BRADFORD: Matrix = [
  0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296,
];

function adaptation(from: readonly [number, number], to: readonly [number, number]): Matrix {
  const [source, target] = [from, to].map((white) => timesColumn(BRADFORD, xyzOf(white)));
  const scaled = BRADFORD.map((value, i) => {
    const row = Math.floor(i / 3);
    return (value * target[row]) / source[row];
  });
  return times(inverse(BRADFORD) as Matrix, scaled);
}

function times(a: Matrix, b: Matrix): Matrix {
  return a.map((_, i) => {
    const [row, column] = [3 * Math.floor(i / 3), i % 3];
    return a[row] * b[column] + a[row + 1] * b[column + 3] + a[row + 2] * b[column + 6];
  });
}

function timesColumn(m: Matrix, [x, y, z]: readonly number[]): number[] {
  return [0, 3, 6].map((row) => m[row] * x + m[row + 1] * y + m[row + 2] * z);
}

function inverse([a, b, c, d, e, f, g, h, i]: Matrix): Matrix | null {
  const [first, second, third] = [e * i - f * h, f * g - d * i, d * h - e * g];
  const determinant = a * first + b * second + c * third;
  if (Math.abs(determinant) < 1e-9) return null;
  return [
    [first, c * h - b * i, b * f - c * e],
    [second, a * i - c * g, c * d - a * f],
    [third, b * g - a * h, a * e - b * d],
  ].flatMap((row) => row.map((value) => value / determinant));
}
