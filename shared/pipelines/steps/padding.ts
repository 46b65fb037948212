/**
 * Where a view shows the source and where padding: read off its tables. An output whose weights do
 * not sum to 1 mixes in a constant, or is one.
 */
import type { AxisTaps } from '../../resample/taps/taps.ts';
import type { Window } from './windows.ts';

/** Fixed-point weights sum to 1 within this. */
const TOLERANCE = 0.01;

/**
 * The outputs that are made of source samples alone: the rectangle between the first and the last
 * of each axis. The whole view where there is none.
 */
export function completeWindow(x: AxisTaps, y: AxisTaps): Window {
  const columns = completeRange(x);
  const rows = completeRange(y);
  return { left: columns.start, top: rows.start, width: columns.length, height: rows.length };
}

function completeRange(taps: AxisTaps): { start: number; length: number } {
  let first = -1;
  let last = -1;
  for (let dst = 0; dst < taps.dstSize; dst++) {
    let total = 0;
    for (let k = taps.offsets[dst]; k < taps.offsets[dst + 1]; k++) total += taps.weights[k];
    if (Math.abs(total - 1) > TOLERANCE) continue;
    if (first < 0) first = dst;
    last = dst;
  }
  return first < 0
    ? { start: 0, length: taps.dstSize }
    : { start: first, length: last - first + 1 };
}
