/**
 * The finding on one file, from its bytes on. Of an animation or a file of several pages of which no
 * frame was chosen, several frames are examined where that is asked for, and the worst is told.
 */
import { setImmediate } from 'node:timers/promises';
import {
  analyze,
  errorFinding,
  type AnalyzeOptions,
  type ViewRequest,
} from '../../../../shared/analyze/analyze.ts';
import { toErrorBody, UserError, type ErrorCode } from '../../../../shared/base/errors.ts';
import type { Finding } from '../../../../shared/finding/finding.ts';
import { tellingItem, withItems } from '../../../../shared/finding/with-items.ts';
import type { ImageFacts } from '../../../../shared/image/facts.ts';
import { sampleFrames } from '../../../../shared/image/sample-frames.ts';
import type { ExaminedItem } from '../../../../shared/verdict/judge-items.ts';
import { worstOf } from '../../../../shared/verdict/judge.ts';
import { engineVersion } from '../../../base/package-root.ts';
import type { Images, KeptImage } from '../../images/images.ts';
import type { ImageSource } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';
import { atItem, examineItems } from './examine-items.ts';

interface Order {
  source: ImageSource;
  view: ViewRequest | null;
  /** Whether every size is searched; default: where there is no view. */
  search?: boolean | undefined;
}

/** The finding on a file that nothing else is asked of. */
export async function run(order: Order, { images, signal }: TaskContext): Promise<Finding> {
  return (await examineSource(images, order, signal)).finding;
}

/** A finding, and the frame it is on. */
export interface ExaminedImage {
  finding: Finding;
  image: KeptImage;
}

/** Examines `source`; without a view every size. Throws what opening and analyzing do. */
export async function examineSource(
  images: Images,
  order: Order,
  signal?: AbortSignal,
): Promise<ExaminedImage> {
  const started = performance.now();
  const examined = await examineFile(images, order, started, signal);
  const elapsedMs = performance.now() - started;
  return { ...examined, finding: { ...examined.finding, elapsedMs } };
}

function examinePicture(
  images: Images,
  order: Order,
  signal?: AbortSignal,
): Promise<ExaminedImage> {
  const { policy, mostFrames } = order.source;
  return policy.frame !== null || mostFrames === undefined
    ? examineFrame(images, order, signal)
    : examineFrames(images, order, mostFrames, signal);
}

/** The finding on the file: of its main picture, or of the worst of the second ones where that is worse. */
async function examineFile(
  images: Images,
  order: Order,
  started: number,
  signal?: AbortSignal,
): Promise<ExaminedImage> {
  const { source } = order;
  let main: ExaminedImage;
  try {
    main = await examinePicture(images, order, signal);
  } catch (error) {
    // A second picture can be an attack though the main one cannot be read.
    if (!(error instanceof UserError) || !FRAME_FAILURES.includes(error.code)) throw error;
    const facts = await images.fileFacts(source).catch(() => ({ items: [], itemCount: 0 }));
    const { items, worst } = await examineSecond(images, order, facts, started, signal);
    if (worst === null || !isFound(worst.finding)) throw error;
    const run = { version: engineVersion, elapsedMs: 0 };
    const failed = errorFinding(source.name, toErrorBody(error), run);
    return { ...worst, finding: tellingItem(failed, worst.finding, items, facts.itemCount)! };
  }
  const { facts } = main.image;
  const { items, worst } = await examineSecond(images, order, facts, started, signal);
  if (items.length === 0) return main;
  const count = facts.itemCount ?? items.length;
  const telling = worst && tellingItem(main.finding, worst.finding, items, count);
  if (worst !== null && telling !== null) return { image: worst.image, finding: telling };
  return { ...main, finding: withItems(main.finding, items, count) };
}

function isFound({ verdict }: Finding): boolean {
  return verdict === 'attack' || verdict === 'suspicious';
}

/** What is found in the second pictures that `facts` list, and the worst of them. */
async function examineSecond(
  images: Images,
  order: Order,
  facts: Pick<ImageFacts, 'items' | 'item'>,
  started: number,
  signal?: AbortSignal,
): Promise<{ items: ExaminedItem[]; worst: ExaminedImage | null }> {
  const examined: ExaminedImage[] = [];
  const items = await examineItems(facts, order.source, started, async (id) => {
    const of = { ...order, source: atItem(order.source, id) };
    const next = await examinePicture(images, of, signal);
    const [worst] = examined;
    if (worst === undefined || isWorse(next.finding, worst.finding)) examined[0] = next;
    return next.finding;
  });
  return { items, worst: examined[0] ?? null };
}

async function examineFrame(
  images: Images,
  { source, view, search = view === null }: Order,
  signal?: AbortSignal,
): Promise<ExaminedImage> {
  const image = await images.open(source);
  const { facts, raster } = image;
  await setImmediate();
  if (signal?.aborted) throw new UserError('cancelled', 'The inspection was cancelled');
  const options: AnalyzeOptions = {
    version: engineVersion,
    search,
    thresholds: source.thresholds,
    ...(view !== null && { view }),
  };
  return { finding: analyze(raster, facts, options), image };
}

/** Failures that another frame of the same file need not have. */
const FRAME_FAILURES: readonly ErrorCode[] = ['unsupported-format', 'decode-failed', 'too-large'];

/** The share of the time limit after which what was found is told without the frames that are left. */
const FOUND_SHARE = 0.5;

interface FailedFrame {
  frame: number;
  error: UserError;
}

async function examineFrames(
  images: Images,
  order: Order,
  mostFrames: number,
  signal?: AbortSignal,
): Promise<ExaminedImage> {
  const { source } = order;
  const started = performance.now();
  const examined: number[] = [];
  const failed: FailedFrame[] = [];
  let worst: ExaminedImage | null = null;
  let told = 0;
  let frames = Array.from({ length: mostFrames }, (_, i) => i); // until one tells how many there are
  while (frames.length > 0) {
    const elapsedMs = performance.now() - started;
    const isFound = worst !== null && worst.finding.verdict !== 'clean';
    if (isFound && elapsedMs >= source.limits.timeoutMs * FOUND_SHARE) break;
    const frame = frames.shift()!;
    let next: ExaminedImage;
    try {
      next = await examineFrame(images, { ...order, source: atFrame(source, frame) }, signal);
    } catch (error) {
      if (!(error instanceof UserError) || error.code === 'cancelled') throw error;
      const isFirst = worst === null && failed.length === 0;
      if (isFirst && !(await isOfOneFrame(images, source, error))) throw error;
      failed.push({ frame, error });
      continue;
    }
    if (worst === null) {
      const { frames: count } = next.image.facts;
      if (count === 1) return next;
      frames = sampleFrames(count, mostFrames).filter((each) => each > frame);
    }
    examined.push(frame);
    if (worst !== null && !isWorse(next.finding, worst.finding)) continue;
    worst = next;
    told = frame;
  }
  // A file of which a part could not be looked at is not called clean; what was found is not lost.
  if (worst === null || (failed.length > 0 && worst.finding.verdict === 'clean')) {
    throw failed[0].error;
  }
  const { finding, image } = worst;
  const count = image.facts.frames;
  const reasons = [
    ...finding.reasons,
    `${examined.length} of ${count} frames were examined (${frameList(examined)}). ` +
      `This finding is for frame ${told + 1}, the most suspicious.`,
    ...failureReasons(failed),
    ...(frames.length === 0 ? [] : [leftOut(frames)]),
  ];
  const ofFrames = { count, examined: examined.map((frame) => frame + 1), told: told + 1 };
  return { image, finding: { ...finding, reasons, frames: ofFrames } };
}

/** True where `error` is of one frame of several: the others may be whole. */
async function isOfOneFrame(
  images: Images,
  source: ImageSource,
  error: UserError,
): Promise<boolean> {
  if (!FRAME_FAILURES.includes(error.code)) return false;
  try {
    await images.open(atFrame(source, null));
    return false;
  } catch (refusal) {
    return refusal instanceof UserError && refusal.code === 'ambiguous-frame';
  }
}

/** A sentence for each cause. */
function failureReasons(failed: readonly FailedFrame[]): string[] {
  const causes = Map.groupBy(failed, ({ error }) => error.message);
  return [...causes].map(([message, of]) => {
    const frames = of.map(({ frame }) => frame);
    return `${subject(frames)} could not be examined: ${message}`;
  });
}

function leftOut(frames: readonly number[]): string {
  return `${subject(frames)} ${frames.length === 1 ? 'was' : 'were'} left out to save time.`;
}

function subject(frames: readonly number[]): string {
  return `${frames.length === 1 ? 'Frame' : 'Frames'} ${frameList(frames)}`;
}

function atFrame(source: ImageSource, frame: number | null): ImageSource {
  return { ...source, policy: { ...source.policy, frame } };
}

function isWorse(one: Finding, than: Finding): boolean {
  if (one.verdict === than.verdict) return one.score > than.score;
  return worstOf([than, one]) === one;
}

/** `1 to 5` where all from the first on were examined, else each. */
function frameList(frames: readonly number[]): string {
  const last = frames[frames.length - 1];
  if (last > 0 && last === frames.length - 1) return `1 to ${last + 1}`;
  return frames.map((frame) => frame + 1).join(', ');
}
