/**
 * How often the search is right and wrong, on images that it was not fitted to; the limit of `suspicious` was
 * chosen with them in view. Source:
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
  suspicious: { count: 14, of: 375, low: 2.2, high: 6.2 },
  /** Attacked images with verdict `attack`, and with `suspicious` or worse. */
  attackFound: { count: 304, of: 396, low: 72.4, high: 80.7 },
  suspiciousFound: { count: 376, of: 396, low: 92.3, high: 96.7 },
  /** Attacked images above the score that at most one in a hundred ordinary images exceeds. */
  foundAtOnePercent: { count: 355, of: 388, low: 88.3, high: 93.9 },
} satisfies Record<string, number | MeasuredRate>;
