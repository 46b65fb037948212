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
  benign: 429,
  attacks: 392,
  /** Ordinary images with verdict `attack`, and with `suspicious` or worse. */
  attack: { count: 1, of: 429, low: 0.0, high: 1.3 },
  suspicious: { count: 2, of: 429, low: 0.1, high: 1.7 },
  /** Attacked images with verdict `attack`, and with `suspicious` or worse. */
  attackFound: { count: 362, of: 392, low: 89.3, high: 94.6 },
  suspiciousFound: { count: 381, of: 392, low: 95.0, high: 98.4 },
  /** Attacked images above the score that at most one in a hundred ordinary images exceeds. */
  foundAtOnePercent: { count: 382, of: 392, low: 95.4, high: 98.6 },
} satisfies Record<string, number | MeasuredRate>;
