/**
 * The colors of evidence pictures, the same as on the screen. Orange and blue stay apart in every
 * common form of color blindness, white and orange or purple in lightness too.
 */
export type Rgb = readonly [number, number, number];

export const BLACK: Rgb = [0, 0, 0];
export const WHITE: Rgb = [255, 255, 255];
/** Pixels that a machine reads. */
export const LATTICE: Rgb = [230, 119, 0];
/** The taps of one output; aliases. */
export const TAPS: Rgb = [0, 144, 255];
/** Source pixels without any weight. */
export const NOT_READ: Rgb = [220, 220, 216];

const POSITIVE: Rgb = [179, 88, 6];
const NEGATIVE: Rgb = [84, 39, 136];

/** A share of the largest weight or difference, -1..1: purple, white at 0, orange. */
export function signedColor(share: number): Rgb {
  const amount = Math.min(1, Math.abs(share));
  return mix(WHITE, share < 0 ? NEGATIVE : POSITIVE, amount);
}

const HEAT: readonly Rgb[] = [
  [20, 11, 52],
  [106, 23, 110],
  [188, 55, 84],
  [237, 121, 42],
  [252, 232, 130],
];

/** 0..1 from dark violet over orange to light yellow: lighter is more. */
export function heatColor(share: number): Rgb {
  const at = Math.min(1, Math.max(0, share)) * (HEAT.length - 1);
  const from = Math.min(HEAT.length - 2, Math.floor(at));
  return mix(HEAT[from], HEAT[from + 1], at - from);
}

/** True where black text is read better on `color` than white. */
export function isLight([r, g, b]: Rgb): boolean {
  return 0.299 * r + 0.587 * g + 0.114 * b > 140;
}

function mix(from: Rgb, to: Rgb, amount: number): Rgb {
  const channel = (c: 0 | 1 | 2): number => Math.round(from[c] + (to[c] - from[c]) * amount);
  return [channel(0), channel(1), channel(2)];
}
