/** The weights of red and blue in luma (ITU-T H.273, tables 2 and 4), in single precision. */
import type { Cicp } from '../heif/properties.ts';

/** Numbers of ITU-T H.273 for how samples mean color. */
export const MATRIX = {
  identity: 0,
  bt709: 1,
  unspecified: 2,
  fcc: 4,
  bt470bg: 5,
  bt601: 6,
  smpte240: 7,
  ycgco: 8,
  bt2020: 9,
  chromaDerived: 12,
  ycgcoRe: 16,
  ycgcoRo: 17,
} as const;

export interface LumaWeights {
  red: number;
  green: number;
  blue: number;
}

const WEIGHTS: Record<number, [red: number, blue: number] | undefined> = {
  [MATRIX.bt709]: [0.2126, 0.0722],
  [MATRIX.fcc]: [0.3, 0.11],
  [MATRIX.smpte240]: [0.212, 0.087],
  [MATRIX.bt2020]: [0.2627, 0.0593],
};

/** x and y of red, green, blue and white, by the number of the primaries. */
const PRIMARIES: Record<number, number[] | undefined> = {
  1: [0.64, 0.33, 0.3, 0.6, 0.15, 0.06, 0.3127, 0.329],
  4: [0.67, 0.33, 0.21, 0.71, 0.14, 0.08, 0.31, 0.316],
  5: [0.64, 0.33, 0.29, 0.6, 0.15, 0.06, 0.3127, 0.329],
  6: [0.63, 0.34, 0.31, 0.595, 0.155, 0.07, 0.3127, 0.329],
  7: [0.63, 0.34, 0.31, 0.595, 0.155, 0.07, 0.3127, 0.329],
  8: [0.681, 0.319, 0.243, 0.692, 0.145, 0.049, 0.31, 0.316],
  9: [0.708, 0.292, 0.17, 0.797, 0.131, 0.046, 0.3127, 0.329],
  10: [1, 0, 0, 1, 0, 0, 0.3333, 0.3333],
  11: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.314, 0.351],
  12: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.329],
  22: [0.63, 0.34, 0.295, 0.605, 0.155, 0.077, 0.3127, 0.329],
};

const f = Math.fround;

/** The weights that `cicp` names; those of BT.601 where it names none. */
export function lumaWeights({ matrix, primaries }: Cicp): LumaWeights {
  const [red, blue] =
    matrix === MATRIX.chromaDerived
      ? derivedWeights(PRIMARIES[primaries] ?? (PRIMARIES[1] as number[]))
      : (WEIGHTS[matrix] ?? [0.299, 0.114]).map(f);
  return { red, blue, green: f(f(1 - red) - blue) };
}

/** Equations 32 to 37 of H.273, each step in single precision. */
function derivedWeights(primaries: number[]): [number, number] {
  const [rx, ry, gx, gy, bx, by, wx, wy] = primaries.map(f);
  const z = (x: number, y: number) => f(1 - f(x + y));
  const [rz, gz, bz, wz] = [z(rx, ry), z(gx, gy), z(bx, by), z(wx, wy)];
  /** a*b - c*d */
  const cross = (a: number, b: number, c: number, d: number) => f(f(a * b) - f(c * d));
  const [gb, br, rg] = [cross(gy, bz, by, gz), cross(by, rz, ry, bz), cross(ry, gz, gy, rz)];
  const sum = (p: number, q: number, r: number) => f(f(p + q) + r);
  const whole = f(wy * sum(f(rx * gb), f(gx * br), f(bx * rg)));
  const red = f(ry * sum(f(wx * gb), f(wy * cross(bx, gz, gx, bz)), f(wz * cross(gx, by, bx, gy))));
  const blue = f(
    by * sum(f(wx * rg), f(wy * cross(gx, rz, rx, gz)), f(wz * cross(rx, gy, gx, ry))),
  );
  return [f(red / whole), f(blue / whole)];
}
