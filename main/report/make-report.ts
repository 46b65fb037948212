/** Makes the evidence report of one image: everything is computed here and now, nothing is taken over. */
import type { Finding } from '../../shared/finding/finding.ts';
import { UserError } from '../../shared/base/errors.ts';
import type { ImageFacts } from '../../shared/image/facts.ts';
import { comparedSizes } from '../../shared/matrix/compared-sizes.ts';
import type { MatrixResult } from '../../shared/matrix/result.ts';
import { viewOfTarget } from '../../shared/finding/finding-views.ts';
import { findPipeline } from '../../shared/pipelines/pipeline.ts';
import type { ViewRequest } from '../../shared/pipelines/request.ts';
import type { Size } from '../../shared/base/raster.ts';
import { limitsOf } from '../../shared/report/stated-limits.ts';
import { weightOf } from '../../shared/report/weight.ts';
import { commandsOf } from '../../shared/report/reproduce.ts';
import {
  REPORT_EDITION,
  REPORT_SCHEMA,
  type Report,
  type ReportEdition,
  type ReportPipeline,
  type ReportRequest,
} from '../../shared/report/report.ts';
import { DEFAULT_SPECTRUM } from '../../shared/spectrum/spectrum.ts';
import { ownThresholds } from '../../shared/verdict/thresholds.ts';
import type { ImageSource, Progress } from '../engine/images/orders.ts';
import { readImageText, type TextSettings } from '../engine/text/read-image-text.ts';
import { toldFinding } from '../engine/images/told-finding.ts';
import type { Engines } from '../engine/pool/engines.ts';
import { mayLeadInside, splitInside } from '../base/inside-path.ts';
import { version } from '../base/package-root.ts';
import { hashesOfFile } from './file-hashes.ts';
import { makePictures } from './report-pictures.ts';

export interface ReportOrder {
  source: ImageSource;
  /** The view that is judged beside the search and shown; null: that of the best target. */
  view: ViewRequest | null;
  /** When the report is made; ISO 8601. */
  createdAt: string;
  /** The limits that the report names; default: those that the image is opened with. */
  namedLimits?: ReportRequest['limits'] | undefined;
  /** How text is read; null or left out: not at all. */
  text?: TextSettings | null;
  /** How it is made; default: as all are today. A report of before is computed again in its own edition. */
  edition?: ReportEdition;
  progress?: Progress;
  signal?: AbortSignal | undefined;
}

/** The report on an image. Throws what opening and examining it throw. */
export async function makeReport(order: ReportOrder, engines: Engines): Promise<Report> {
  const { source, view: asked, createdAt, namedLimits = source.limits, signal } = order;
  const progress: Progress = order.progress ?? (() => undefined);
  const image = await engines.open({ ...source, isForSearch: true }, signal);
  const libvips = await libvipsOf(engines, signal);
  const { text = null, edition = REPORT_EDITION } = order;
  const share = shareOf(progress, text !== null);
  const told = await engines.inspect(image, asked, share('search'), signal);
  const finding = toldFinding(told, source.name);
  const view = asked ?? shownView(finding, image.raster);
  const sizes = sizesOf(finding, asked, image.raster);
  const matrix = await engines.matrix(image, { sizes, presets: false }, share('matrix'), signal);
  const spectrum = await engines.spectrum(image, DEFAULT_SPECTRUM, view, signal);
  const textRead =
    text === null
      ? null
      : await readImageText(image, finding, engines, text, { progress: share('text'), signal });
  share('pictures')('pictures', 0);
  const { maxPixels, maxBytes } = namedLimits;
  const limits = { maxPixels, maxBytes };
  const thresholds = ownThresholds(source.thresholds);
  const request: ReportRequest = {
    ...{ policy: source.policy, limits, view, asked: asked !== null, sizes },
    ...(thresholds !== null && { thresholds }),
  };
  return {
    schema: REPORT_SCHEMA,
    ...(edition > 1 && { edition }),
    createdAt,
    engine: {
      scalescope: version,
      node: process.versions.node,
      libvips,
      platform: `${process.platform} ${process.arch}`,
    },
    request,
    summary: summaryOf(finding, matrix),
    finding,
    ...(edition > 1 && {
      weight: weightOf(finding),
      ...(await hashed(source, image.facts, signal)),
    }),
    ...(textRead !== null && { textRead }),
    matrix,
    spectrum,
    pipelines: pipelinesOf(finding, view),
    pictures: await makePictures({
      ...{ image, finding, view, matrix, spectrum, edition, engines, signal },
    }),
    limits: limitsOf(finding, edition),
    decisions: [],
    marks: [],
    audit: [],
    caseLog: null,
    reproduce: commandsOf(source.name, request),
  };
}

/** The steps of a report in their order, each with its part of the time as far as it can be told before. */
const STEPS = { search: 0.3, matrix: 0.45, text: 0.15, pictures: 0.1 } as const;
type Step = keyof typeof STEPS;

/** The progress of each step as its part of the whole, told to `progress`; without text there are three. */
function shareOf(progress: Progress, hasText: boolean): (step: Step) => Progress {
  const steps = (Object.keys(STEPS) as Step[]).filter((step) => hasText || step !== 'text');
  const sum = (some: Step[]): number => some.reduce((all, step) => all + STEPS[step], 0);
  return (step) => {
    const before = sum(steps.slice(0, steps.indexOf(step)));
    return (stage, fraction) => progress(stage, (before + STEPS[step] * fraction) / sum(steps));
  };
}

/** Hashes of the whole file as it is after the examination. Throws UserError where it was changed meanwhile. */
async function hashed(
  { path, name }: ImageSource,
  { sha256 }: Pick<ImageFacts, 'sha256'>,
  signal: AbortSignal | undefined,
): Promise<Pick<Report, 'hashes'>> {
  if (mayLeadInside(path) && (await splitInside(path)) !== null) return {};
  const hashes = await hashesOfFile(path, name, signal);
  if (hashes.sha256 === sha256) return { hashes };
  throw new UserError('changed', `${name} was changed while it was examined. Examine it again.`);
}

/** The version of the library that decodes, which only engines load. */
async function libvipsOf(engines: Engines, signal: AbortSignal | undefined): Promise<string> {
  const { vips } = await engines.run('versions', {}, { signal, name: 'itself' });
  if (typeof vips === 'string' && /^[\w.+-]{1,40}$/.test(vips)) return vips;
  throw new UserError('internal', 'The engine told no valid version of libvips');
}

/** The best target's view, or null where nothing was found. */
function shownView({ targets }: Finding, source: Size): ViewRequest | null {
  const shown = targets.find(({ samplers }) => samplers.length > 0);
  return shown === undefined ? null : viewOfTarget(shown, source);
}

function sizesOf({ targets, view }: Finding, asked: ViewRequest | null, source: Size): Size[] {
  const found = targets.map(({ width, height }) => ({ width, height }));
  const own = asked !== null && view !== null ? [{ width: view.width, height: view.height }] : [];
  const usual = comparedSizes();
  const common = usual.filter(
    ({ width, height }) => width < source.width && height < source.height,
  );
  const all = [...found, ...own, ...common, ...(common.length === 0 ? usual : [])];
  const names = all.map(({ width, height }) => `${width}x${height}`);
  return all.filter((_, i) => names.indexOf(names[i]!) === i).slice(0, MOST_SIZES);
}

/** More sizes make the table of who sees what unreadable. */
const MOST_SIZES = 4;

function summaryOf(finding: Finding, matrix: MatrixResult): string[] {
  const others = matrix.rows.filter(({ label }) => label === 'another picture').length;
  const seen =
    others === 0
      ? 'At the sizes that were compared, every sampler of the catalog shows what a person sees.'
      : `At the sizes that were compared, samplers show ${others === 1 ? 'one picture' : `${others} pictures`} that a person does not see.`;
  return [...finding.reasons, seen];
}

function pipelinesOf({ targets }: Finding, view: ViewRequest | null): ReportPipeline[] {
  const named = targets.flatMap(({ samplers }) => samplers);
  const preset = view?.preset;
  const ids = [...new Set([...(view === null || preset ? [] : [view.pipeline]), ...named])];
  return [...(preset ? [preset] : []), ...ids.map(findPipeline)].map(
    ({ id, title, call, source, versions, exactness }) => ({
      id,
      title,
      call,
      source,
      versions,
      exactness,
    }),
  );
}
