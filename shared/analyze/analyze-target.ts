/**
 * A target of the search, confirmed: the exact views of the resizers that read its lattice, and
 * which of them show another picture there than a person sees.
 */
import { analyzeView } from './analyze-view.ts';
import type { BlindTarget } from '../detect/blind-target.ts';
import type { HeatMap } from '../detect/measure/localize.ts';
import { newAntialiasedMemo } from './antialiased-view.ts';
import type { EvidenceRecord, FindingTarget } from '../finding/finding.ts';
import { cropView } from '../pipelines/crop-view.ts';
import type { IntegerSamples, Raster } from '../base/raster.ts';
import type { ViewEvidence } from '../verdict/judge.ts';

/** Views count that differ at least this much of the most. */
const NEARLY_MOST = 0.5;

/** Samplers that are confirmed, at most: the first, whose weights match what is written best. */
const CONFIRMED = 4;

/**
 * `target` of `raster` with the views that show it. `heat` is the map of this target, where it has
 * one. Throws what analyzeView does.
 */
export function confirmTarget(
  raster: Raster<IntegerSamples>,
  target: BlindTarget,
  heat: HeatMap | null,
): FindingTarget {
  const { width, height, crop, score } = target;
  const views = viewsThatShow(viewsOf(raster, target));
  const best = views[0];
  const regions = heat?.boxes ?? [];
  return {
    width,
    height,
    samplers: views.map(({ pipeline }) => pipeline),
    readers: [...target.samplers],
    score,
    channels: channelsOf(target),
    region: regions[0] ?? best?.region ?? null,
    regions,
    crop,
    evidence: {
      ...Object.fromEntries(target.evidence.map(({ name, value }) => [name, value])),
      ...(best !== undefined && viewNumbers(best)),
    },
    records: target.evidence.map(
      ({ name, value, threshold, score: recordScore, meaning, source }): EvidenceRecord => ({
        id: name,
        title: name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' '),
        value,
        threshold,
        score: recordScore,
        meaning,
        source,
      }),
    ),
    views,
  };
}

/** A view's evidence as the named numbers of a target. */
export function viewNumbers({
  departure,
  disagreement,
  readShare,
}: ViewEvidence): Record<string, number> {
  return {
    ...(departure !== null && { departure: departure.ratio }),
    disagreementRms: disagreement.rms,
    disagreementMax: disagreement.max,
    disagreementNormalised: disagreement.normalised,
    readShare,
  };
}

function viewsOf(raster: Raster<IntegerSamples>, target: BlindTarget): ViewEvidence[] {
  const { crop, samplers } = target;
  const memo = newAntialiasedMemo();
  return samplers
    .slice(0, CONFIRMED)
    .map(
      (pipeline) => analyzeView(raster, cropView(pipeline, target, crop, raster), memo).evidence,
    );
}

/** The views that differ from the antialiased view, in their order. */
function viewsThatShow(views: readonly ViewEvidence[]): ViewEvidence[] {
  const differs = ({ disagreement }: ViewEvidence): number => disagreement.rms;
  const most = views.reduce((sofar, view) => Math.max(sofar, differs(view)), 0);
  return views.filter((view) => differs(view) > 0 && differs(view) >= most * NEARLY_MOST);
}

const COLORS = ['r', 'g', 'b'];

/** The colors by themselves, in their order; `mean` or `gray` only where none of them stands out. */
function channelsOf({ channels }: BlindTarget): string[] {
  const colors = COLORS.filter((color) => channels.includes(color));
  return colors.length > 0 ? colors : [...channels];
}
