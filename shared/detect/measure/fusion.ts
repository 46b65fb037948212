/**
 * Fuses the measures of one plane at one candidate into one number: boosted trees, monotone in every
 * input, so more of any evidence never lowers the score. Fitted by test/evaluate/fit/fit.ts.
 */
import type { AxisLattice } from '../lattice/geometry.ts';
import type { Candidate } from '../search/candidate.ts';
import { TREES, type Tree } from './fusion-trees.ts';
import { MEASURES, type Measures } from './measures.ts';
import { RESIDUAL_MEASURES } from './captured.ts';

/** Inputs of the trees, in order: the measures of the plane, of the candidate, and of the residual. */
export const INPUTS: readonly string[] = [
  ...MEASURES,
  'comb',
  'combStronger',
  'screen',
  'contrast',
  'tile',
  'whole',
  'concentrated',
  'quiet',
  'quietWhole',
  'consistent',
  'pointed',
  'period',
  'unlocked',
  'plausible',
  ...RESIDUAL_MEASURES,
];

export function inputsOf(
  measures: Measures,
  { single, combX, combY, z, contrast, standout, plausible }: Omit<Candidate, 'block'>,
): number[] {
  const log = (value: number): number => Math.log(1 + Math.max(0, value));
  return [
    ...MEASURES.map((name) => measures[name]),
    log(Math.min(combX, combY)),
    log(Math.max(combX, combY)),
    log(z),
    log(contrast),
    log(standout.tile),
    log(standout.whole),
    standout.concentrated,
    standout.quiet,
    standout.quietWhole,
    standout.consistent,
    standout.pointed,
    Math.log(Math.min(single.columns.period, single.rows.period)),
    isLocked(single.columns) && isLocked(single.rows) ? 0 : 1,
    plausible,
    ...RESIDUAL_MEASURES.map((name) => measures[name]),
  ];
}

/** Whether a lattice repeats every whole number of pixels, as mosaics, dithers and screens do. */
function isLocked({ period, size }: AxisLattice): boolean {
  return Math.abs(period - Math.round(period)) * size < 1;
}

/** The fused evidence as log odds at the fitting set's share of attacks. */
export function logOddsOf(inputs: readonly number[]): number {
  return TREES.reduce<number>((sum, tree) => sum + treeValue(tree, inputs), 0);
}

export function treeValue(tree: Tree, inputs: readonly number[]): number {
  let node = tree;
  while (typeof node !== 'number') node = inputs[node[0]] <= node[1] ? node[2] : node[3];
  return node;
}
