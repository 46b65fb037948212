/**
 * Cleans a raster of everything that the blind detector finds in it: the sizes it names, each for the
 * resizer that explains it with the fewest pixels, and for the others it names where they would still
 * receive another picture; then the detector looks again.
 *
 * The detector may still be suspicious of a cleaned picture: rebuilt pixels are smoother than those
 * beside them, and lie on a lattice. Only a view that still departs is cleaned once more.
 */
import { find, type Found } from '../analyze/find.ts';
import type { BlindTarget } from '../detect/blind-target.ts';
import { cropStep, isCentered } from '../pipelines/crop-view.ts';
import type { Pipeline } from '../pipelines/steps/format.ts';
import { findPipeline, type Frame, type PipelineView } from '../pipelines/pipeline.ts';
import type { IntegerSamples, Raster, Size } from '../base/raster.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import { departs } from './selective.ts';
import {
  attackableViews,
  sanitize,
  type Sanitized,
  type SanitizeMethod,
  type SanitizeTarget,
} from './sanitize.ts';
import { judgeSearch } from '../verdict/judge-search.ts';
import type { Verdict } from '../verdict/judge.ts';

/** What the detector said of a raster. */
export interface BlindVerdict {
  verdict: Verdict;
  score: number;
  targets: { width: number; height: number; samplers: string[]; score: number }[];
}

export interface CleanedFound<T extends IntegerSamples = IntegerSamples> extends Sanitized<T> {
  /** What it was cleaned for; empty where nothing was found, and then nothing is changed. */
  targets: SanitizeTarget[];
  before: BlindVerdict;
  after: BlindVerdict;
}

/** The detector looks this often at most: an attack may hide another. */
const MOST_ROUNDS = 3;

/**
 * `source` cleaned for the targets that are `named`, and of what is found in it. A generator: it yields what it does next, so that its
 * caller can tell of progress or stop. Throws what sanitize does.
 */
export function* cleanFound<T extends IntegerSamples>(
  source: Raster<T>,
  method: SanitizeMethod,
  named: readonly SanitizeTarget[] = [],
): Generator<string, CleanedFound<T>, void> {
  yield 'detect';
  const first = findIn(source);
  const targets = [...named];
  let cleaned = sanitize(source, targets, method);
  let latest = first;
  if (named.length > 0) {
    yield 'detect again';
    latest = findIn(cleaned.raster);
  }
  for (let round = 0; round < MOST_ROUNDS && latest.blind.isFound; round++) {
    const before = targets.length;
    const found = latest.blind.targets.map((target) => targetsOf(target, source));
    // All that is named first: what is left of another size would pass for an attack on further resizers.
    for (const [named] of found) {
      if (round > 0 || named === undefined || targets.some((known) => isSame(known, named)))
        continue;
      targets.push(named);
    }
    if (targets.length > before) {
      yield `clean ${targets.map(({ pipeline }) => pipeline.id).join(', ')}`;
      cleaned = sanitize(source, targets, method);
    }
    const asked = new Set<string>();
    for (const target of found.flat()) {
      if (targets.some((known) => isSame(known, target))) continue;
      const views = attackableViews(cleaned.raster, [target]);
      // Resizers of several libraries read the same pixels with the same weights: one of them is asked.
      const tables = views.map(tablesOf).join(' ');
      if (asked.has(tables)) continue;
      yield `clean ${target.pipeline.id}`;
      asked.add(tables);
      if (!stillDeparts(source, cleaned.raster, views)) continue;
      targets.push(target);
      cleaned = sanitize(source, targets, method);
    }
    if (targets.length === before) break;
    yield 'detect again';
    latest = findIn(cleaned.raster);
  }
  yield 'confirm';
  const before = verdictOf(first, source);
  const after = latest === first ? before : verdictOf(latest, cleaned.raster);
  return { ...cleaned, targets, before, after };
}

/** Whether any of `views` would receive another picture of `cleaned` than a person sees. */
function stillDeparts(
  source: Raster<IntegerSamples>,
  cleaned: Raster<IntegerSamples>,
  views: readonly PipelineView[],
): boolean {
  const isSmaller = cleaned.width !== source.width || cleaned.height !== source.height;
  return !isSmaller && views.some((view) => departs(view, cleaned));
}

/** Which pixels a view reads, with weights that differ by less than is seen: equal for views that are alike. */
function tablesOf({ x, y }: PipelineView): string {
  const axis = ({ offsets, indices, weights }: AxisTaps): string => {
    const read: string[] = [];
    for (let k = 0; k < indices.length; k++) {
      const weight = Math.round(weights[k] * ALIKE);
      if (weight !== 0) read.push(`${indices[k]}*${weight}`);
    }
    return `${offsets.length}:${read.join()}`;
  };
  return `${axis(x)}/${axis(y)}`;
}

/** Weights are alike where they differ by less than one in so many. */
const ALIKE = 256;

/** A target of the detector as pipelines: the samplers it names, behind its crop where it has one. */
export function targetsOf(
  { width, height, crop, samplers }: Pick<BlindTarget, 'width' | 'height' | 'crop' | 'samplers'>,
  source: Size,
): SanitizeTarget[] {
  const isWhole = crop.width === source.width && crop.height === source.height;
  return samplers.map((id) => {
    const pipeline = findPipeline(id);
    return isWhole
      ? { pipeline, size: { width, height } }
      : { pipeline: cropped(pipeline, crop, { width, height }, source) };
  });
}

/** `pipeline` after a crop of `source`. */
function cropped(pipeline: Pipeline, crop: Frame, { width, height }: Size, source: Size): Pipeline {
  const sampler = pipeline.id;
  const part = `${crop.width}x${crop.height}`;
  return {
    ...pipeline,
    id: isCentered(crop, source)
      ? `${sampler} of the centered ${part}`
      : `${sampler} of the ${part} at ${crop.x},${crop.y}`,
    steps: [
      cropStep(crop, source),
      { op: 'resize', sampler, size: { rule: 'exact', width, height } },
    ],
    defaultSize: { width, height },
    sizeIsFree: false,
  };
}

function isSame(a: SanitizeTarget, b: SanitizeTarget): boolean {
  const key = ({ pipeline, size }: SanitizeTarget) =>
    `${pipeline.id} ${size?.width}x${size?.height} ${pipeline.defaultSize.width}x${pipeline.defaultSize.height}`;
  return key(a) === key(b);
}

/** What is found in `raster`, as a scan finds it. */
function findIn(raster: Raster<IntegerSamples>): Found {
  const run = find(raster);
  let step = run.next();
  while (step.done !== true) step = run.next();
  return step.value;
}

/** What a finding would say of `raster`, in which that was found. */
function verdictOf({ blind, targets }: Found, raster: Raster<IntegerSamples>): BlindVerdict {
  const named = blind.isFound ? blind.targets : [];
  const { verdict, score } = judgeSearch(blind, targets, raster);
  return {
    verdict,
    score,
    targets: named.map(({ width, height, samplers, score: own }) => ({
      width,
      height,
      samplers: [...samplers],
      score: own,
    })),
  };
}
