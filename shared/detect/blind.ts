/**
 * Detection without prior knowledge: given an image and nothing else, whether a picture is hidden in
 * it for some machine scale, at which size, for which resizers, in which channels and where.
 */
import type { Raster, Size } from '../base/raster.ts';
import { isCentered } from '../pipelines/crop-view.ts';
import { targetsOf, type BlindTarget, type Scored } from './blind-target.ts';
import { examine, type Examined } from './examine.ts';
import { explain, type Explanation } from './explain.ts';
import { withWasm, type DetectWasm } from './kernels/wasm.ts';
import { lookedSizes, type LookedSize } from './looked.ts';
import { CALIBRATION } from './measure/fusion-trees.ts';
import { probability } from './measure/probability.ts';
import { localize, recover, type HeatMap } from './measure/localize.ts';
import { repeatsOf, type Repeats } from './measure/tiling.ts';
import { openPlanes, type Planes } from './lattice/plane.ts';
import { withDivisor, withFraction } from './fraction-reading.ts';
import { withOtherReading } from './other-reading.ts';
import { readAgain, readPart } from './read-again.ts';
import { repeatsNowhere, withSteady } from './steady.ts';
import { USUAL } from './search/plausible.ts';
import { LEAST_PERIOD, LEAST_SIZE, searchedSizes } from './search/searched-sizes.ts';
import { isOfPlaces } from './search/standout.ts';

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
  /** The sizes that were measured, found or not; none where nothing stands out. */
  looked: LookedSize[];
  heat: HeatMap | null;
  /** The hidden picture at its own size; null where nothing was found. */
  picture: Raster<Uint8Array> | null;
}

/** What was found, or nothing and what was nearly found. */
export interface BlindSearch extends BlindResult {
  /** What there would be at a size that machines take, at a little less evidence than was asked for; else null. */
  near: BlindResult | null;
}

/** A strong lattice of the picture for which no harmless cause is known and on which nothing was found. */
export interface UnexplainedLattice extends Size {
  /** How many deviations the weaker of its two combs stands out. */
  sigma: number;
}

/** Log odds by which a size may be less suspicious than its multiples and still come first. */
const SAME_PICTURE = 1;

/** Log odds where no lattice stands out enough to be measured. */
const NOTHING_STANDS_OUT = -10;

/**
 * Examines `raster` at every size; nothing else is known about it. What has more than `least` log odds
 * is found, and what has up to `within` less is nearly.
 */
export function detectBlind(
  raster: Raster,
  least: number = CALIBRATION.suspicious,
  within = 0,
): BlindSearch {
  return withWasm((wasm) => detectIn(wasm, raster, least, within));
}

function detectIn(wasm: DetectWasm, raster: Raster, least: number, within: number): BlindSearch {
  if (searchedSizes(raster) === null) return { ...notAssessable(raster), near: null };
  const planes = openPlanes(wasm, raster);
  const { examined: found, lattices, skipped } = examine(wasm, planes, raster);
  let known: Repeats | null = null;
  const repeats = (): Repeats => (known ??= repeatsOf(wasm, planes.load(planes.main.name)));
  const own = found.map((one) => ({ found: one, logOdds: one.logOdds }));
  const scored = withSteady(own, planes.main, least - within, repeats);
  if (scored.every(({ logOdds }) => logOdds <= least)) {
    const part = readPart(wasm, planes, found);
    if (part !== null && part.logOdds > least)
      scored.unshift({ found: part, logOdds: part.logOdds });
  }
  const examined = rank(scored);
  const looked = lookedSizes(examined.map((one) => one.found));
  const logOdds = examined.reduce((most, one) => Math.max(most, one.logOdds), NOTHING_STANDS_OUT);
  const score = probability(logOdds);
  const isUsual = examined.length > 0 && examined[0].found.candidate.plausible >= USUAL;
  if (examined.length === 0 || logOdds <= least) {
    const measured = examined.map((one) => one.found);
    const [lattice = null] = lattices;
    const explanation = explain(raster, lattice, measured, null, repeats);
    const result = { isFound: false, logOdds, isUsual, score, targets: [], explanation };
    const reasons = [
      `The search found no size at which a machine would receive a different picture from the one a person sees (probability of an attack: ${percent(score)}).`,
      ...(explanation === null ? [] : [explanation.reason]),
    ];
    const unexplained = explanation?.kind === 'mosaic' ? [] : unexplainedOf(measured);
    const [first] = examined;
    const isNear =
      logOdds > least - within &&
      first !== undefined &&
      isWorthALook(first.found, explanation, repeats);
    const near = isNear
      ? foundIn(wasm, raster, planes, examined, least - within, looked, repeats)
      : null;
    return { ...result, reasons, unexplained, skipped, looked, heat: null, picture: null, near };
  }
  return { ...foundIn(wasm, raster, planes, examined, least, looked, repeats), near: null };
}

/**
 * From here on what strays on a lattice resembles what strays beside it more than what does far away, and the lattice
 * hardly drifts: a picture lies on it.
 */
const OF_A_PICTURE = { aperiodic: 0.1, consistent: 0.65 };
/** From here on a picture is nothing but tiles, and what lies on their lattice is their own. */
const NOTHING_BUT_TILES = 0.9;

/**
 * Whether what is nearly found is judged by its views. What repeats all over departs from what is unread by itself,
 * unless a picture lies on its lattice; and of a size that no machine takes a picture has to, or the picture that holds
 * it repeats nowhere.
 */
function isWorthALook(
  { candidate: { plausible, standout }, measures }: Examined,
  explanation: Explanation | null,
  repeats: () => Repeats,
): boolean {
  const { aperiodic, consistent } = OF_A_PICTURE;
  if (measures.aperiodic >= aperiodic && standout.consistent >= consistent) {
    return repeats().tiling < NOTHING_BUT_TILES;
  }
  if (explanation?.kind === 'mosaic' || explanation?.kind === 'periodic') return false;
  return plausible >= USUAL || repeatsNowhere(repeats());
}

/** What was found at `examined`, of which some has more than `least` log odds. */
function foundIn(
  wasm: DetectWasm,
  raster: Raster,
  planes: Planes,
  examined: Scored[],
  least: number,
  looked: LookedSize[],
  repeats: () => Repeats,
): BlindResult {
  const logOdds = examined.reduce((most, one) => Math.max(most, one.logOdds), NOTHING_STANDS_OUT);
  const score = probability(logOdds);
  const isUsual = examined[0].found.candidate.plausible >= USUAL;
  const again = withDivisor(wasm, planes, readAgain(wasm, planes, examined));
  const whole = withFraction(wasm, planes, again);
  const read = withOtherReading(wasm, planes, whole, raster);
  const [{ found: top }] = read;
  const targets = targetsOf(read, raster, least, repeatsNowhere(repeats()));
  const [first] = targets;
  const explanation = explain(raster, null, [], top, repeats);
  const heat = localize(wasm, planes.load(top.plane), top.columns, top.rows);
  return {
    isFound: true,
    logOdds,
    isUsual: isUsual || top.candidate.plausible >= USUAL,
    score,
    targets,
    explanation,
    reasons: [
      `At ${first.width}x${first.height} a machine that resizes with ${first.samplers.slice(0, 3).join(', ')} receives a different picture from the one a person sees (probability of an attack: ${percent(score)}).`,
      `At ${first.width}x${first.height} the pixels that the machine reads differ from their neighbors ${Math.exp(top.measures.explained / 2).toFixed(1)} times as much as the image's own detail explains, and ${Math.exp(top.measures.rival / 2).toFixed(1)} times as much as the pixels of nearby lattices.`,
      `The difference is largest in channel ${top.plane}.`,
      ...(isCentered(first.crop, raster) ? [] : [offCenter(top)]),
      ...(explanation === null ? [] : [explanation.reason]),
    ],
    unexplained: [],
    skipped: 0,
    looked,
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

/** From here on a lattice is strong. */
const STRONG_COMB = 6;

/** Lattices with strong combs and single places that stand out, though not enough to be found. */
function unexplainedOf(examined: readonly Examined[]): UnexplainedLattice[] {
  const lattices = new Map<string, UnexplainedLattice>();
  for (const { candidate, columns, rows } of examined) {
    const { combX, combY, standout } = candidate;
    const sigma = Math.min(combX, combY);
    if (sigma < STRONG_COMB) continue;
    if (!isOfPlaces(standout)) continue;
    const { size: width } = columns;
    lattices.set(`${width}x${rows.size}`, { width, height: rows.size, sigma });
  }
  return [...lattices.values()].sort((a, b) => b.sigma - a.sigma);
}

function offCenter({ columns, rows }: Examined): string {
  return (
    `The altered pixels repeat every ${columns.period.toFixed(2)} by ${rows.period.toFixed(2)} pixels over ` +
    `${columns.length}x${rows.length} pixels at ${columns.from},${rows.from}, off the center: a machine receives only that ` +
    'part. If its edges were left unaltered, the part is larger than that, and so is the target size.'
  );
}

function notAssessable({ width, height }: Raster): BlindResult {
  const reason =
    `Not assessable: ${width}x${height} is too small. A picture can be hidden only where a machine ` +
    `reads less than one in ${LEAST_PERIOD} pixels along each side, and the smallest target size that is ` +
    `searched is ${LEAST_SIZE}x${LEAST_SIZE}.`;
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
    looked: [],
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
