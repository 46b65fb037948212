/**
 * An animation or a file of several pages of which no frame was chosen: several are examined, as many as
 * there is time for, and the worst is told, with what was left out and what that would take.
 */
import { UserError, type ErrorCode } from '../../../../shared/base/errors.ts';
import type { Finding } from '../../../../shared/finding/finding.ts';
import { aboutTime, costOf, reachableFrames } from '../../../../shared/image/cost.ts';
import { sampleFrames } from '../../../../shared/image/sample-frames.ts';
import { worstOf } from '../../../../shared/verdict/judge.ts';
import type { Images, KeptImage } from '../../images/images.ts';
import type { ImageSource } from '../../images/orders.ts';
import { frameList, subjectOf } from './frame-words.ts';

/** A finding, and the frame it is on. */
interface Examined {
  finding: Finding;
  image: KeptImage;
}

export interface Frames {
  images: Pick<Images, 'open'>;
  source: ImageSource;
  /** Examines one frame, from 0. */
  examine(frame: number): Promise<Examined>;
}

/** Failures that another frame of the same file need not have. */
export const FRAME_FAILURES: readonly ErrorCode[] = [
  'unsupported-format',
  'decode-failed',
  'too-large',
];

/** The share of the time limit after which what was found is told without the frames that are left. */
const FOUND_SHARE = 0.5;

/** Time after which no more frames are looked at, and how many are in any case. */
const FRAMES_MS = 20_000;
const LEAST_FRAMES = 3;

/** Time to reach one frame through those before it. */
const REACH_SECONDS = 5;

interface FailedFrame {
  frame: number;
  error: UserError;
}

/** The worst of up to `mostFrames` frames (from 2). Throws what examining the first does. */
export async function examineFrames(given: Frames, mostFrames: number): Promise<Examined> {
  const { source } = given;
  const started = performance.now();
  const examined: number[] = [];
  const failed: FailedFrame[] = [];
  let worst: Examined | null = null;
  let told = 0;
  let frames = Array.from({ length: mostFrames }, (_, i) => i); // until one tells how many there are
  while (frames.length > 0) {
    const elapsedMs = performance.now() - started;
    const isFound = worst !== null && worst.finding.verdict !== 'clean';
    if (isFound && elapsedMs >= source.limits.timeoutMs * FOUND_SHARE) break;
    if (examined.length >= LEAST_FRAMES && elapsedMs >= FRAMES_MS) break;
    const frame = frames.shift()!;
    let next: Examined;
    try {
      next = await given.examine(frame);
    } catch (error) {
      if (!(error instanceof UserError) || error.code === 'cancelled') throw error;
      const isFirst = worst === null && failed.length === 0;
      if (isFirst && !(await isOfOneFrame(given, error))) throw error;
      failed.push({ frame, error });
      continue;
    }
    if (worst === null) {
      const { frames: count } = next.image.facts;
      if (count === 1) return next;
      frames = sampleFrames(reachOf(next.image), mostFrames).filter((each) => each > frame);
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
    ...leftOut(image, [...examined, ...failed.map(({ frame }) => frame)]),
  ];
  const ofFrames = { count, examined: examined.map((frame) => frame + 1), told: told + 1 };
  return { image, finding: { ...finding, reasons, frames: ofFrames } };
}

/** How many frames there are, or can be reached where each is drawn upon those before it. */
function reachOf({ facts }: KeptImage): number {
  return isOfFrames(facts)
    ? Math.min(facts.frames, reachableFrames(facts, REACH_SECONDS))
    : facts.frames;
}

function isOfFrames({ format }: KeptImage['facts']): boolean {
  return format === 'gif' || format === 'webp' || format === 'avif';
}

/** True where `error` is of one frame of several: the others may be whole. */
async function isOfOneFrame({ images, source }: Frames, error: UserError): Promise<boolean> {
  if (!FRAME_FAILURES.includes(error.code)) return false;
  const asOne = { ...source, policy: { ...source.policy, frame: null } };
  const stop = () => {
    throw error; // it would be decoded, so that it has one frame only
  };
  try {
    await images.open(asOne, stop);
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
    return `${subjectOf(frames)} could not be examined: ${message}`;
  });
}

/** What was not looked at, and what that would take by what the file declares. */
function leftOut({ facts, raster }: KeptImage, looked: readonly number[]): string[] {
  const left = facts.frames - looked.length;
  if (left === 0) return [];
  const secondsAt = (framesBefore: number): number =>
    costOf({
      ...{ width: raster.width, height: raster.height, channels: raster.channels },
      ...{ format: facts.format, fileBytes: facts.bytes, isInterlaced: false, framesBefore },
      bytesPerSample: raster.data instanceof Uint16Array ? 2 : 1,
    }).seconds;
  // The cost grows evenly: the frame in the middle has the mean.
  const mean = secondsAt(isOfFrames(facts) ? facts.frames / 2 : 0);
  const what =
    left === 1 ? 'The other frame was' : `The other ${left.toLocaleString('en-US')} frames were`;
  return [`${what} left out to save time: ${aboutTime(left * mean)}.`];
}

/** Whether `one` is the worse finding: by verdict, then by score. */
export function isWorse(one: Finding, than: Finding): boolean {
  if (one.verdict === than.verdict) return one.score > than.score;
  return worstOf([than, one]) === one;
}
