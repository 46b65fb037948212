/**
 * A target of the search, confirmed: the exact views of the resizers that read its lattice, and
 * which of them show another picture there than a person sees.
 */
import { analyzeView, newSharedViews } from './analyze-view.ts';
import type { BlindResult } from '../detect/blind.ts';
import type { BlindTarget } from '../detect/blind-target.ts';
import type { Evidence } from '../detect/evidence.ts';
import type { HeatMap } from '../detect/measure/localize.ts';
import { probability } from '../detect/measure/probability.ts';
import type { EvidenceRecord, FindingTarget } from '../finding/finding.ts';
import { cropView } from '../pipelines/crop-view.ts';
import type { IntegerSamples, Raster } from '../base/raster.ts';
import { confirmation } from '../verdict/confirmation.ts';
import { searchVerdict } from '../verdict/judge-search.ts';
import type { ViewEvidence } from '../verdict/judge.ts';
import { THRESHOLDS, type Bands, type Thresholds } from '../verdict/thresholds.ts';

/** Views count that differ at least this much of the most. */
const NEARLY_MOST = 0.5;

/** Samplers that are confirmed, at most: the first, whose weights match what is written best. */
const CONFIRMED = 4;

/** By what the views of a search's targets are judged: only where the search by itself is not sure. */
export function bandsForViews(
  blind: Pick<BlindResult, 'logOdds' | 'isUsual'>,
  { search, view }: Thresholds = THRESHOLDS,
): Bands | null {
  return searchVerdict(blind, search) === 'suspicious' ? view : null;
}

/**
 * `target` of `raster` with the views that show it. `heat` is the map of this target, where it has
 * one. With `judgedBy` its views are judged by themselves too, and what that adds is in its score. Throws
 * what analyzeView does.
 */
export function confirmTarget(
  raster: Raster<IntegerSamples>,
  target: BlindTarget,
  heat: HeatMap | null,
  judgedBy: Bands | null = null,
): FindingTarget {
  const { width, height, crop } = target;
  const views = viewsThatShow(viewsOf(raster, target, judgedBy !== null));
  const best = views[0];
  const regions = heat?.boxes ?? [];
  const confirmed = judgedBy && confirmation([{ views }], judgedBy, [target]);
  return {
    width,
    height,
    samplers: views.map(({ pipeline }) => pipeline),
    readers: [...target.samplers],
    score: confirmed === null ? target.score : probability(target.logOdds + confirmed.logOdds),
    channels: channelsOf(target),
    region: regions[0] ?? best?.region ?? null,
    regions,
    crop,
    evidence: {
      ...Object.fromEntries(target.evidence.map(({ name, value }) => [name, value])),
      ...(best !== undefined && viewNumbers(best)),
    },
    records: [...target.evidence.map(recordOf), ...departureRecords(best, judgedBy)],
    views,
  };
}

function recordOf({ name, value, threshold, score, meaning, source }: Evidence): EvidenceRecord {
  const title = name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');
  return { id: name, title, value, threshold, score, meaning, source };
}

/** What `best` is by itself, as a record; none where it was not judged. */
function departureRecords(
  best: ViewEvidence | undefined,
  judgedBy: Bands | null,
): EvidenceRecord[] {
  if (best === undefined || best.departure === null || judgedBy === null) return [];
  const { ratio: value } = best.departure;
  const { suspicious } = judgedBy;
  return [
    {
      id: 'departure',
      title: 'Departure',
      value,
      threshold: suspicious,
      score: value / (value + suspicious),
      meaning:
        'how many times more the exact view differs, at its strongest place, than the unread pixels explain; above the threshold, the machine receives another picture',
      source: 'own formulation (a view judged by itself)',
    },
  ];
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

/** The first views of `target`, with what each is by itself where they `areJudged`. */
function viewsOf(
  raster: Raster<IntegerSamples>,
  target: BlindTarget,
  areJudged: boolean,
): ViewEvidence[] {
  const { crop, samplers } = target;
  const shared = newSharedViews(areJudged);
  return samplers
    .slice(0, CONFIRMED)
    .map(
      (pipeline) => analyzeView(raster, cropView(pipeline, target, crop, raster), shared).evidence,
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
