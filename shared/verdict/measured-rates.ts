/**
 * How often the search is right and wrong, on images that it was not fitted to. Source:
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
  benign: 324,
  attacks: 257,
  /** Ordinary images with verdict `attack`, and with `suspicious` or worse. */
  attack: { count: 2, of: 324, low: 0.2, high: 2.2 },
  suspicious: { count: 5, of: 324, low: 0.7, high: 3.6 },
  /** Attacked images with verdict `attack`, and with `suspicious` or worse. */
  attackFound: { count: 222, of: 257, low: 81.6, high: 90.0 },
  suspiciousFound: { count: 246, of: 257, low: 92.5, high: 97.6 },
  /** Attacked images above the score that at most one in a hundred ordinary images exceeds. */
  foundAtOnePercent: { count: 238, of: 251, low: 91.3, high: 96.9 },
} satisfies Record<string, number | MeasuredRate>;

/** What the score was fitted on, and what the rates were measured on. */
export const CALIBRATION_SETS =
  'fitted and calibrated on 1582 ordinary and 1715 attacked images (sets corpus, fit, wide, fresh and tools-fit), ' +
  'measured on 324 ordinary and 257 attacked images that it was not fitted to (sets tools-next and next)';
