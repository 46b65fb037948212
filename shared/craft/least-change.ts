/**
 * The smallest change of one channel that gives views the values wanted of them:
 *
 *   minimize  sum (X - D)²   subject to  |A_y X A_xᵀ - P| <= slack  and  least <= X <= most
 *
 * D the decoy, A the tap tables, P the wanted values. Solved in the dual: X = clip(D + A_yᵀ L A_x)
 * for multipliers L, found by exact coordinate steps, one output after the other, forwards and
 * backwards in turn. Where outputs share no source pixel one sweep is the solution; else the steps
 * converge, because tables at ratios that hide anything overlap little. Several views are one
 * problem: their multipliers act on the same X; where they contradict each other, the last one wins.
 *
 * Source: Hildreth 1957 (row action), with clipping as in Quiring 2020's quadratic program.
 */
import { mergedTaps } from '../resample/lattice.ts';
import { tapsFrom, type AxisTaps } from '../resample/taps/taps.ts';
import { createOutputStep, type Bounds, type OutputStep } from './output-step.ts';

/** The values wanted of one view in one channel. */
export interface WantedPlane {
  /** Tables of the view, as solverTaps makes them. */
  x: AxisTaps;
  y: AxisTaps;
  /** Values to reach, dstH*dstW; NaN: an output that is to stay as the decoy makes it. */
  levels: Float32Array;
  /** Allowed difference. */
  slack: number;
}

interface SweptView {
  step: OutputStep;
  levels: Float32Array;
  slack: Float32Array;
  multipliers: Float32Array;
}

/** Outputs that are to stay may stray by this much: less than rounding shows. */
const KEPT_SLACK = 0.4;

/** Sweeps after which the rest is taken to be out of reach. */
const MAX_SWEEPS = 80;

/** What is out of reach stays off: no use in going on when it falls no further in so many sweeps. */
const STALLED = 0.8;
const STALLED_SWEEPS = 6;

/** Done when no output was off by more than this before its step. */
const ENOUGH = 0.05;

/** Taps below this share of the heaviest are left out of the problem: filters have endless tails. */
const LEAST_SHARE = 1e-3;

/** Outputs stepped between two yields. */
const STEPS_PER_YIELD = 1 << 16;

/** `taps` with those of one source index added up, and without those that hardly count. */
export function solverTaps(taps: AxisTaps): AxisTaps {
  return tapsFrom(taps.srcSize, taps.dstSize, (dst) => {
    const merged = mergedTaps(taps, dst);
    const most = merged.reduce((found, [, weight]) => Math.max(found, Math.abs(weight)), 0);
    return merged.filter(([, weight]) => Math.abs(weight) >= LEAST_SHARE * most);
  });
}

/**
 * The changed channel before rounding, height*width, inside `bounds`. `decoy` and `bounds` have the
 * samples of the one channel. Yields the share of the work done, so that a caller can stop it.
 */
export function* leastChange(
  decoy: Uint8Array,
  width: number,
  bounds: Bounds,
  wanted: readonly WantedPlane[],
): Generator<number, Float32Array> {
  const plane = new Float32Array(decoy);
  const views = wanted.map((view): SweptView => {
    const step = createOutputStep(plane, width, bounds, view.x, view.y);
    const { levels, slack } = wantedOf(view, step.valueOf);
    const multipliers = new Float32Array(levels.length);
    return { step, levels, slack, multipliers };
  });
  const isReached = yield* sweep(views);
  clip(plane, bounds);
  if (isReached || views.length === 1) return plane;
  // They contradict each other: each in turn has its way from there, with the least change of that.
  for (const view of views) {
    yield* sweep([{ ...view, multipliers: view.multipliers.fill(0) }]);
    clip(plane, bounds);
  }
  return plane;
}

/** Steps every output until none is off any more; false where some stay so. */
function* sweep(views: readonly SweptView[]): Generator<number, boolean> {
  const outputs = views.reduce((sum, { levels }) => sum + levels.length, 0);
  const history: number[] = [];
  let stepped = 0;
  for (let round = 0; round < MAX_SWEEPS; round++) {
    let worst = 0;
    for (const { step, levels, slack, multipliers } of views) {
      for (let i = 0; i < levels.length; i++) {
        const output = round % 2 === 0 ? i : levels.length - 1 - i;
        const off = step.reach(output, levels[output], slack[output], multipliers);
        if (off > worst) worst = off;
        // Most work ends within the first sweeps.
        if (++stepped % STEPS_PER_YIELD === 0) yield 1 - 1 / (1 + stepped / outputs);
      }
    }
    if (worst <= ENOUGH) return true;
    history.push(worst);
    if (worst > STALLED * (history.at(-1 - STALLED_SWEEPS) ?? Infinity)) return false;
  }
  return false;
}

function clip(plane: Float32Array, { least, most }: Bounds): void {
  for (let i = 0; i < plane.length; i++) {
    plane[i] = Math.min(most[i], Math.max(least[i], plane[i]));
  }
}

/** Levels and slack of every output: those that stay are held at the value they have. */
function wantedOf(
  view: WantedPlane,
  valueOf: (output: number) => number,
): { levels: Float32Array; slack: Float32Array } {
  const slack = new Float32Array(view.levels.length).fill(view.slack);
  const levels = view.levels.map((level, output) => {
    if (!Number.isNaN(level)) return level;
    slack[output] = KEPT_SLACK;
    return valueOf(output);
  });
  return { levels, slack };
}
