/** What the search proposes to measure. */
import type { AxisLattice } from '../lattice/geometry.ts';
import type { Standout } from './standout.ts';

/** A lattice whose written places are known: single columns and rows, and blocks of two. */
export interface Candidate {
  single: AxisPair;
  block: AxisPair;
  combX: number;
  combY: number;
  /** How far the crossings stand out of those between them (prescreen.ts), while the planes are there. */
  readonly z: number;
  readonly contrast: number;
  standout: Standout;
  /** Whether single pixels or blocks of two stand out more. */
  clearer: 1 | 2;
  /** How usual it is that a machine takes this size, 0..3 (plausibilityOf). */
  plausible: number;
}

export interface AxisPair {
  columns: AxisLattice;
  rows: AxisLattice;
}
