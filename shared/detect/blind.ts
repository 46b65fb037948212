/**
 * Detection without prior knowledge: given an image and nothing else, whether a picture is hidden in
 * it for some machine scale, at which size, for which resizers, in which channels and where.
 */
import { dtypeOf, type Raster, type Size } from '../raster.ts';
import { plausibilityIn, standoutAt, USUAL } from './search/candidates.ts';
import type { Standout } from './search/standout.ts';
import { inputsOf, logOddsOf } from './measure/fusion.ts';
import { LEAST_PERIOD, LEAST_SIZE, searchedSizes } from './search/searched-sizes.ts';
import { repeatsOf, type Repeats } from './measure/tiling.ts';
import { evidenceOf, type Evidence } from './explain/evidence.ts';
import { examine, MANY_CELLS, type Examined } from './examine.ts';
import { isCentered } from '../pipelines/crop-view.ts';
import { explain, type Explanation } from './explain/explain.ts';
import { CALIBRATION } from './measure/fusion-trees.ts';
import type { Geometry } from './lattice/geometry.ts';
import { localize, recover, type HeatMap } from './measure/localize.ts';
import { readersOf } from './lattice/readers.ts';
import { withMachine, type DetectMachine } from './kernels/machine.ts';
import { measure } from './measure/measures.ts';
import { openPlanes, type Planes } from './planes/plane.ts';
import { reread } from './search/refine-size.ts';

export interface BlindTarget {
  width: number;
  height: number;
  geometry: Geometry;
  /** The part of the source that is resized. */
  crop: { x: number; y: number; width: number; height: number };
  /** Resizers that read this lattice. */
  samplers: readonly string[];
  channels: string[];
  score: number;
  evidence: Evidence[];
}

export interface BlindResult {
  /** Whether the evidence is more than was asked for; without it there is no heat and no picture. */
  isFound: boolean;
  /** The fused evidence, in log odds; null where the picture is too small to be assessed. */
  logOdds: number | null;
  /** Whether a machine is known to take the size of the first target. */
  isUsual: boolean;
  /** Probability of an attack at the base rate BASE_RATE. */
  score: number;
  /** Best first; those at least as suspicious as a tenth of the best, none where nothing was found. */
  targets: BlindTarget[];
  explanation: Explanation | null;
  /** Where something was found the first says at which size and for whom, the others why. */
  reasons: string[];
  /** Strong lattices that nothing explains, strongest first; none where something was found. */
  unexplained: UnexplainedLattice[];
  /** Sizes that stood out and were not looked at; 0 where something was found. */
  skipped: number;
  heat: HeatMap | null;
  /** The hidden picture at its own size; null where nothing was found. */
  picture: Raster<Uint8Array> | null;
}

/** A strong lattice of the picture for which no harmless cause is known and on which nothing was found. */
export interface UnexplainedLattice extends Size {
  /** How many deviations the weaker of its two combs stands out. */
  sigma: number;
}

interface Scored {
  found: Examined;
  logOdds: number;
}

/** Log odds by which a size may be less suspicious than its multiples and still come first. */
const SAME_PICTURE = 1;

/** Log odds where no lattice stands out enough to be measured. */
const NOTHING_STANDS_OUT = -10;

/** Share of attacked images that the score is a probability at. */
export const BASE_RATE = 0.01;

/**
 * Examines `raster` at every size; nothing else is known about it. What has more than `least` log odds
 * is found.
 */
export function detectBlind(raster: Raster, least: number = CALIBRATION.suspicious): BlindResult {
  return withMachine((machine) => detectIn(machine, raster, least));
}

function detectIn(machine: DetectMachine, raster: Raster, least: number): BlindResult {
  if (searchedSizes(raster) === null) return notAssessable(raster);
  const planes = openPlanes(machine, raster);
  const { examined: found, lattices, skipped } = examine(machine, planes, raster);
  const scored = found.map((one) => ({ found: one, logOdds: one.logOdds }));
  if (scored.every(({ logOdds }) => logOdds <= least)) {
    const part = readPart(machine, planes, found);
    if (part !== null && part.logOdds > least)
      scored.unshift({ found: part, logOdds: part.logOdds });
  }
  const examined = rank(scored);
  const logOdds = examined.reduce((most, one) => Math.max(most, one.logOdds), NOTHING_STANDS_OUT);
  const score = probability(logOdds);
  const isUsual = examined.length > 0 && examined[0].found.candidate.plausible >= USUAL;
  if (logOdds <= least) {
    const looked = examined.map((one) => one.found);
    const [lattice = null] = lattices;
    const repeats = (): Repeats => repeatsOf(machine, planes.load(planes.main.name));
    const explanation = explain(raster, lattice, looked, null, repeats);
    const known = { isFound: false, logOdds, isUsual, score };
    const result = { ...known, targets: [], explanation };
    const reasons = [
      `No size was found at which a machine would receive another picture than a person sees (probability ${percent(score)}).`,
      ...(explanation === null ? [] : [explanation.reason]),
    ];
    const unexplained = explanation?.kind === 'mosaic' ? [] : unexplainedOf(looked);
    return { ...result, reasons, unexplained, skipped, heat: null, picture: null };
  }
  const read = readAgain(machine, planes, examined);
  const [{ found: top }] = read;
  const targets = targetsOf(read, raster, least);
  const [first] = targets;
  const repeats = (): Repeats => repeatsOf(machine, planes.load(planes.main.name));
  const explanation = explain(raster, null, [], top, repeats);
  const heat = localize(machine, planes.load(top.plane), top.columns, top.rows);
  return {
    isFound: true,
    logOdds,
    isUsual,
    score,
    targets,
    explanation,
    reasons: [
      `At ${first.width}x${first.height} a machine that reads ${first.samplers.slice(0, 3).join(', ')} receives another picture than a person sees (probability ${percent(score)}).`,
      `The pixels it reads differ from their neighbors by ${Math.exp(top.measures.explained / 2).toFixed(1)} times what the image's own detail explains; ${Math.exp(top.measures.rival / 2).toFixed(1)} times as much as on the lattices beside it.`,
      `Most of it is in channel ${top.plane}.`,
      ...(isCentered(first.crop, raster) ? [] : [offCenter(top)]),
      ...(explanation === null ? [] : [explanation.reason]),
    ],
    unexplained: [],
    skipped: 0,
    heat,
    picture: recover(raster, top.columns, top.rows),
  };
}

/**
 * The most suspicious first, but of those that are nearly as suspicious the one whose cells hold most of
 * what strays, most densely: multiples and divisors of the true size show the hidden picture as clearly.
 */
function rank(examined: Scored[]): Scored[] {
  const most = examined.reduce((least, one) => Math.max(least, one.logOdds), -Infinity);
  const holds = ({ found: { measures, candidate } }: Scored): number =>
    Math.log(measures.captured + 0.01) + candidate.standout.concentrated;
  const alike = examined.filter(({ logOdds }) => logOdds >= most - SAME_PICTURE);
  const best = alike.reduce((a, b) => (holds(b) > holds(a) ? b : a), alike[0]);
  const first = best?.found.candidate;
  const place = ({ found }: Scored): number => (found.candidate === first ? 0 : 1);
  return examined.sort((a, b) => place(a) - place(b) || b.logOdds - a.logOdds);
}

/**
 * The clearest lattice that was not found, read as one of a part of the frame: what was written for such a
 * part meets a lattice of the whole in runs. Null where none is clear, or drifts, or it is of no part.
 */
function readPart(
  machine: DetectMachine,
  planes: Planes,
  examined: readonly Examined[],
): Examined | null {
  if (examined.every(({ logOdds }) => logOdds < HOPELESS)) return null;
  const clear = examined.filter(({ candidate: { standout } }) => isClear(standout));
  if (clear.length === 0) return null;
  const first = clear.reduce((a, b) =>
    b.candidate.standout.tile > a.candidate.standout.tile ? b : a,
  );
  if (first.candidate.standout.consistent > CONSISTENT) return null;
  const reading = reread(machine, planes, first, []);
  if (reading === null) return null;
  const { columns, rows } = reading;
  const pair = { columns, rows };
  const standout = standoutAt(machine, planes.main, pair);
  const plausible = plausibilityIn({ width: columns.length, height: rows.length }, columns, rows);
  const candidate = { ...first.candidate, single: pair, block: pair, standout, plausible };
  const measures = measure(machine, planes.load(first.plane), columns, rows, MANY_CELLS);
  const inputs = inputsOf(measures, candidate);
  return { ...first, columns, rows, candidate, measures, inputs, logOdds: logOddsOf(inputs) };
}

function isClear({ tile, concentrated, pointed }: Standout): boolean {
  return tile >= CLEAR_TILE && concentrated >= STRONG_PLACE && pointed >= POINTED;
}

const CLEAR_TILE = 40;
/** Where nothing has more log odds than this, nothing of a part is written either. */
const HOPELESS = -3;

/** From here on a lattice is strong, and what stands on it is single places and not lines. */
const STRONG_COMB = 6;
const STRONG_PLACE = 1.5;
const POINTED = 0.7;

/** Lattices with strong combs and single places that stand out, though not enough to be found. */
function unexplainedOf(examined: readonly Examined[]): UnexplainedLattice[] {
  const lattices = new Map<string, UnexplainedLattice>();
  for (const { candidate, columns, rows } of examined) {
    const { combX, combY, standout } = candidate;
    const sigma = Math.min(combX, combY);
    if (sigma < STRONG_COMB) continue;
    if (standout.concentrated < STRONG_PLACE || standout.pointed < POINTED) continue;
    const { size: width } = columns;
    lattices.set(`${width}x${rows.size}`, { width, height: rows.size, sigma });
  }
  return [...lattices.values()].sort((a, b) => b.sigma - a.sigma);
}

/**
 * What was found with the size of the first read once more; where that tells another, its lattice
 * stands for all others, which met it in part. What was found is as suspicious as it was.
 */
function readAgain(machine: DetectMachine, planes: Planes, examined: Scored[]): Scored[] {
  const [{ found: first }] = examined;
  if (isSettled(first, planes.main)) return examined;
  const others = examined.map(({ found }) => found);
  const reading = reread(machine, planes, first, others);
  if (reading === null) return examined;
  const { columns, rows } = reading;
  const part = { width: columns.length, height: rows.length };
  const plausible = plausibilityIn(part, columns, rows);
  const isWhole = columns.length === planes.main.width && rows.length === planes.main.height;
  // Of several sizes at once, blocks of two may pass for those of a part that no machine takes.
  if (!isWhole && plausible < Math.min(USUAL, first.candidate.plausible)) return examined;
  const measures = measure(machine, planes.load(first.plane), columns, rows, MANY_CELLS);
  const found = { ...first, ...reading, measures, candidate: { ...first.candidate, plausible } };
  return [{ found, logOdds: examined[0].logOdds }];
}

/** Whether a lattice of the whole frame never drifts, at a size that machines take. */
function isSettled({ candidate, columns, rows }: Examined, { width, height }: Size): boolean {
  const isWhole = columns.length === width && rows.length === height;
  return isWhole && candidate.plausible >= USUAL && candidate.standout.consistent > CONSISTENT;
}

const CONSISTENT = 0.8;

function offCenter({ columns, rows }: Examined): string {
  return (
    `What was written repeats every ${columns.period.toFixed(2)} by ${rows.period.toFixed(2)} pixels over ` +
    `${columns.length}x${rows.length} pixels at ${columns.from},${rows.from}, off the center: a machine gets that ` +
    'part alone. It is larger than that, and so is the size, where its edges were left as they were.'
  );
}

/** Probability at BASE_RATE of log odds at equal shares. */
function probability(logOdds: number): number {
  const prior = Math.log(BASE_RATE / (1 - BASE_RATE));
  return 1 / (1 + Math.exp(-(CALIBRATION.slope * logOdds + CALIBRATION.offset + prior)));
}

function targetsOf(examined: readonly Scored[], raster: Raster, least: number): BlindTarget[] {
  const targets: BlindTarget[] = [];
  if (examined.length === 0) return targets;
  const enough = Math.max(least, examined[0].logOdds - 3);
  const shape = { channels: raster.channels, dtype: dtypeOf(raster.data) };
  for (const { found, logOdds } of examined) {
    const { columns, rows } = found;
    const known = targets.find(
      (t) => t.width === columns.size && t.height === rows.size && t.crop.width === columns.length,
    );
    if (known !== undefined) {
      if (logOdds >= enough && !known.channels.includes(found.plane))
        known.channels.push(found.plane);
      continue;
    }
    if (targets.length > 0 && (logOdds < enough || echoes(columns.size, rows.size, targets[0]))) {
      continue;
    }
    const { geometry } = columns;
    targets.push({
      width: columns.size,
      height: rows.size,
      geometry,
      crop: { x: columns.from, y: rows.from, width: columns.length, height: rows.length },
      samplers: readersOf(columns, rows, shape).map(({ sampler }) => sampler),
      channels: [found.plane],
      score: probability(logOdds),
      evidence: evidenceOf(found.measures),
    });
  }
  return targets;
}

/** Whether a size is a multiple or a divisor of a target's along both axes: the same picture. */
function echoes(width: number, height: number, target: BlindTarget): boolean {
  const related = (a: number, b: number): boolean => {
    const ratio = Math.max(a, b) / Math.min(a, b);
    return Math.abs(ratio - Math.round(ratio)) * Math.min(a, b) <= 1.5;
  };
  return related(width, target.width) && related(height, target.height);
}

function notAssessable({ width, height }: Raster): BlindResult {
  const reason =
    `Not assessable: ${width}x${height} is too small. A picture can be hidden only where a machine ` +
    `reads less than one in ${LEAST_PERIOD} pixels along each side, and the smallest size that is ` +
    `looked for is ${LEAST_SIZE}x${LEAST_SIZE}.`;
  return {
    isFound: false,
    logOdds: null,
    isUsual: false,
    score: 0,
    targets: [],
    explanation: { kind: 'not-assessable', reason },
    reasons: [reason],
    unexplained: [],
    skipped: 0,
    heat: null,
    picture: null,
  };
}

function percent(value: number): string {
  return value < 0.001
    ? 'below 0.1%'
    : value > 0.999
      ? 'above 99.9%'
      : `${(value * 100).toFixed(1)}%`;
}
