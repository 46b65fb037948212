/** Cleans an image file: the work of `scalescope sanitize`, inside an engine. */
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import {
  certify,
  certifyMatrix,
  sizesOf,
  type Certificate,
} from '../../../shared/sanitize/certificate.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { pipelineOf, sizeOf } from '../../../shared/pipelines/request.ts';
import type { IntegerSamples, Raster } from '../../../shared/base/raster.ts';
import { cleanFound, type CleanedFound } from '../../../shared/sanitize/clean-found.ts';
import {
  sanitize,
  type Sanitized,
  type SanitizeMethod,
  type SanitizeTarget,
} from '../../../shared/sanitize/sanitize.ts';
import { sha256Of } from '../../base/hash.ts';
import { version } from '../../base/package-root.ts';
import { encodePng } from './encode.ts';
import type { Ordered } from './ordered-files.ts';
import type { Images } from '../images/images.ts';
import { methodText } from './sanitize-text.ts';
import type { ImageSource, Progress, SanitizeOrder } from '../images/orders.ts';

/** A cleaned raster, what it was cleaned for, and what cleaning it again gives. */
interface Cleaning {
  cleaned: Sanitized;
  targets: SanitizeTarget[];
  again: Raster<IntegerSamples>;
  found: Certificate['found'];
}

/**
 * The cleaned image of `source` as PNG for order.output, with its certificate where asked. Throws
 * UserError `cancelled` and whatever decoding throws.
 */
export async function sanitizeFile(
  source: ImageSource,
  order: SanitizeOrder,
  images: Pick<Images, 'open'>,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Ordered<Certificate>> {
  progress('decode', 0);
  const { facts, raster } = await images.open(source);
  const pause = () => pauseUnlessCancelled(signal);
  const named = targetsOf(order.views ?? []);
  const cleaning =
    order.views === null || order.alsoFound
      ? await cleanWhatIsFound(raster, named, order.method, progress, pause)
      : await cleanFor(raster, named, order.method, progress, pause);
  const matrix = order.matrix ? await compare(raster, cleaning, progress, pause) : null;
  const text = {
    Software: `Scalescope ${version}`,
    Source: `${facts.name} sha256 ${facts.sha256}`,
    Method: methodText(order.method, order.views),
  };
  progress('write', 0.95);
  const png = await encodePng(cleaning.cleaned.raster, text);
  const certificate = certify({
    version,
    source: { raster, file: facts.name, sha256: facts.sha256 },
    output: { file: basename(order.output), sha256: sha256Of(png) },
    ...cleaning,
    matrix,
  });
  await pause();
  const paper = Buffer.from(`${JSON.stringify(certificate, null, 2)}\n`);
  const files = [
    ...(order.certificate === null ? [] : [{ path: order.certificate, bytes: paper }]),
    { path: order.output, bytes: png },
  ];
  return { told: certificate, files };
}

type Pause = () => Promise<void>;

async function pauseUnlessCancelled(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  if (signal?.aborted) throw new UserError('cancelled', 'The cleaning was cancelled');
}

function targetsOf(views: NonNullable<SanitizeOrder['views']>): SanitizeTarget[] {
  return views.map((view) => ({ pipeline: pipelineOf(view), size: sizeOf(view) }));
}

async function cleanFor(
  raster: Raster<IntegerSamples>,
  targets: SanitizeTarget[],
  method: SanitizeMethod,
  progress: Progress,
  pause: Pause,
): Promise<Cleaning> {
  progress('clean', 0.1);
  await pause();
  const cleaned = sanitize(raster, targets, method);
  progress('clean once more', 0.3);
  await pause();
  const again = sanitize(cleaned.raster, targets, method).raster;
  return { cleaned, targets, again, found: null };
}

async function cleanWhatIsFound(
  raster: Raster<IntegerSamples>,
  named: SanitizeTarget[],
  method: SanitizeMethod,
  progress: Progress,
  pause: Pause,
): Promise<Cleaning> {
  const { targets, before, after, ...cleaned } = await stepped(
    cleanFound(raster, method, named),
    (stage) => progress(stage, 0.1),
    pause,
  );
  const again: CleanedFound = await stepped(
    cleanFound(cleaned.raster, method, named),
    () => progress('clean once more', 0.3),
    pause,
  );
  // Of what the detector did not find it says nothing.
  const found = named.length > 0 && before.verdict === 'clean' ? null : { before, after };
  return { cleaned, targets, again: again.raster, found };
}

async function compare(
  raster: Raster<IntegerSamples>,
  { cleaned, targets }: Cleaning,
  progress: Progress,
  pause: Pause,
) {
  const sizes = sizesOf(targets);
  if (sizes.length === 0) return null;
  const run = certifyMatrix(raster, cleaned.raster, sizes);
  return stepped(run, (share) => progress('who sees what', 0.4 + 0.5 * share), pause);
}

/** Runs a generator to its end, with a pause at each step. */
async function stepped<S, R>(
  run: Generator<S, R, void>,
  tell: (step: S) => void,
  pause: Pause,
): Promise<R> {
  let step = run.next();
  while (step.done !== true) {
    tell(step.value);
    await pause();
    step = run.next();
  }
  return step.value;
}
