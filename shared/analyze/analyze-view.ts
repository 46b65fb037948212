/** One machine view of a raster, and what can be said of it: raster → plan → machine view → evidence. */
import { madeOf } from '../base/file-of.ts';
import { antialiases } from '../departure/antialiasing.ts';
import { mixesByAlpha } from '../loaders/alpha.ts';
import { disagreementOf, rmsWithin } from '../cells/disagreement.ts';
import type { CellBox } from '../departure/departing-region.ts';
import { departureOf, type Departure } from '../departure/departure.ts';
import {
  compareToAntialiased,
  compositesOf,
  newAntialiasedMemo,
  type AntialiasedMemo,
} from './antialiased-view.ts';
import type { ToldTables } from '../departure/channel-view.ts';
import { machineOf } from '../pipelines/machine-view.ts';
import { applyPart, samplersOf, type AppliedPart, type Frame } from '../pipelines/pipeline.ts';
import { pipelineOf, sizeOf, type ViewRequest } from '../pipelines/request.ts';
import type { IntegerSamples, Raster, Size } from '../base/raster.ts';
import { readShare } from '../resample/lattice.ts';
import { areAlike } from '../resample/taps/alike.ts';
import type { ViewEvidence } from '../verdict/judge.ts';
import { THRESHOLDS } from '../verdict/thresholds.ts';

/** A machine view and what can be said of it. */
export interface AnalyzedView {
  /** The view in the source's own sample type: float results are rounded half to even. */
  machine: Raster<IntegerSamples>;
  evidence: ViewEvidence;
  /** What the view is called, which one it is (0-based), and of how many. */
  name: string;
  part: number;
  parts: number;
}

type Comparison = Pick<ViewEvidence, 'disagreement' | 'departure' | 'region'>;

/** What views of one source and one part of it share. */
export interface SharedViews {
  memo: AntialiasedMemo;
  /**
   * Those that were judged by themselves: many samplers make the same of a source but for rounding. Null: none is,
   * they are held against the antialiased view alone.
   */
  judged: { exact: Raster; tables: ToldTables; comparison: Comparison }[] | null;
}

/** Of views that share nothing yet. */
export function newSharedViews(areJudged: boolean): SharedViews {
  return { memo: newAntialiasedMemo(), judged: areJudged ? [] : null };
}

/**
 * What the machine receives of `source` at `view`, held against the antialiased view. Padding is
 * left out of the comparison. `shared`: what is known of other views of the source, to which this one is added.
 * Throws UserError `unknown-pipeline` or `invalid-argument`.
 */
export function analyzeView(
  source: Raster<IntegerSamples>,
  view: ViewRequest,
  shared?: SharedViews,
): AnalyzedView {
  const part = view.part ?? 0;
  const pipeline = pipelineOf(view);
  const applied = applyPart(pipeline, source, sizeOf(view), part);
  const { x, y, width, height, frame, name } = applied.view;
  const share = readShare(x, y);
  return {
    machine: machineOf(applied),
    evidence: {
      pipeline: view.pipeline,
      width,
      height,
      ratioX: frame.width / width,
      ratioY: frame.height / height,
      readShare: share,
      frameReadShare: Math.min(1, share / frameShare(frame, source)),
      frame,
      ...comparisonOf(
        applied,
        samplersOf(pipeline.steps).map(mixesByAlpha),
        (raster) => applyPart(pipeline, madeOf(raster, source), sizeOf(view), part).raster,
        pipeline.steps[0]?.op === 'shrink-on-load',
        shared,
      ),
    },
    name,
    part,
    parts: applied.parts,
  };
}

const NOTHING_DEPARTS = { ratio: 0, channel: 'gray', region: null, cause: null };

/**
 * Grey levels RMS, where a view departs most, below which what is left of a picture that shrink-on-load averaged
 * away is no other picture.
 */
const AVERAGED_AWAY_RMS = 10;

const ANTIALIASES: Departure = { ...NOTHING_DEPARTS, antialiases: true };

const NO_DEPARTURE = {
  disagreement: { rms: 0, max: 0, normalised: 0, channel: 'gray' },
  departure: NOTHING_DEPARTS,
  region: null,
};

/** How far, and where, the view departs from what a person sees of its frame. */
function comparisonOf(
  applied: AppliedPart,
  mixes: readonly boolean[],
  viewOf: (source: Raster) => Raster,
  shrinksOnLoad: boolean,
  shared?: SharedViews,
): Comparison {
  const byAlpha = mixes.includes(true);
  const compared = compareToAntialiased(applied, byAlpha, shared?.memo);
  if (compared === null) return NO_DEPARTURE; // padding only
  const { inside, exact, seen, moments, tables } = compared;
  const disagreement = disagreementOf(exact, moments, seen);
  if (shared?.judged === null) return { disagreement, departure: null, region: null };
  // Of a picture with alpha more is compared than these.
  const known = shared?.judged.find(
    (one) => exact.channels !== 4 && isAlike(one.exact, exact) && areByAlike(one.tables, tables),
  );
  if (known !== undefined) return { ...known.comparison, disagreement };
  const { frame, width, height } = applied.view;
  // Where alpha is resized apart from color, what is mixed afterwards need not be antialiased.
  const isFair = antialiases(tables);
  const departures = [
    ...(isFair ? [] : [compared]),
    ...(isFair && byAlpha && mixes.every(Boolean)
      ? []
      : compositesOf(applied, byAlpha, compared, viewOf)),
  ].map((one) => departureOf(one.exact, one.moments, one.seen, tables, THRESHOLDS.view.suspicious));
  const nothing: Departure = departures.length > 0 ? NOTHING_DEPARTS : ANTIALIASES;
  const worst = departures.reduce(worseOf, nothing);
  const { source } = applied;
  const region =
    worst.region &&
    sourceRegion(worst.region, inside, frame, frame.width / width, frame.height / height, source);
  const isFaint =
    shrinksOnLoad &&
    worst.region !== null &&
    rmsWithin(exact, moments, seen, worst.region) < AVERAGED_AWAY_RMS;
  const comparison: Comparison = {
    disagreement,
    departure: { ...worst, region, ...(isFaint && { isFaint }) },
    region,
  };
  shared?.judged.push({ exact, tables, comparison });
  return comparison;
}

/** Codes by which samples differ that are rounded otherwise, at most. */
const ROUNDING = 2;

/** Whether two views are one but for rounding. */
function isAlike(a: Raster, b: Raster): boolean {
  if (a.width !== b.width || a.height !== b.height || a.channels !== b.channels) return false;
  const [one, other] = [a.data, b.data];
  for (let i = 0; i < one.length; i++) if (Math.abs(one[i] - other[i]) > ROUNDING) return false;
  return true;
}

function areByAlike(a: ToldTables, b: ToldTables): boolean {
  if (a.ratioX !== b.ratioX || a.ratioY !== b.ratioY) return false;
  return areAlike(a.x, b.x) && areAlike(a.y, b.y);
}

/** What has no cause is worse; of equals the larger ratio, of these the first. */
function worseOf(a: Departure, b: Departure): Departure {
  const isAttack = ({ ratio, cause }: Departure): boolean =>
    cause === null && ratio > THRESHOLDS.view.attack;
  if (isAttack(a) !== isAttack(b)) return isAttack(a) ? a : b;
  return b.ratio > a.ratio ? b : a;
}

/** The share of the source that lies in `frame`, 0..1. */
function frameShare(frame: Frame, { width, height }: Size): number {
  const across = Math.min(width, frame.x + frame.width) - Math.max(0, frame.x);
  const down = Math.min(height, frame.y + frame.height) - Math.max(0, frame.y);
  return (Math.max(0, across) * Math.max(0, down)) / (width * height) || 1;
}

/** The whole source pixels under a box of cells of the view's window. */
function sourceRegion(
  box: CellBox,
  inside: { left: number; top: number },
  frame: Frame,
  ratioX: number,
  ratioY: number,
  source: Size,
): Frame {
  const left = Math.max(0, Math.floor(frame.x + (inside.left + box.x) * ratioX));
  const top = Math.max(0, Math.floor(frame.y + (inside.top + box.y) * ratioY));
  const right = frame.x + (inside.left + box.x + box.width) * ratioX;
  const bottom = frame.y + (inside.top + box.y + box.height) * ratioY;
  return {
    x: left,
    y: top,
    width: Math.min(source.width, Math.ceil(right)) - left,
    height: Math.min(source.height, Math.ceil(bottom)) - top,
  };
}
