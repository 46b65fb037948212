/**
 * The chain on one page: raster → search of every size → targets, confirmed by exact views → the view
 * that was asked for → verdict → finding.
 */
import { viewNumbers } from './analyze-target.ts';
import { analyzeView } from './analyze-view.ts';
import type { BlindResult } from '../detect/blind.ts';
import { find, type SearchStage } from './find.ts';
import { searchedSizes } from '../detect/search/searched-sizes.ts';
import type { ErrorBody } from '../base/errors.ts';
import type { ImageFacts } from '../image/facts.ts';
import { orientationConflict } from '../image/forensics/orientations.ts';
import { FINDING_SCHEMA, type Finding, type FindingTarget } from '../finding/finding.ts';
import type { ViewRequest } from '../pipelines/request.ts';
import type { IntegerSamples, Raster, Size } from '../base/raster.ts';
import { loaderDisagreements, type LoaderDisagreement } from '../loaders/loader-disagreement.ts';
import { blankBesideFound, blankReason, TRANSPARENT } from '../verdict/blank.ts';
import { judgeLoaders } from '../verdict/judge-loaders.ts';
import { judgeSearch } from '../verdict/judge-search.ts';
import {
  judge,
  viewEvidence,
  worstOf,
  type Judgement,
  type ViewEvidence,
} from '../verdict/judge.ts';
import {
  ownThresholds,
  THRESHOLDS,
  thresholdsText,
  type Thresholds,
} from '../verdict/thresholds.ts';

export { analyzeView, type AnalyzedView } from './analyze-view.ts';
export type { SearchStage, ViewRequest };

export interface AnalyzeOptions {
  /** A view to judge as well, by itself; default: none. */
  view?: ViewRequest;
  /** Whether every size is searched; default true. Without it there has to be a view. */
  search?: boolean;
  /** Above which evidence there is a verdict; default: THRESHOLDS. */
  thresholds?: Thresholds | undefined;
  /** What made the finding, as it is to say; default: nothing. */
  version?: string;
  /** The time in ms, for the finding's `elapsedMs`; default: a clock that stands still. */
  now?: () => number;
}

/**
 * The finding on `raster` (8 or 16 bit). `facts` is what is known of its file; null for pixels that
 * come from none. Throws UserError `unknown-pipeline` or `invalid-argument` for a view that cannot be,
 * and RangeError where there is neither search nor view.
 */
export function analyze(
  raster: Raster<IntegerSamples>,
  facts: ImageFacts | null,
  {
    view,
    search: isSearched = true,
    thresholds = THRESHOLDS,
    version = '',
    now = () => 0,
  }: AnalyzeOptions = {},
): Finding {
  const started = now();
  if (!isSearched && view === undefined) throw new RangeError('Expected a view or a search');
  const searched = isSearched ? finish(search(raster, thresholds)) : null;
  const viewed = view === undefined ? null : analyzeView(raster, view).evidence;
  return findingOf(
    { facts, source: raster, blank: blankReason(raster), searched, viewed },
    version,
    now() - started,
    thresholds,
  );
}

/** What the search of every size came to. */
export interface Searched {
  blind: BlindResult;
  /** Its targets, each with the views that show it; none where nothing was found. */
  targets: FindingTarget[];
  /** The ways to load the file that show another picture than the others do. */
  loaders: LoaderDisagreement[];
}

/**
 * Searches `raster` at every size, and confirms what it finds; tells before each stage. What is no more than
 * suspicious to the search is judged by its views as well.
 */
export function* search(
  raster: Raster<IntegerSamples>,
  thresholds: Thresholds = THRESHOLDS,
): Generator<SearchStage, Searched> {
  const { blind, targets } = yield* find(raster, thresholds);
  return { blind, targets, loaders: loaderDisagreements(raster) };
}

function finish<T>(run: Generator<unknown, T>): T {
  let step = run.next();
  while (step.done !== true) step = run.next();
  return step.value;
}

/** Everything a finding is made of. */
export interface Examined {
  facts: ImageFacts | null;
  /** The size of the raster that was examined. */
  source: Size;
  /** What is to be said of a picture that shows nothing, if nothing is found (blankReason); null of every other. */
  blank: string | null;
  /** What the search came to; null where there was none. */
  searched: Searched | null;
  /** The evidence of the view that was asked for. */
  viewed: ViewEvidence | null;
}

/** The finding: the worse of what the search and the view say, with the reasons of each. */
export function findingOf(
  examined: Examined,
  version: string,
  elapsedMs: number,
  thresholds: Thresholds = THRESHOLDS,
): Finding {
  const { facts, source, blank, searched, viewed } = examined;
  const targets = searched?.targets ?? [];
  const ofSearch =
    searched && unseen(judgeSearch(searched.blind, targets, source, thresholds), blank);
  const ofView: Judgement | null =
    viewed &&
    unseen(
      {
        ...judge(viewed, thresholds.view),
        evidence: viewEvidence(viewed),
        needed: thresholds.view,
      },
      blank,
    );
  const own = ownThresholds(thresholds);
  const ofMain = facts?.item === undefined ? facts?.forensics?.orientations : undefined;
  const ofLoaders = searched && judgeLoaders(searched.loaders, orientationConflict(ofMain ?? []));
  const judgements = [ofSearch, ofView, ofLoaders].filter((judgement) => judgement !== null);
  const decides = worstOf(judgements);
  const ofBlank = decides.verdict === 'clean' ? blank : blankBesideFound(blank);
  return {
    schema: FINDING_SCHEMA,
    file: facts?.name ?? '',
    sha256: facts?.sha256 ?? null,
    bytes: facts?.bytes ?? null,
    format: facts?.format ?? null,
    width: facts?.width ?? source.width,
    height: facts?.height ?? source.height,
    verdict: decides.verdict,
    score: decides.score,
    targets: withViewed(targets, viewed, ofView),
    explanation: explanationOf(judgements, decides),
    reasons: [
      ...decides.reasons,
      ...reasonsBeside(judgements, decides),
      ...(ofLoaders === null || ofView === null ? [] : [BY_ITS_LOADER]),
      ...(ofBlank === null ? [] : [ofBlank]),
      ...(ofSearch === null ? ['Other sizes and pipelines were not examined.'] : []),
      ...(own === null ? [] : [thresholdsText(own)]),
    ],
    judgements,
    thresholds: own,
    tested: {
      search: searched && searchedSizes(source),
      view: viewed && { pipeline: viewed.pipeline, width: viewed.width, height: viewed.height },
    },
    unexplained: searched?.blind.unexplained ?? [],
    loaders: searched?.loaders ?? [],
    skipped: searched?.blind.skipped ?? 0,
    looked: searched?.blind.looked ?? [],
    error: null,
    elapsedMs,
    version,
    facts,
    view: viewed ?? targets[0]?.views[0] ?? null,
  };
}

const BY_ITS_LOADER = 'The view is held against the picture that its own loader makes.';

/** Where a person sees nothing at all, `judgement` can say nothing either, unless it found something. */
function unseen(judgement: Judgement, blank: string | null): Judgement {
  if (blank !== TRANSPARENT || judgement.verdict !== 'clean') return judgement;
  return { ...judgement, explanation: 'not-assessable', reasons: [], evidence: null };
}

/** What is clean is not assessable only where nothing could be assessed. */
function explanationOf(judgements: readonly Judgement[], decides: Judgement): string | null {
  if (decides.verdict !== 'clean') return decides.explanation;
  const assessed = judgements.filter(({ explanation }) => explanation !== 'not-assessable');
  if (assessed.length === 0) return 'not-assessable';
  return assessed.find(({ explanation }) => explanation !== null)?.explanation ?? null;
}

function reasonsBeside(judgements: readonly Judgement[], decides: Judgement): string[] {
  return judgements.flatMap((judgement) => (judgement === decides ? [] : judgement.reasons));
}

/** The targets of the search, and the size of the view where it alone shows something. */
function withViewed(
  targets: readonly FindingTarget[],
  viewed: ViewEvidence | null,
  judgement: Judgement | null,
): FindingTarget[] {
  if (viewed === null || judgement === null || judgement.verdict === 'clean') return [...targets];
  const { pipeline, width, height, disagreement, region } = viewed;
  if (targets.some((one) => one.width === width && one.height === height)) return [...targets];
  const target: FindingTarget = {
    width,
    height,
    samplers: [pipeline],
    score: judgement.score,
    channels: [disagreement.channel],
    region,
    regions: region === null ? [] : [region],
    crop: viewed.frame,
    evidence: viewNumbers(viewed),
    records: [],
    views: [viewed],
  };
  return [...targets, target];
}

/** The finding on a file that could not be examined. */
export function errorFinding(
  file: string,
  error: ErrorBody,
  run: { version: string; elapsedMs: number },
): Finding {
  return {
    schema: FINDING_SCHEMA,
    file,
    sha256: null,
    bytes: null,
    format: null,
    width: null,
    height: null,
    verdict: 'error',
    score: 0,
    targets: [],
    explanation: null,
    reasons: [error.message],
    judgements: [],
    tested: null,
    error,
    ...run,
    facts: null,
    view: null,
  };
}
