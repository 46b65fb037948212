/**
 * The certificate that follows every cleaning: what each machine receives before and after, how much
 * of the hidden picture remains (certify-views.ts), what the visible picture lost, and whether cleaning
 * again changes anything. Pure data of the two pictures: no clock, so the same input gives the same
 * certificate.
 */
import { matrixRequests, whoSeesWhat, type PictureRows } from '../matrix/who-sees-what.ts';
import { AS_A_PERSON } from '../matrix/result.ts';
import { similarityOf } from '../math/similarity.ts';
import {
  certifyViews,
  countViews,
  MOST_HIDDEN_SHARE,
  notMeasuredReason,
  percent,
  placeText,
  type CertifiedView,
} from './certify-views.ts';
import { allPipelines } from '../pipelines/pipeline.ts';
import { type IntegerSamples, type Raster, type Size, greyLevelsPerCode } from '../base/raster.ts';
import { resizeWith } from '../resample/resize.ts';
import type { MethodRun, RebuiltPixels, Sanitized, SanitizeTarget } from './sanitize.ts';
import type { BlindVerdict } from './clean-found.ts';

export const CERTIFICATE_SCHEMA = 'scalescope/certificate@1';

/** The distinct pictures that all samplers return at the sizes of the targets. */
export interface CertifiedMatrix {
  sizes: Size[];
  before: { views: number; otherPictures: OtherPicture[] };
  after: { views: number; otherPictures: OtherPicture[] };
}

/** A picture that some machines receive and people do not see. */
export interface OtherPicture {
  rms: number;
  normalised: number;
  members: { pipeline: string; width: number; height: number }[];
}

export interface Visible {
  /** Against the source; null where nothing changed. A smaller output is enlarged for it. */
  psnrDb: number | null;
  ssim: number;
  /** Share of the samples that changed; null where the output has another size. */
  changedShare: number | null;
}

export interface Certificate {
  schema: typeof CERTIFICATE_SCHEMA;
  version: string;
  source: { file: string; sha256: string; width: number; height: number };
  output: { file: string; sha256: string; width: number; height: number };
  method: MethodRun;
  rebuilt: RebuiltPixels | null;
  /**
   * - clean: no view departs and no hidden share is above 2 %.
   * - remains: one does.
   * - unmeasured: none does, but of a view it cannot be said.
   */
  verdict: 'clean' | 'remains' | 'unmeasured';
  reasons: string[];
  views: CertifiedView[];
  /** Views of the targets that read all pixels about alike: they hide nothing and are not in `views`. */
  viewsAlike: number;
  /** The largest of all views; null where nothing was hidden, or a view is not measured. */
  hiddenShare: number | null;
  visible: Visible;
  /** The same with the cleaned picture as the source. */
  idempotence: Visible;
  /** What the detector said before and after; null where the targets were given. */
  found: { before: BlindVerdict; after: BlindVerdict } | null;
  /** Null where it was not asked for, or there is no size to compare at. */
  matrix: CertifiedMatrix | null;
}

/** How `cleaned` looks beside `source`; one of another size is enlarged to it. */
export function visibleChange(
  source: Raster<IntegerSamples>,
  cleaned: Raster<IntegerSamples>,
): Visible {
  const isSameSize = source.width === cleaned.width && source.height === cleaned.height;
  const shown = isSameSize ? cleaned : resizeWith(cleaned, 'tensorflow/bilinear', source);
  const { psnrDb, ssim } = similarityOf(inGreyLevels(source), inGreyLevels(shown, source));
  return { psnrDb, ssim, changedShare: isSameSize ? changedShare(source, cleaned) : null };
}

/** The picture in 8-bit grey levels, whatever its depth. */
function inGreyLevels(raster: Raster, like: Raster = raster): Raster {
  const scale = greyLevelsPerCode(like);
  if (scale === 1) return raster;
  return { ...raster, data: Float32Array.from(raster.data, (value) => value * scale) };
}

function changedShare(a: Raster, b: Raster): number {
  let changed = 0;
  for (let i = 0; i < a.data.length; i++) if (a.data[i] !== b.data[i]) changed++;
  return changed / a.data.length;
}

/**
 * The distinct pictures of every bare sampler at `sizes`, before and after. A generator: it yields the
 * share that is done before each run of a pipeline.
 */
export function* certifyMatrix(
  source: Raster<IntegerSamples>,
  cleaned: Raster<IntegerSamples>,
  sizes: readonly Size[],
): Generator<number, CertifiedMatrix, void> {
  const free = allPipelines().filter(({ sizeIsFree }) => sizeIsFree);
  const requests = matrixRequests(free, sizes);
  const rows: PictureRows[] = [];
  for (const [i, raster] of [source, cleaned].entries()) {
    const run = whoSeesWhat(raster, requests);
    let step = run.next();
    while (step.done !== true) {
      yield (i + step.value.done / step.value.total) / 2;
      step = run.next();
    }
    rows.push(step.value);
  }
  return { sizes: [...sizes], before: otherPictures(rows[0]), after: otherPictures(rows[1]) };
}

/** The sizes at which `targets` are compared, each once. */
export function sizesOf(targets: readonly SanitizeTarget[]): Size[] {
  const sizes = targets.map(({ pipeline, size }) => size ?? pipeline.defaultSize);
  return [...new Map(sizes.map((size) => [`${size.width}x${size.height}`, size])).values()];
}

/** The rows of a matrix that people do not see. */
function otherPictures({ rows, views }: PictureRows): CertifiedMatrix['after'] {
  return {
    views,
    otherPictures: rows
      .filter(({ label }) => label !== AS_A_PERSON)
      .map(({ rms, normalised, members }) => ({
        rms,
        normalised,
        members: members.map(({ pipeline, width, height }) => ({ pipeline, width, height })),
      })),
  };
}

/** What certify needs to know. */
export interface CertificateInput<T extends IntegerSamples = IntegerSamples> {
  version: string;
  source: { raster: Raster<T>; file: string; sha256: string };
  output: { file: string; sha256: string };
  targets: readonly SanitizeTarget[];
  cleaned: Sanitized<T>;
  /** What cleaning the cleaned picture once more gives. */
  again: Raster<T>;
  found: Certificate['found'];
  matrix: CertifiedMatrix | null;
}

/** The certificate on one cleaning. */
export function certify(input: CertificateInput): Certificate {
  const { version, source, output, targets, cleaned, again, found, matrix } = input;
  const views = certifyViews(source.raster, cleaned.raster, targets);
  const shares = views.flatMap(({ hiddenShare }) => (hiddenShare === null ? [] : [hiddenShare]));
  const remaining = reasonsOf(views, cleaned, matrix);
  const notMeasured = views.flatMap((view) => notMeasuredReason(view) ?? []);
  const areMeasured = notMeasured.length === 0;
  const { width, height } = source.raster;
  return {
    schema: CERTIFICATE_SCHEMA,
    version,
    source: { file: source.file, sha256: source.sha256, width, height },
    output: { ...output, width: cleaned.raster.width, height: cleaned.raster.height },
    method: cleaned.method,
    rebuilt: cleaned.rebuilt,
    verdict: remaining.length > 0 ? 'remains' : areMeasured ? 'clean' : 'unmeasured',
    reasons: [...remaining, ...notMeasured],
    views,
    viewsAlike: countViews(source.raster, targets) - views.length,
    hiddenShare: areMeasured && shares.length > 0 ? Math.max(...shares) : null,
    visible: visibleChange(source.raster, cleaned.raster),
    idempotence: visibleChange(cleaned.raster, again),
    found,
    matrix,
  };
}

/** Why something remains, in sentences; none where nothing does. */
function reasonsOf(
  views: readonly CertifiedView[],
  { rebuilt }: Sanitized,
  matrix: CertifiedMatrix | null,
): string[] {
  const reasons: string[] = [];
  for (const view of views) {
    const { hiddenShare, departingAfter } = view;
    const at = placeText(view);
    if (hiddenShare !== null && hiddenShare > MOST_HIDDEN_SHARE) {
      reasons.push(`${at} still receives ${percent(hiddenShare)} of the hidden picture.`);
    }
    if (departingAfter !== null && departingAfter > 0) {
      reasons.push(
        `${at} still departs from what a person sees in ${percent(departingAfter)} of its cells.`,
      );
    }
  }
  if (rebuilt !== null && rebuilt.starved > 0) {
    reasons.push(
      `${rebuilt.starved} pixels could not be rebuilt, because the pixels around them are read with as much ` +
        'weight. Use --method preshrink.',
    );
  }
  for (const { members } of matrix?.after.otherPictures ?? []) {
    const [{ pipeline, width, height }] = members;
    const others = members.length === 1 ? '' : ` and ${members.length - 1} more`;
    reasons.push(
      `${pipeline} at ${width}x${height}${others} still receives a different picture from the one a person sees.`,
    );
  }
  return reasons;
}
