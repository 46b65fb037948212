/**
 * What OpenCV's resizers share: the ratio and the sampling position along one axis, when a ratio
 * counts as whole, and the usual pass order, columns then rows.
 *
 * Source: opencv 4.6.0, modules/imgproc/src/resize.cpp.
 */
import type { Size } from '../../../base/raster.ts';
import { double, single, sourceCoordinate } from '../../taps/coordinates.ts';
import type { Arithmetic, Axis, Pass, Plan, SourceShape } from '../../taps/plan.ts';
import { identityTaps, tapsFrom, type AxisTaps } from '../../taps/taps.ts';

/** OpenCV inverts the scale twice in double precision: not always n / m to the last bit. */
export function ratioOf(n: number, m: number): number {
  return 1 / (m / n);
}

/** The left (middle left) tap of LINEAR, CUBIC and LANCZOS4, and the fraction beyond it, a single. */
export function positionOf(dst: number, ratio: number): { floor: number; fraction: number } {
  const x = single(sourceCoordinate(dst, ratio, 'half_pixel', double));
  const floor = Math.floor(x);
  return { floor, fraction: single(x - floor) };
}

/** The ratios of both axes if both are whole to the last bit of a double, else null. */
export function wholeRatios(source: Size, target: Size): { x: number; y: number } | null {
  const x = ratioOf(source.width, target.width);
  const y = ratioOf(source.height, target.height);
  const whole = (ratio: number) => Math.abs(ratio - Math.round(ratio)) < Number.EPSILON;
  return whole(x) && whole(y) ? { x: Math.round(x), y: Math.round(y) } : null;
}

/** Cells of `factor` samples, equally weighted. */
export function cellTaps(n: number, factor: number): AxisTaps {
  const cell = Array.from({ length: factor }, (_, k) => k);
  return tapsFrom(n, Math.floor(n / factor), (dst) =>
    cell.map((k) => [dst * factor + k, 1 / factor] as const),
  );
}

export function clampIndex(index: number, n: number): number {
  return Math.min(Math.max(index, 0), n - 1);
}

export function isSameSize(source: Size, target: Size): boolean {
  return source.width === target.width && source.height === target.height;
}

export function axisPass(axis: Axis, taps: AxisTaps, arithmetic: Arithmetic): Pass {
  return { type: 'axis', axis, taps, arithmetic };
}

/** Both axes copied from single taps; by default every sample stays where it is. */
export function copyPlan(
  source: SourceShape,
  target: Size,
  x: AxisTaps = identityTaps(source.width),
  y: AxisTaps = identityTaps(source.height),
): Plan {
  const passes = [axisPass('x', x, { kind: 'copy' }), axisPass('y', y, { kind: 'copy' })];
  return { source, target, output: source.dtype, passes };
}

/** Columns and rows in single precision; integers are rounded half to even at the end. */
export function singlePlan(
  source: SourceShape,
  target: Size,
  x: AxisTaps,
  y: AxisTaps,
  vertical: Arithmetic = { kind: 'sum-f32' },
): Plan {
  const passes = [axisPass('x', x, { kind: 'sum-f32' }), axisPass('y', y, vertical)];
  if (source.dtype !== 'float32') passes.push({ type: 'point', operation: 'round-clamp' });
  return { source, target, output: source.dtype, passes };
}

/** Throws RangeError for samples that the method was not verified on. */
export function requireDtype(
  source: SourceShape,
  method: string,
  dtypes: readonly SourceShape['dtype'][],
): void {
  if (dtypes.includes(source.dtype)) return;
  throw new RangeError(
    `Expected ${dtypes.join(', ')} samples for OpenCV ${method} but received ${source.dtype}`,
  );
}
