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
  attackFound: { count: 338, of: 396, low: 81.5, high: 88.5 },
  suspiciousFound: { count: 383, of: 396, low: 94.5, high: 98.1 },
  /** Attacked images above the score that at most one in a hundred ordinary images exceeds. */
  foundAtOnePercent: { count: 361, of: 388, low: 90.1, high: 95.2 },
} satisfies Record<string, number | MeasuredRate>;

/** What the score was fitted on, and what the rates were measured on. */
export const CALIBRATION_SETS =
  'fitted and calibrated on 1582 ordinary and 1715 attacked images (sets corpus, fit, wide, fresh and tools-fit), ' +
  'measured on 375 ordinary and 396 attacked images that it was not fitted to (sets tools-held and final)';
