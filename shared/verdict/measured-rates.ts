/**
 * How often the search is right and wrong, on images that it was not fitted to; its last limits were chosen with the
 * harmless ones in sight. Source: test/evaluate/RESULTS.md, from which these are copied.
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
  attacks: 320,
  /** Ordinary images with verdict `attack`, and with `suspicious` or worse. */
  attack: { count: 2, of: 375, low: 0.1, high: 1.9 },
  suspicious: { count: 6, of: 375, low: 0.7, high: 3.4 },
  /** Attacked images with verdict `attack`, and with `suspicious` or worse. */
  attackFound: { count: 280, of: 320, low: 83.4, high: 90.7 },
  suspiciousFound: { count: 307, of: 320, low: 93.2, high: 97.6 },
  /** Attacked images above the score that at most one in a hundred ordinary images exceeds. */
  foundAtOnePercent: { count: 288, of: 312, low: 88.8, high: 94.8 },
} satisfies Record<string, number | MeasuredRate>;

/** What the score was fitted on, and what the rates were measured on. */
export const CALIBRATION_SETS =
  'fitted and calibrated on 1582 ordinary and 1715 attacked images (sets corpus, fit, wide, fresh and tools-fit), ' +
  'measured on 375 ordinary and 320 attacked images that it was not fitted to (sets tools-next and next; the last limits were chosen with the ordinary ones in sight)';
