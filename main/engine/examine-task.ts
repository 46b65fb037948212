/**
 * The finding on one file, from its bytes on. Of an animation or a file of several pages of which no
 * frame was chosen, several frames are examined where that is asked for, and the worst is told.
 */
import { setImmediate } from 'node:timers/promises';
import { analyze } from '../../shared/analyze.ts';
import { UserError } from '../../shared/errors.ts';
import type { Finding } from '../../shared/finding.ts';
import { spreadFrames } from '../../shared/spread-frames.ts';
import { worstOf } from '../../shared/verdict.ts';
import { version } from '../package-root.ts';
import type { Images, KeptImage } from './images.ts';
import type { TaskOf } from './protocol.ts';
import type { ImageSource } from './service.ts';

type Order = Pick<TaskOf<'examine'>, 'source' | 'view'>;

/** A finding, and the frame it is on. */
export interface ExaminedImage {
  finding: Finding;
  image: KeptImage;
}

/** Examines `source`; without a view every size. Throws what opening and analyzing do. */
export async function examineSource(
  images: Images,
  { source, view }: Order,
  signal?: AbortSignal,
): Promise<ExaminedImage> {
  const started = performance.now();
  const { policy, mostFrames } = source;
  const examined =
    policy.frame !== null || mostFrames === undefined
      ? await examineFrame(images, { source, view }, signal)
      : await examineFrames(images, { source, view }, mostFrames, signal);
  const elapsedMs = performance.now() - started;
  return { ...examined, finding: { ...examined.finding, elapsedMs } };
}

async function examineFrame(
  images: Images,
  { source, view }: Order,
  signal?: AbortSignal,
): Promise<ExaminedImage> {
  const image = await images.open(source);
  const { facts, raster } = image;
  await setImmediate();
  if (signal?.aborted) throw new UserError('cancelled', 'The inspection was cancelled');
  const options = { version, ...(view !== null && { view, search: false }) };
  return { finding: analyze(raster, facts, options), image };
}

async function examineFrames(
  images: Images,
  { source, view }: Order,
  mostFrames: number,
  signal?: AbortSignal,
): Promise<ExaminedImage> {
  const examine = (frame: number) =>
    examineFrame(images, { source: atFrame(source, frame), view }, signal);
  let worst = await examine(0);
  const count = worst.image.facts.frames;
  if (count === 1) return worst;
  const frames = spreadFrames(count, mostFrames);
  const examined = [0];
  let told = 0;
  let failure: UserError | null = null;
  for (const frame of frames.slice(1)) {
    let next: ExaminedImage;
    try {
      next = await examine(frame);
    } catch (error) {
      // What was found before is not lost to a file that is broken further on.
      const isBroken = error instanceof UserError && error.code === 'decode-failed';
      if (!isBroken || worst.finding.verdict === 'clean') throw error;
      failure = error;
      break;
    }
    examined.push(frame);
    if (!isWorse(next.finding, worst.finding)) continue;
    worst = next;
    told = frame;
  }
  const { finding } = worst;
  return {
    ...worst,
    finding: {
      ...finding,
      reasons: [
        ...finding.reasons,
        `Of its ${count} frames ${examined.length} were examined (${frameList(examined)}); ` +
          `this is of frame ${told + 1}, the most suspicious.`,
        ...(failure === null ? [] : [failure.message]),
      ],
      frames: { count, examined: examined.map((frame) => frame + 1), told: told + 1 },
    },
  };
}

function atFrame(source: ImageSource, frame: number): ImageSource {
  return { ...source, policy: { ...source.policy, frame } };
}

function isWorse(one: Finding, than: Finding): boolean {
  if (one.verdict === than.verdict) return one.score > than.score;
  return worstOf([than, one]) === one;
}

/** `1 to 5` where all from the first on were examined, else each. */
function frameList(frames: readonly number[]): string {
  const last = frames[frames.length - 1];
  if (last === frames.length - 1) return `1 to ${last + 1}`;
  return frames.map((frame) => frame + 1).join(', ');
}
