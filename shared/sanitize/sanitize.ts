/**
 * Cleans a raster of what may be hidden in it for a set of targets, by one method. What it did is in
 * the result; whether it was enough is for the certificate to say (shared/sanitize/certificate.ts).
 */
import { UserError } from '../base/errors.ts';
import { severityOf } from '../pipelines/exposure.ts';
import type { Pipeline } from '../pipelines/steps/format.ts';
import { viewsOf, type PipelineView } from '../pipelines/pipeline.ts';
import type { IntegerSamples, Raster, Size } from '../base/raster.ts';
import { shapeOf } from '../resample/resize.ts';
import type { Filling } from './rebuild.ts';
import { rebuildSelectively, type Scope } from './selective.ts';
import { averageTo, gaussianFilter, halveDownTo, medianFilter } from './whole-image.ts';

/** A pipeline that may look at the picture, and at which size; none where it fixes its own. */
export interface SanitizeTarget {
  pipeline: Pipeline;
  size?: Size | undefined;
}

/**
 * How to clean.
 * - selective-median, selective-random: only pixels that the targets read, from untouched neighbors
 *   (selective.ts); scope default: departing; seed of random picks, default 1.
 * - median: every pixel, windows of ±radius; default: the largest ratio of the targets, rounded down.
 * - gaussian: every pixel; sigma in pixels; default: half the largest ratio of the targets.
 * - preshrink: the area average at the size that gives the targets one pixel per output.
 * - halving: 2×2 averages, again and again, until it is no larger than that.
 */
export type SanitizeMethod =
  | { kind: 'selective-median'; scope?: Scope }
  | { kind: 'selective-random'; scope?: Scope; seed?: number }
  | { kind: 'median'; radius?: number }
  | { kind: 'gaussian'; sigma?: number }
  | { kind: 'preshrink' }
  | { kind: 'halving' };

export const SANITIZE_METHODS = [
  'selective-median',
  'selective-random',
  'median',
  'gaussian',
  'preshrink',
  'halving',
] as const satisfies SanitizeMethod['kind'][];

/** A method with every number it was run with. */
export interface MethodRun {
  kind: SanitizeMethod['kind'];
  scope?: Scope;
  seed?: number;
  radius?: number;
  sigma?: number;
}

/** What a selective method rebuilt, in pixels of the source. */
export interface RebuiltPixels {
  /** Read by the targets with any weight that counts. */
  read: number;
  /** Rebuilt in any channel; of these, from neighbors that the targets read too, with less weight. */
  rebuilt: number;
  fromRead: number;
  /** Should have been rebuilt, but all around them is read with as much weight. */
  starved: number;
}

export interface Sanitized<T extends IntegerSamples = IntegerSamples> {
  raster: Raster<T>;
  method: MethodRun;
  /** Null for methods that change the whole picture. */
  rebuilt: RebuiltPixels | null;
}

/** The largest radius and sigma: beyond them nothing of a picture is left. */
const MOST_RADIUS = 64;

/** The views of `targets` that can hide a picture from people; the others read all of it alike. */
export function attackableViews(
  source: Raster<IntegerSamples>,
  targets: readonly SanitizeTarget[],
): PipelineView[] {
  return targets
    .flatMap(({ pipeline, size }) => viewsOf(pipeline, shapeOf(source), size))
    .filter((view) => ['partly', 'exposed'].includes(severityOf(view).verdict));
}

/**
 * `source` cleaned for `targets`. The same input gives the same samples. Throws UserError
 * `invalid-argument` for a size or number that makes no sense.
 */
export function sanitize<T extends IntegerSamples>(
  source: Raster<T>,
  targets: readonly SanitizeTarget[],
  method: SanitizeMethod = { kind: 'selective-median' },
): Sanitized<T> {
  if (!Array.isArray(targets)) {
    throw new UserError('invalid-argument', 'Expected a list [{pipeline, size}, …] for targets');
  }
  if (!SANITIZE_METHODS.includes(method.kind)) {
    const kinds = SANITIZE_METHODS.join(', ');
    throw new UserError('invalid-argument', `Expected one of ${kinds} for method.kind`);
  }
  const views = attackableViews(source, targets);
  if (method.kind === 'selective-median' || method.kind === 'selective-random') {
    return selectively(source, views, method);
  }
  const { kind } = method;
  if (kind === 'median') {
    const radius = method.radius ?? Math.max(1, Math.floor(largestRatio(views)));
    assertWithin('radius', radius, 1, Number.isInteger(radius));
    return { raster: medianFilter(source, radius), method: { kind, radius }, rebuilt: null };
  }
  if (kind === 'gaussian') {
    const sigma = method.sigma ?? Math.max(0.5, largestRatio(views) / 2);
    assertWithin('sigma', sigma, 0.1, true);
    return { raster: gaussianFilter(source, sigma), method: { kind, sigma }, rebuilt: null };
  }
  if (views.length === 0) return { raster: copyOf(source), method: { kind }, rebuilt: null };
  const size = sizeForTargets(source, views);
  const raster = kind === 'preshrink' ? averageTo(source, size) : halveDownTo(source, size);
  return { raster, method: { kind }, rebuilt: null };
}

function selectively<T extends IntegerSamples>(
  source: Raster<T>,
  views: readonly PipelineView[],
  method: Extract<SanitizeMethod, { scope?: Scope }>,
): Sanitized<T> {
  const { kind, scope = 'departing' } = method;
  const filling: Filling = kind === 'selective-median' ? 'median' : 'random';
  const seed = kind === 'selective-random' ? (method.seed ?? 1) : 1;
  const { raster, read, pixels, fromRead, starved } = rebuildSelectively(source, views, {
    filling,
    scope,
    seed,
  });
  const run: MethodRun = { kind, scope, ...(filling === 'random' && { seed }) };
  return { raster, method: run, rebuilt: { read: read.count, rebuilt: pixels, fromRead, starved } };
}

function copyOf<T extends IntegerSamples>(source: Raster<T>): Raster<T> {
  return { ...source, data: source.data.slice() as T };
}

/** Source pixels per output, of the view that has most; 4 where there is none. */
function largestRatio(views: readonly PipelineView[]): number {
  if (views.length === 0) return 4;
  return Math.max(
    ...views.map(({ frame, width, height }) =>
      Math.max(frame.width / width, frame.height / height),
    ),
  );
}

/** The size at which the largest of `views` has one source pixel per output, at most the source's. */
function sizeForTargets(source: Size, views: readonly PipelineView[]): Size {
  const across = Math.max(...views.map(({ frame, width }) => width / frame.width));
  const down = Math.max(...views.map(({ frame, height }) => height / frame.height));
  return {
    width: Math.min(source.width, Math.max(1, Math.round(source.width * across))),
    height: Math.min(source.height, Math.max(1, Math.round(source.height * down))),
  };
}

function assertWithin(name: string, value: number, least: number, isKind: boolean): void {
  if (isKind && value >= least && value <= MOST_RADIUS) return;
  throw new UserError(
    'invalid-argument',
    `The ${name} is ${least} to ${MOST_RADIUS} pixels, not ${value}.`,
  );
}
