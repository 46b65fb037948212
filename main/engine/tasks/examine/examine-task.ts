/** The finding on one file, from its bytes on: on one frame, or on the worst of several (examine-frames.ts). */
import { setImmediate } from 'node:timers/promises';
import {
  analyze,
  type AnalyzeOptions,
  type ViewRequest,
} from '../../../../shared/analyze/analyze.ts';
import { UserError } from '../../../../shared/base/errors.ts';
import type { Finding } from '../../../../shared/finding/finding.ts';
import { timeBudgetMs } from '../../../../shared/image/cost.ts';
import { engineVersion } from '../../../base/package-root.ts';
import { refuseMemory } from '../../decode/declared-cost.ts';
import type { HeedCost, Images, KeptImage } from '../../images/images.ts';
import type { ImageSource } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';
import { examineFrames } from './examine-frames.ts';

interface Order {
  source: ImageSource;
  view: ViewRequest | null;
  /** Whether every size is searched; default: where there is no view. */
  search?: boolean | undefined;
  /** Told how long the task may take from its start on, whenever another frame is to be decoded. */
  budget?: ((ms: number) => void) | undefined;
}

/** The finding on a file that nothing else is asked of. */
export async function run(order: Order, { images, budget, signal }: TaskContext): Promise<Finding> {
  return (await examineSource(images, { ...order, budget }, signal)).finding;
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
  const { policy, mostFrames, limits } = order.source;
  const { view, search = view === null, source } = order;
  const heed: HeedCost = (cost) => {
    const elapsedMs = performance.now() - started;
    order.budget?.(elapsedMs + timeBudgetMs(cost, limits.timeoutMs));
    if (search) refuseMemory(source.name, 'search', cost.searchBytes, limits);
  };
  const examine = (frame: number | null) =>
    examineFrame(images, { ...order, search, source: atFrame(source, frame) }, heed, signal);
  const examined =
    policy.frame !== null || mostFrames === undefined
      ? await examine(policy.frame)
      : await examineFrames({ images, source, examine }, mostFrames);
  const elapsedMs = performance.now() - started;
  return { ...examined, finding: { ...examined.finding, elapsedMs } };
}

async function examineFrame(
  images: Images,
  { source, view, search }: Order,
  heed: HeedCost,
  signal?: AbortSignal,
): Promise<ExaminedImage> {
  const image = await images.open(source, heed);
  const { facts, raster } = image;
  await setImmediate();
  if (signal?.aborted) throw new UserError('cancelled', 'The inspection was cancelled');
  const options: AnalyzeOptions = {
    version: engineVersion,
    search: search === true,
    thresholds: source.thresholds,
    ...(view !== null && { view }),
  };
  return { finding: analyze(raster, facts, options), image };
}

function atFrame(source: ImageSource, frame: number | null): ImageSource {
  return { ...source, policy: { ...source.policy, frame } };
}
