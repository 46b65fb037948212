/**
 * How often the search is right and wrong, on images that nothing of it was fitted to. Source:
 * test/evaluate/RESULTS.md, from which these are copied.
 */

export interface MeasuredRate {
  count: number;
  of: number;
  /** The 95 % Wilson interval in percent. */
  low: number;
  high: number;
}

export const MEASURED_RATES = {
  benign: 375,
  attacks: 396,
  /** Ordinary images with verdict `attack`, and with `suspicious` or worse. */
  attack: { count: 0, of: 375, low: 0.0, high: 1.0 },
  suspicious: { count: 10, of: 375, low: 1.5, high: 4.8 },
  /** Attacked images with verdict `attack`, and with `suspicious` or worse. */
  attackFound: { count: 316, of: 396, low: 75.6, high: 83.5 },
  suspiciousFound: { count: 371, of: 396, low: 90.8, high: 95.7 },
  /** Attacked images above the score that at most one in a hundred ordinary images exceeds. */
  foundAtOnePercent: { count: 359, of: 388, low: 89.5, high: 94.7 },
} satisfies Record<string, number | MeasuredRate>;
