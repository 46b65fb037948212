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
  benign: 819,
  attacks: 448,
  /** Ordinary images with verdict `attack`, and with `suspicious` or worse. */
  attack: { count: 1, of: 819, low: 0.0, high: 0.7 },
  suspicious: { count: 8, of: 819, low: 0.5, high: 1.9 },
  /** Attacked images with verdict `attack`, and with `suspicious` or worse. */
  attackFound: { count: 343, of: 448, low: 72.4, high: 80.2 },
  suspiciousFound: { count: 403, of: 448, low: 86.8, high: 92.4 },
  /** Attacked images above the score that at most one in a hundred ordinary images exceeds. */
  foundAtOnePercent: { count: 404, of: 448, low: 87.1, high: 92.6 },
} satisfies Record<string, number | MeasuredRate>;
