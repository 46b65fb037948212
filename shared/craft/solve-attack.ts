/**
 * Crafts an attack for the tap tables of any pipelines: what every payload wants is solved for
 * jointly with the least change of the decoy, rounded to whole levels, looked at through the exact
 * pipelines, and corrected where their arithmetic strays from their tables.
 */
import { UserError } from '../base/errors.ts';
import type { Raster } from '../base/raster.ts';
import { seenBy, type PayloadTarget } from './payload-target.ts';
import { minimaxBound } from './minimax-bound.ts';
import { ALL_SPOILT, differenceAt, fidelityOf } from './fidelity.ts';
import { boundsOf } from './editable-samples.ts';
import { copyIntoTaps, describeWritten, type CraftedImage } from './lattice-write.ts';
import { leastChange, type WantedPlane } from './least-change.ts';
import type { Fidelity } from './manifest.ts';
import type { PreparedAttack } from './prepare-attack.ts';
import { withPart } from './read-part.ts';
import { roundPlane } from './round-plane.ts';
import { slackOf } from './craft-settings.ts';
import { sparsePixels } from './sparse.ts';

export interface SolvedAttack extends CraftedImage {
  fidelity: Fidelity[];
  /** The bound under which `linf` was solved; null for other methods. */
  bound: number | null;
}

/** What is added to the wanted values of each payload: view height*width*channels. */
export type Corrections = readonly Float32Array[];

/** Outputs off by more than this are solved for again; by more than that it is not for arithmetic. */
const CORRECT_FROM = 1;
const CORRECT_TO = 8;

const MAX_CORRECTIONS = 2;

/** How much further the taps of a sparse attack reach when the first choice was not enough. */
const SPARSE_FACTORS = [1, 1.6, 3, 10];

/** No larger tolerance is proposed: the payload would not be recognized. */
const MOST_PROPOSED = 64;

/** By how much the bound of `linf` grows when outputs that share pixels need more. */
const BOUND_GROWTH = 1.15;
const MAX_BOUNDS = 12;

/**
 * The attack that `prepared` asks for, verified through its pipelines. Yields the share of the work
 * done, 0..1. Throws UserError `not-attackable` with the reason and what would work.
 */
export function* solveAttack(prepared: PreparedAttack): Generator<number, SolvedAttack> {
  const { method } = prepared.settings;
  if (method === 'copy') return verified(prepared, copied(prepared), null);
  let bound = method === 'linf' ? neededBound(prepared) : null;
  let reach = 0;
  for (let attempt = 0; ; attempt++) {
    const limits = { bound, factor: SPARSE_FACTORS[reach] };
    const result = verified(prepared, yield* solveCorrected(prepared, limits), bound);
    if (result.fidelity.every(({ missed }) => missed === 0)) return result;
    if (bound !== null && bound < 255 && attempt < MAX_BOUNDS) {
      bound = Math.min(255, Math.ceil(bound * BOUND_GROWTH) + 1);
    } else if (method === 'l0' && reach < SPARSE_FACTORS.length - 1) {
      reach++;
    } else {
      if (prepared.editable.pixels === null) refuseMissed(prepared, result);
      return result;
    }
  }
}

function verified(
  { payloads, targets, settings }: PreparedAttack,
  attack: Raster<Uint8Array>,
  bound: number | null,
): SolvedAttack {
  const written = describeWritten(
    payloads,
    targets.map(({ view }) => view),
  );
  const limit = settings.method === 'copy' ? ALL_SPOILT : settings.tolerance;
  const fidelity = payloads.map((payload, i) =>
    fidelityOf(attack, payload, targets[i], written[i], limit),
  );
  return { attack, payloads: written, fidelity, bound };
}

function copied({ decoy, targets, editable }: PreparedAttack): Raster<Uint8Array> {
  const attack = { ...decoy, data: decoy.data.slice() };
  for (const { wanted, view, targeted } of targets) {
    copyIntoTaps(attack, wanted, view, { targeted, ...editable });
  }
  return attack;
}

interface Limits {
  /** Of every change; null: what the settings say. */
  bound: number | null;
  /** How far the taps of a sparse attack reach. */
  factor: number;
}

/** Solved, and again where the pipelines' arithmetic strays by more than CORRECT_FROM. */
function* solveCorrected(
  prepared: PreparedAttack,
  limits: Limits,
): Generator<number, Raster<Uint8Array>> {
  const { payloads, targets } = prepared;
  const corrections = targets.map(({ wanted }) => new Float32Array(wanted.data.length));
  let best = { strayed: Infinity, attack: prepared.decoy };
  for (let round = 0; round <= MAX_CORRECTIONS; round++) {
    const share = 0.1 ** round;
    const run = solveOnce(prepared, corrections, limits);
    let step = run.next();
    while (step.done !== true) {
      yield 1 - share * (1 - 0.9 * step.value);
      step = run.next();
    }
    const attack = step.value;
    let strayed = 0;
    for (const [i, { wanted, targeted }] of targets.entries()) {
      const seen = seenBy(payloads[i], attack);
      for (let output = 0; output < targeted.length; output++) {
        if (targeted[output] === 0) continue;
        const off = differenceAt(seen, wanted, output) - slackOf(prepared.settings);
        if (off <= CORRECT_FROM || off > CORRECT_TO) continue;
        strayed++;
        for (let k = output * seen.channels; k < (output + 1) * seen.channels; k++) {
          corrections[i][k] += wanted.data[k] - seen.data[k];
        }
      }
    }
    if (strayed < best.strayed) best = { strayed, attack };
    if (strayed === 0 || best.attack !== attack) break;
  }
  return best.attack;
}

/** One solution for the wanted values with `corrections` added, without a look at what is seen. */
export function* solveOnce(
  prepared: PreparedAttack,
  corrections: Corrections,
  limits: Limits = { bound: null, factor: SPARSE_FACTORS[0] },
): Generator<number, Raster<Uint8Array>> {
  const { settings, part } = prepared;
  const { decoy, targets, editable } = part;
  const slack = slackOf(settings);
  const pixels =
    settings.method === 'l0'
      ? sparsePixels(decoy, targets, editable, slack, limits.factor)
      : editable.pixels;
  const data = decoy.data.slice();
  for (const [i, c] of editable.channels.entries()) {
    const plane = planeOf(decoy, c);
    const bounds = boundsOf(decoy, c, pixels, limits.bound ?? settings.bound ?? 255);
    const wanted = targets.map((target, a): WantedPlane => {
      const levels = levelsOf(target, c, corrections[a]);
      return { x: target.x, y: target.y, levels, slack };
    });
    const run = leastChange(plane, decoy.width, bounds, wanted);
    let step = run.next();
    while (step.done !== true) {
      yield (i + 0.8 * step.value) / editable.channels.length;
      step = run.next();
    }
    // The last payload wins where payloads contradict each other: it is rounded first.
    const rounded = roundPlane(step.value, decoy.width, bounds, targets.toReversed());
    for (let k = 0, at = c; k < rounded.length; k++, at += decoy.channels) data[at] = rounded[k];
    yield (i + 1) / editable.channels.length;
  }
  return withPart(prepared.decoy, part, data);
}

/** Wanted values of channel `c`; NaN: stays, because it is not targeted or is so already. */
function levelsOf(
  { wanted, clean, targeted }: PayloadTarget,
  c: number,
  correction: Float32Array,
): Float32Array {
  return Float32Array.from(targeted, (isTargeted, output) => {
    const at = output * wanted.channels + c;
    const stays = wanted.data[at] === clean.data[at] && correction[at] === 0;
    return isTargeted === 0 || stays ? NaN : wanted.data[at] + correction[at];
  });
}

function planeOf({ width, height, channels, data }: Raster<Uint8Array>, c: number): Uint8Array {
  const plane = new Uint8Array(width * height);
  for (let i = 0, at = c; i < plane.length; i++, at += channels) plane[i] = data[at];
  return plane;
}

/** The bound that the outputs need, each by itself. */
function neededBound({ settings, part }: PreparedAttack): number {
  const { decoy, targets, editable } = part;
  let bound = 1;
  for (const c of editable.channels) {
    const plane = planeOf(decoy, c);
    const bounds = boundsOf(decoy, c, editable.pixels, 255);
    for (const target of targets) {
      const levels = levelsOf(target, c, new Float32Array(target.wanted.data.length));
      const needed = minimaxBound(
        plane,
        decoy.width,
        bounds,
        target.x,
        target.y,
        levels,
        slackOf(settings),
      );
      bound = Math.max(bound, needed);
    }
  }
  return bound;
}

function refuseMissed(prepared: PreparedAttack, { fidelity }: SolvedAttack): never {
  const { settings, payloads, targets } = prepared;
  const i = fidelity.findIndex(({ missed }) => missed > 0);
  const { view } = targets[i];
  const { missed, outputs, max } = fidelity[i];
  const off =
    `${payloads[i].pipeline} from ${view.x.srcSize}x${view.y.srcSize} to ` +
    `${view.width}x${view.height}: ${missed} of ${outputs} pixels of the payload are out of reach, ` +
    `the farthest by ${max} grey levels`;
  const orTolerance = max <= MOST_PROPOSED ? `, or a --tolerance of ${max}` : '';
  if (settings.bound !== null) {
    const needed = neededBound(prepared);
    const bound =
      needed < 255 ? `A bound of about ${needed} would work` : 'Without --bound it would work';
    throw new UserError(
      'not-attackable',
      `${off}, because no value may change by more than ${settings.bound}. ${bound}; so would less ` +
        `--strength${orTolerance}.`,
    );
  }
  throw new UserError(
    'not-attackable',
    `${off}. Neighboring output pixels share source pixels, and these cannot leave 0..255. A larger ` +
      `decoy or a smaller target would work; so would less --strength${orTolerance}.`,
  );
}
