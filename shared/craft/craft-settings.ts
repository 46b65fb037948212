/** How an attack is crafted: what a person may choose, with the defaults. */
import type { Size } from '../base/raster.ts';

/**
 * - l2: the least sum of squared changes.
 * - l0: few pixels, each changed as much as it takes; the taps of most weight first.
 * - linf: the smallest bound that no change of a value exceeds, and under it the least squares.
 * - copy: every tap becomes the payload's pixel (Lohn 2020, Algorithm 1).
 */
export const CRAFT_METHODS = ['l2', 'l0', 'linf', 'copy'] as const;
export type CraftMethod = (typeof CRAFT_METHODS)[number];

export const CHANNEL_NAMES = ['r', 'g', 'b'] as const;
export type ChannelName = (typeof CHANNEL_NAMES)[number];

export interface CraftSettings {
  method: CraftMethod;
  /** Largest difference of the machine view from the payload, in grey levels, 0..254. */
  tolerance: number;
  /** No value changes by more grey levels than this, 1..255; null: only the range is a bound. */
  bound: number | null;
  /** The channels that are written; the others keep the decoy. */
  channels: readonly ChannelName[];
  /** Only pixels of the decoy of at most this luma are written, 0..255; null: all. */
  dark: number | null;
  /** Share of the way from the decoy's view to the payload, above 0, at most 1. */
  strength: number;
  /** Changes pixels that no payload is read from, to take the target's harmonics out of the spectrum. */
  suppressPeaks: boolean;
  /** A target size at which a faint lattice is laid as a false trace; null: none. */
  fakePeaks: Size | null;
}

export const DEFAULT_CRAFT_SETTINGS: CraftSettings = {
  method: 'l2',
  tolerance: 2,
  bound: null,
  channels: CHANNEL_NAMES,
  dark: null,
  strength: 1,
  suppressPeaks: false,
  fakePeaks: null,
};

/** Grey levels of the tolerance that are kept for the rounding of samples and of the library. */
const ROUNDING_LEVELS = 2;

/** What the solver may leave of the difference, in grey levels. */
export function slackOf({ tolerance }: Pick<CraftSettings, 'tolerance'>): number {
  return Math.max(0, tolerance - ROUNDING_LEVELS);
}
