/**
 * One pair of the paper's Table 1: the decoy as a large carrier, the payload written into it for each
 * model in turn, and the ranks that every model gives to both labels in every picture of the table.
 */
import { antialiasedView } from '../../../shared/analyze/antialiased-view.ts';
import { craftAttack } from '../../../shared/craft/lattice-write.ts';
import type { Label } from '../../../shared/finding/labels.ts';
import type { Classifier } from '../../../shared/pipelines/classifier.ts';
import { machineView } from '../../../shared/pipelines/machine-view.ts';
import { allPipelines, viewAt } from '../../../shared/pipelines/pipeline.ts';
import { pipelineOf, sizeOf, type ViewRequest } from '../../../shared/pipelines/request.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { resizeWith } from '../../../shared/resample/resize.ts';
import { classify } from '../../../main/engine/labels/classify.ts';
import { cut, load, type Picture } from '../pictures.ts';

/** A file and the label that it truly has. */
export interface LabelledFile {
  path: string;
  label: string;
}

/** A decoy and the payload that is hidden in it. */
export interface Pair {
  decoy: LabelledFile;
  payload: LabelledFile;
}

export interface Carrier {
  /** The carrier is side by side pixels. */
  side: number;
  /** Share of a picture's shorter side that its central square has. */
  crop: number;
}

/** Places of the decoy's and of the payload's label among a model's labels, 1 the most probable. */
export interface Ranks {
  decoy: number;
  payload: number;
}

/** What one model says of the pictures of one pair. */
export interface PairAnswers {
  clean: Ranks;
  cleanAntialiased: Ranks;
  /** Of the payload by itself, at this model's size. */
  payload: Ranks;
  /** Of the attacks written for each model, in the order of the classifiers. */
  attacked: Ranks[];
  attackedAntialiased: Ranks[];
}

export interface MeasuredPair {
  /** Per classifier. */
  answers: PairAnswers[];
  /** Largest difference of each attack's view from its payload, in gray levels, per classifier. */
  differences: number[];
}

/** Measures `pair` with `classifiers`. Throws UserError where a picture or a model cannot be read. */
export async function measurePair(
  pair: Pair,
  classifiers: readonly Classifier[],
  carrier: Carrier,
): Promise<MeasuredPair> {
  const decoy = resized(centralSquare(await load(pair.decoy.path), carrier.crop), {
    width: carrier.side,
    height: carrier.side,
  });
  const square = centralSquare(await load(pair.payload.path), carrier.crop);
  const payloads = classifiers.map(({ view }) => resized(square, sizeSeen(view, carrier.side)));
  const attacks = classifiers.map(({ view }, i) => attackOn(decoy, payloads[i], view));
  const answers: PairAnswers[] = [];
  for (const [i, classifier] of classifiers.entries()) {
    const { view } = classifier;
    const pictures = [
      seen(decoy, view),
      seenAntialiased(decoy, view),
      payloads[i],
      ...attacks.map((attack) => seen(attack, view)),
      ...attacks.map((attack) => seenAntialiased(attack, view)),
    ];
    const ranks = (await classifyDistinct(classifier, pictures)).map((each) => ranksOf(each, pair));
    const [clean, cleanAntialiased, payload, ...rest] = ranks;
    const attacked = rest.slice(0, attacks.length);
    const attackedAntialiased = rest.slice(attacks.length);
    answers.push({ clean, cleanAntialiased, payload, attacked, attackedAntialiased });
  }
  const differences = classifiers.map(({ view }, i) =>
    largestDifference(seen(attacks[i], view), payloads[i]),
  );
  return { answers, differences };
}

/** The labels of each of `pictures`; the same picture is looked at once, as models are slow. */
async function classifyDistinct(classifier: Classifier, pictures: Picture[]): Promise<Label[][]> {
  const isSame = (a: Picture, b: Picture) => Buffer.from(a.data).equals(Buffer.from(b.data));
  const first = pictures.map((picture) => pictures.findIndex((other) => isSame(other, picture)));
  const distinct = pictures.filter((_, i) => first[i] === i);
  const labels = await classify(classifier, distinct);
  return first.map((index) => labels[distinct.indexOf(pictures[index])]);
}

/** What `view` shows of a carrier of `side` by `side`, in its pixels. */
export function sizeSeen(view: ViewRequest, side: number): Size {
  const shape = { width: side, height: side, channels: 3, dtype: 'uint8' } as const;
  const { width, height } = viewAt(pipelineOf(view), shape, sizeOf(view), view.part);
  return { width, height };
}

/** The middle of `picture`, a square of `crop` of its shorter side. */
function centralSquare(picture: Picture, crop: number): Picture {
  const side = Math.max(1, Math.round(Math.min(picture.width, picture.height) * crop));
  const left = Math.floor((picture.width - side) / 2);
  const top = Math.floor((picture.height - side) / 2);
  return cut(picture, left, top, side, side) as Picture;
}

/** Enlarged by cubics, reduced by areas: neither adds aliasing of its own. */
function resized(picture: Picture, size: Size): Picture {
  const sampler = picture.width < size.width ? 'opencv/cubic' : 'opencv/area';
  return resizeWith(picture, sampler, size) as Picture;
}

function attackOn(decoy: Picture, picture: Picture, view: ViewRequest): Picture {
  const { attack } = craftAttack(decoy, [
    { pipeline: view.pipeline, preset: view.preset, part: view.part, picture },
  ]);
  return attack;
}

function seen(picture: Picture, view: ViewRequest): Picture {
  return machineView(picture, view).machine as Picture;
}

const IDS = new Set(allPipelines().map(({ id }) => id));

/** The id of the same pipeline with antialias, or null: then every pixel counts by its area. */
export function antialiasedId({ pipeline }: ViewRequest): string | null {
  const id = `${pipeline}+antialias`;
  return IDS.has(id) ? id : null;
}

function seenAntialiased(picture: Picture, view: ViewRequest): Picture {
  const id = antialiasedId(view);
  if (id === null) return antialiasedView(picture, view) as Picture;
  return seen(picture, { ...view, pipeline: id });
}

function ranksOf(labels: readonly Label[], { decoy, payload }: Pair): Ranks {
  return { decoy: rankOf(labels, decoy.label), payload: rankOf(labels, payload.label) };
}

/** The place of `name`, 1 the most probable; equals stand in the order of the model. */
export function rankOf(labels: readonly Label[], name: string): number {
  const at = labels.findIndex((label) => label.name === name);
  const own = labels[at].probability;
  return labels.reduce(
    (rank, { probability }, i) =>
      rank + (probability > own || (probability === own && i < at) ? 1 : 0),
    1,
  );
}

function largestDifference(a: Picture, b: Picture): number {
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i])), 0);
}
