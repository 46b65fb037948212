/**
 * Rounds a solved channel to whole levels so that what the views receive strays least: the taps of
 * an output from the heaviest to the lightest, each taking up what the ones before were rounded by,
 * but by no more than a level. Samples that several outputs share are rounded with the first; where
 * that leaves an output off, single levels are moved as long as it helps it and its neighbors.
 */
import { outputsOf } from '../resample/lattice.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import type { Bounds } from './output-step.ts';

/** A lighter tap may be moved this far to make up for the rounding of heavier ones. */
const MOST_SHIFT = 1;

/** Outputs that rounding moved by more than this are repaired. */
const REPAIR_FROM = 0.4;

const MAX_REPAIRS = 24;

interface Tables {
  x: AxisTaps;
  y: AxisTaps;
}

/** `plane` (height*width, inside `bounds`) in whole levels, for views of the tables given. */
export function roundPlane(
  plane: Float32Array,
  width: number,
  bounds: Bounds,
  views: readonly Tables[],
): Uint8Array {
  const rounded = new Uint8Array(plane.length);
  for (let i = 0; i < plane.length; i++) rounded[i] = Math.round(plane[i]);
  const done = new Uint8Array(plane.length);
  for (const view of views) roundView(plane, rounded, done, width, bounds, view);
  for (const view of views) repairView(plane, rounded, width, bounds, view);
  return rounded;
}

function roundView(
  plane: Float32Array,
  rounded: Uint8Array,
  done: Uint8Array,
  width: number,
  { least, most }: Bounds,
  view: Tables,
): void {
  const x = heaviestFirst(view.x);
  const y = heaviestFirst(view.y);
  for (let dstY = 0; dstY < y.dstSize; dstY++) {
    for (let dstX = 0; dstX < x.dstSize; dstX++) {
      let missing = 0;
      for (let j = y.offsets[dstY]; j < y.offsets[dstY + 1]; j++) {
        const row = y.indices[j] * width;
        for (let i = x.offsets[dstX]; i < x.offsets[dstX + 1]; i++) {
          const at = row + x.indices[i];
          const weight = y.weights[j] * x.weights[i];
          if (done[at] === 0) {
            done[at] = 1;
            const needed = Math.abs(missing) >= Math.abs(weight) / 2;
            if ((plane[at] !== rounded[at] || needed) && least[at] < most[at]) {
              const shift = Math.min(MOST_SHIFT, Math.max(-MOST_SHIFT, missing / weight));
              const value = Math.round(plane[at] + shift);
              rounded[at] = Math.min(most[at], Math.max(least[at], value));
            }
          }
          missing += weight * (plane[at] - rounded[at]);
        }
      }
    }
  }
}

function repairView(
  plane: Float32Array,
  rounded: Uint8Array,
  width: number,
  { least, most }: Bounds,
  { x, y }: Tables,
): void {
  const errors = errorsOf(plane, rounded, width, x, y);
  const byColumn = outputsOf(x);
  const byRow = outputsOf(y);

  /** Change of the squared errors when sample (srcX, srcY) moves by `delta`. */
  function gain(srcX: number, srcY: number, delta: number, apply: boolean): number {
    let change = 0;
    for (let j = byRow.offsets[srcY]; j < byRow.offsets[srcY + 1]; j++) {
      const base = byRow.outputs[j] * x.dstSize;
      for (let i = byColumn.offsets[srcX]; i < byColumn.offsets[srcX + 1]; i++) {
        const moved = delta * byRow.weights[j] * byColumn.weights[i];
        const output = base + byColumn.outputs[i];
        change += moved * (2 * errors[output] + moved);
        if (apply) errors[output] += moved;
      }
    }
    return change;
  }

  for (let output = 0; output < errors.length; output++) {
    const dstX = output % x.dstSize;
    const dstY = (output - dstX) / x.dstSize;
    for (let step = 0; step < MAX_REPAIRS && Math.abs(errors[output]) > REPAIR_FROM; step++) {
      let best = { change: -1e-6, srcX: -1, srcY: -1, delta: 0 };
      for (let j = y.offsets[dstY]; j < y.offsets[dstY + 1]; j++) {
        for (let i = x.offsets[dstX]; i < x.offsets[dstX + 1]; i++) {
          const srcX = x.indices[i];
          const srcY = y.indices[j];
          const at = srcY * width + srcX;
          const delta = errors[output] * y.weights[j] * x.weights[i] > 0 ? -1 : 1;
          const value = rounded[at] + delta;
          if (value < least[at] || value > most[at]) continue;
          const change = gain(srcX, srcY, delta, false);
          if (change < best.change) best = { change, srcX, srcY, delta };
        }
      }
      if (best.srcX < 0) break;
      gain(best.srcX, best.srcY, best.delta, true);
      rounded[best.srcY * width + best.srcX] += best.delta;
    }
  }
}

/** What rounding changed in each output: dstH*dstW. */
function errorsOf(
  plane: Float32Array,
  rounded: Uint8Array,
  width: number,
  x: AxisTaps,
  y: AxisTaps,
): Float64Array {
  const errors = new Float64Array(x.dstSize * y.dstSize);
  for (let dstY = 0, output = 0; dstY < y.dstSize; dstY++) {
    for (let dstX = 0; dstX < x.dstSize; dstX++, output++) {
      let sum = 0;
      for (let j = y.offsets[dstY]; j < y.offsets[dstY + 1]; j++) {
        const row = y.indices[j] * width;
        let inRow = 0;
        for (let i = x.offsets[dstX]; i < x.offsets[dstX + 1]; i++) {
          const at = row + x.indices[i];
          inRow += x.weights[i] * (rounded[at] - plane[at]);
        }
        sum += y.weights[j] * inRow;
      }
      errors[output] = sum;
    }
  }
  return errors;
}

/** The table with the taps of each output sorted from the largest absolute weight. */
function heaviestFirst(taps: AxisTaps): AxisTaps {
  const { offsets } = taps;
  const indices = taps.indices.slice();
  const weights = taps.weights.slice();
  for (let dst = 0; dst < taps.dstSize; dst++) {
    const order = Array.from(taps.indices.subarray(offsets[dst], offsets[dst + 1]).keys());
    order.sort(
      (a, b) => Math.abs(taps.weights[offsets[dst] + b]) - Math.abs(taps.weights[offsets[dst] + a]),
    );
    order.forEach((from, k) => {
      indices[offsets[dst] + k] = taps.indices[offsets[dst] + from];
      weights[offsets[dst] + k] = taps.weights[offsets[dst] + from];
    });
  }
  return { ...taps, indices, weights };
}
