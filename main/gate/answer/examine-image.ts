/** One image, from its bytes to a finding with everything that was asked for beside it. */
import { errorFinding } from '../../../shared/analyze/analyze.ts';
import { EXAMINED_SCHEMA, type Examined } from '../../../shared/api/gate/gate-answers.ts';
import { toErrorBody, UserError, type ErrorBody } from '../../../shared/base/errors.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import { viewOfTarget } from '../../../shared/finding/finding-views.ts';
import type { DecodeLimits } from '../../../shared/image/facts.ts';
import { MOST_FRAMES } from '../../../shared/image/sample-frames.ts';
import type { Pipeline } from '../../../shared/pipelines/steps/format.ts';
import type { ViewRequest } from '../../../shared/pipelines/request.ts';
import { decide, type Decision } from '../../../shared/policy/decide.ts';
import type { Policy, VerdictRules } from '../../../shared/policy/policy.ts';
import type { Thresholds } from '../../../shared/verdict/thresholds.ts';
import { sha256Of } from '../../base/hash.ts';
import { engineVersion } from '../../base/package-root.ts';
import type { ImageSource } from '../../engine/images/orders.ts';
import { toldFinding } from '../../engine/images/told-finding.ts';
import type { Engines } from '../../engine/pool/engines.ts';
import type { TextSettings } from '../../engine/text/read-image-text.ts';
import { findingWithText, toldFrame } from '../../engine/text/text-of-file.ts';
import { imageSource } from '../../terminal/options.ts';
import { bytesOfDataUrl, dataUrlOf } from '../input/data-url.ts';
import { leftText } from './left-text.ts';
import type { Scratch } from './scratch.ts';

/** What examines images: engines, a place for files, and the limits of each image. */
export interface Examiner {
  engines: Engines;
  scratch: Scratch;
  limits: DecodeLimits;
  thresholds: Thresholds | undefined;
}

/** What is asked of one image. */
export interface ImageOrder {
  name: string;
  /** The view that is judged, and whether every size is searched too; null: every size is searched. */
  judged: { name: string; pipeline: Pipeline; view: ViewRequest; search: boolean } | null;
  verdicts: VerdictRules;
  policy: Pick<Policy, 'text'>;
  /** How text is read; null: it is not. */
  text: TextSettings | null;
  wantsView: boolean;
  wantsClean: boolean;
  /** Why what is to be cleaned is blocked instead, a sentence; null where whoever asks uses the copy. */
  noCopy: string | null;
}

/** Codes of failures that are of the image: all others are of the service, and thrown. */
const OF_THE_IMAGE = ['unsupported-format', 'decode-failed', 'too-large', 'engine-crashed'];

/**
 * What is found in `bytes`. An image that cannot be examined is an answer too, by the rules for that. Throws UserError
 * for what is wrong with the order, `cancelled` after `signal`, and what fails in the service itself.
 */
export async function examineImage(
  bytes: Uint8Array,
  order: ImageOrder,
  examiner: Examiner,
  signal: AbortSignal,
): Promise<Examined> {
  return examiner.scratch.withFile(bytes, async (path) => {
    const source = sourceOf(path, order, examiner);
    const started = performance.now();
    try {
      const finding = await findingOf(source, order, examiner, signal);
      return await answerOf(source, finding, order, examiner, signal);
    } catch (thrown) {
      const error = toErrorBody(thrown);
      if (!(thrown instanceof UserError) || !OF_THE_IMAGE.includes(error.code)) throw thrown;
      const run = { version: engineVersion, elapsedMs: performance.now() - started };
      const sha256 = sha256Of(bytes);
      const failed = errorFinding(order.name, { ...error, message: thrown.fact }, run);
      const finding: Finding = { ...failed, sha256, bytes: bytes.length };
      return failedAnswer(finding, order, finding.error!);
    }
  });
}

function sourceOf(
  path: string,
  { name, judged }: ImageOrder,
  { limits, thresholds }: Examiner,
): ImageSource {
  return {
    ...imageSource(path, limits, judged?.pipeline),
    ...{ name, limits, mostFrames: MOST_FRAMES },
    ...(thresholds && { thresholds }),
  };
}

/** What the view, the search and the reader of `order` say of `source`. Throws what they throw. */
async function findingOf(
  source: ImageSource,
  { judged, text }: ImageOrder,
  { engines }: Examiner,
  signal: AbortSignal,
): Promise<Finding> {
  const view = judged?.view ?? null;
  const told = await engines.examine(source, view, signal, judged?.search || view === null);
  const found = toldFinding(told, source.name);
  return text === null ? found : findingWithText(source, found, engines, text, signal);
}

function failedAnswer(finding: Finding, order: ImageOrder, error: ErrorBody): Examined {
  return {
    schema: EXAMINED_SCHEMA,
    ...decide(finding, order.policy, order.verdicts),
    pipeline: order.judged?.name ?? null,
    finding,
    ...(order.wantsView && { view: null }),
    ...(order.wantsClean && { cleaned: null }),
    error,
  };
}

async function answerOf(
  source: ImageSource,
  finding: Finding,
  order: ImageOrder,
  examiner: Examiner,
  signal: AbortSignal,
): Promise<Examined> {
  const { judged } = order;
  const decided = decide(finding, order.policy, order.verdicts);
  const decision = order.noCopy === null ? decided : withoutCopy(decided, order.noCopy);
  const shown = judged?.view ?? viewFound(finding);
  const of = toldFrame(source, finding);
  let view: Examined['view'];
  if (order.wantsView) {
    view = shown === null ? null : await pictureOf(of, shown, examiner, signal);
  }
  const isCleaned = order.wantsClean || decision.action === 'clean';
  const cleaned = isCleaned ? await cleanedOf(of, judged, examiner, signal) : undefined;
  return {
    schema: EXAMINED_SCHEMA,
    ...(cleaned === undefined
      ? decision
      : await afterCleaning(decision, cleaned, order, examiner, signal)),
    pipeline: judged?.name ?? null,
    finding,
    ...(view !== undefined && { view }),
    ...(finding.text && { text: finding.text }),
    ...(cleaned !== undefined && { cleaned: cleaned.picture }),
  };
}

/** What is to be cleaned is blocked where nobody would use the copy. */
function withoutCopy({ action, because }: Decision, why: string): Decision {
  return action === 'clean' ? { action: 'block', because: [why, ...because] } : { action, because };
}

/** The view that shows the best target; null where nothing is found. */
function viewFound({ targets: [best], facts }: Finding): ViewRequest | null {
  return best === undefined || facts === null ? null : viewOfTarget(best, facts);
}

type Work = Pick<Examiner, 'engines' | 'scratch'>;

async function pictureOf(
  source: ImageSource,
  view: ViewRequest,
  { engines, scratch }: Work,
  signal: AbortSignal,
): Promise<NonNullable<Examined['view']>> {
  const image = await engines.open(source, signal);
  const { told, bytes } = await scratch.made((path) => engines.resize(image, view, path, signal));
  return { ...shownPicture(bytes, told.raster), pipeline: view.pipeline };
}

/** A cleaned copy, or why there is none. */
type Cleaned = { picture: NonNullable<Examined['cleaned']> } | { picture: null; why: string };

async function cleanedOf(
  source: ImageSource,
  judged: ImageOrder['judged'],
  { engines, scratch }: Work,
  signal: AbortSignal,
): Promise<Cleaned> {
  const method = { kind: 'selective-median' } as const;
  const views = judged && [judged.view];
  const alsoFound = judged?.search ?? true;
  try {
    const { told, bytes } = await scratch.made((output) =>
      engines.sanitize(
        source,
        { views, alsoFound, method, matrix: false, output, certificate: null },
        undefined,
        signal,
      ),
    );
    return { picture: { ...shownPicture(bytes, told.output), certificate: told } };
  } catch (error) {
    if (!(error instanceof UserError) || !OF_THE_IMAGE.includes(error.code)) throw error;
    return { picture: null, why: `No clean copy could be made: ${error.fact}.` };
  }
}

/**
 * The decision once the copy is known. What is to be cleaned is blocked where the copy is not clean: by its
 * certificate, or when it is examined as the image was.
 */
async function afterCleaning(
  { action, because }: Decision,
  cleaned: Cleaned,
  order: ImageOrder,
  examiner: Examiner,
  signal: AbortSignal,
): Promise<Decision> {
  const { picture } = cleaned;
  const blocked = (why: string): Decision => ({ action: 'block', because: [why, ...because] });
  if (action !== 'clean') {
    return { action, because: picture === null ? [...because, cleaned.why] : because };
  }
  if (picture === null) return blocked(cleaned.why);
  const { verdict, reasons } = picture.certificate;
  if (verdict !== 'clean') return blocked(`The cleaned copy is not clean: ${reasons.join(' ')}`);
  const again = await decideAgain(picture, order, examiner, signal);
  return again.action === 'pass' || again.action === 'flag'
    ? { action, because }
    : blocked(`The cleaned copy would not pass either. ${again.because.join(' ')}`);
}

/** What is decided on a cleaned copy by the order that condemned its image. */
async function decideAgain(
  { dataUrl, certificate }: NonNullable<Examined['cleaned']>,
  order: ImageOrder,
  examiner: Examiner,
  signal: AbortSignal,
): Promise<Decision> {
  return examiner.scratch.withFile(bytesOfDataUrl(dataUrl), async (path) => {
    try {
      const source = sourceOf(path, order, examiner);
      const finding = await findingOf(source, order, examiner, signal);
      const { action, because } = decide(finding, order.policy, order.verdicts);
      return { action, because: [...because, ...leftText(finding, certificate)] };
    } catch (error) {
      if (!(error instanceof UserError) || !OF_THE_IMAGE.includes(error.code)) throw error;
      return {
        action: order.verdicts.error,
        because: [`It could not be examined: ${error.fact}.`],
      };
    }
  });
}

function shownPicture(bytes: Uint8Array, { width, height }: { width: number; height: number }) {
  return {
    mediaType: 'image/png',
    ...{ width, height },
    sha256: sha256Of(bytes),
    dataUrl: dataUrlOf(bytes, 'image/png'),
  } as const;
}
