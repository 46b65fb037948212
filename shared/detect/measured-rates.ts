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
  benign: 780,
  attacks: 320,
  /** Ordinary images with verdict `attack`, and with `suspicious` or worse. */
  attack: { count: 2, of: 780, low: 0.1, high: 0.9 },
  suspicious: { count: 10, of: 780, low: 0.7, high: 2.3 },
  /** Attacked images above the score that one in a hundred ordinary images reaches. */
  detected: { count: 307, of: 320, low: 93.2, high: 97.6 },
} satisfies Record<string, number | MeasuredRate>;
