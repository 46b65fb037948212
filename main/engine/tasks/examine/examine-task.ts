/**
 * The finding on one file, from its bytes on: on one frame of its main picture or the worst of several
 * (examine-frames.ts), and on its second pictures (examine-items.ts).
 */
import { setImmediate } from 'node:timers/promises';
import {
  analyze,
  errorFinding,
  type AnalyzeOptions,
  type ViewRequest,
} from '../../../../shared/analyze/analyze.ts';
import { toErrorBody, UserError } from '../../../../shared/base/errors.ts';
import type { Finding } from '../../../../shared/finding/finding.ts';
import { heedingUnseen, tellingItem, withItems } from '../../../../shared/finding/with-items.ts';
import { surveyView } from '../../../../shared/finding/finding-views.ts';
import { pdqHash } from '../../../../shared/image/pdq.ts';
import { machineView } from '../../../../shared/pipelines/machine-view.ts';
import type { ImageFacts } from '../../../../shared/image/facts.ts';
import { timeBudgetMs } from '../../../../shared/image/cost.ts';
import type { ExaminedItem } from '../../../../shared/verdict/judge-items.ts';
import { engineVersion } from '../../../base/package-root.ts';
import { prepareView } from '../../decode/scaled-webp.ts';
import { refuseMemory } from '../../decode/formats/declared-cost.ts';
import type { HeedCost, Images, KeptImage } from '../../images/images.ts';
import type { ImageSource } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';
import { examineFrames, FRAME_FAILURES, isWorse } from './examine-frames.ts';
import { atItem, examineItems } from './examine-items.ts';

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
  const examined = await withPdq(await examineFile(images, order, started, signal), order);
  const elapsedMs = performance.now() - started;
  return { ...examined, finding: { ...examined.finding, elapsedMs } };
}

/** The same with the PDQ hashes of both scales, where they are asked for. */
async function withPdq(examined: ExaminedImage, { source, view }: Order): Promise<ExaminedImage> {
  if (source.pdq !== true) return examined;
  const { finding, image } = examined;
  const shown = surveyView(finding, view, image.raster);
  await prepareView(image.raster, shown);
  const { machine } = machineView(image.raster, shown);
  const of = { pipeline: shown.pipeline, width: machine.width, height: machine.height };
  const pdq = { human: pdqHash(image.raster), machine: { ...pdqHash(machine), view: of } };
  return { image, finding: { ...finding, pdq } };
}

function examinePicture(
  images: Images,
  order: Order,
  started: number,
  signal?: AbortSignal,
): Promise<ExaminedImage> {
  const { view, search = view === null, source } = order;
  const { policy, mostFrames, limits, name } = source;
  const heed: HeedCost = (cost) => {
    const elapsedMs = performance.now() - started;
    order.budget?.(elapsedMs + timeBudgetMs(cost, limits.timeoutMs));
    if (search) refuseMemory(name, 'search', cost.searchBytes, limits);
  };
  const examine = (frame: number | null) =>
    examineFrame(images, { ...order, search, source: atFrame(source, frame) }, heed, signal);
  return policy.frame !== null || mostFrames === undefined
    ? examine(policy.frame)
    : examineFrames({ images, source, examine }, mostFrames);
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
    main = await examinePicture(images, order, started, signal);
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
  if (items.length === 0) return { ...main, finding: heedingUnseen(main.finding, items) };
  const count = facts.itemCount ?? items.length;
  const telling = worst && tellingItem(main.finding, worst.finding, items, count);
  if (worst !== null && telling !== null) return { image: worst.image, finding: telling };
  const finding = heedingUnseen(withItems(main.finding, items, count), items);
  return { ...main, finding };
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
    const next = await examinePicture(images, of, started, signal);
    const [worst] = examined;
    if (worst === undefined || isWorse(next.finding, worst.finding)) examined[0] = next;
    return next.finding;
  });
  return { items, worst: examined[0] ?? null };
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
