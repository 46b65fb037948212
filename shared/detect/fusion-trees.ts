/** Written by test/evaluate/fit-boost.ts; do not edit. */

/** A leaf's log odds, or [input, threshold, tree where the input is at most that, tree above]. */
export type Tree = number | readonly [number, number, Tree, Tree];

export const CALIBRATION = { slope: 1, offset: 0, suspicious: 2, attack: 4 };

export const TREES: readonly Tree[] = [];
