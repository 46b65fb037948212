/**
 * Who sees what: every view of an image, clustered into distinct pictures.
 *
 *   as a person sees it   views in which nothing is found: what they differ by from the
 *                         antialiased view is explained by the image's own detail (verdict/words.ts)
 *   another picture       the rest, those together whose difference from the antialiased view is
 *                         the same picture (difference-map.ts), at whatever strength and size
 *
 * Pictures are computed from the tap tables in double precision, without what a library rounds or
 * clamps between its two passes. On photographs they are less than one grey level (RMS) from the
 * exact machine view; on noise of black and white, which samplers that overshoot clamp, up to 10
 * (torch/bicubic+uint8; 45 at single pixels). `resize` gives the exact view.
 */
import { findPipeline } from '../pipelines/pipeline.ts';
import type { Pipeline } from '../pipelines/steps/format.ts';
import type { IntegerSamples, Raster, Size } from '../base/raster.ts';
import { startWasm } from '../resample/simd/resize-wasm.ts';
import { isAnotherPicture } from '../verdict/view-bands.ts';
import { FIRST_LOOK } from '../verdict/thresholds.ts';
import { similarity, type DifferenceMap } from './difference-map.ts';
import { ANOTHER_PICTURE, AS_A_PERSON, type MatrixMember, type MatrixRow } from './result.ts';
import { measurePictures } from './measure-pictures.ts';
import type { Measurement } from './picture-order.ts';
import {
  refusalOf,
  UniquePictures,
  type ShownPicture,
  type UniquePicture,
} from './unique-pictures.ts';
import type { SourcePlanes } from './source-planes.ts';

/** A pipeline and the size it is asked for; none for pipelines that fix their own. */
export interface MatrixRequest {
  pipeline: Pipeline;
  size?: Size | undefined;
}

export interface PictureRow extends Omit<MatrixRow, 'thumbnail'> {
  /** Of the representative view. */
  picture: ShownPicture;
}

export interface PictureRows {
  rows: PictureRow[];
  refused: { pipeline: string; reason: string }[];
  views: number;
}

export interface MatrixStep {
  /** Pipeline runs that are done, of all. */
  done: number;
  total: number;
  pipeline: string;
}

/** Cosine of two difference maps from which they are the same picture. */
export const SAME_PICTURE = 0.8;

/** Every pipeline at every size: those of free size at each of `sizes`, the others at their own. */
export function matrixRequests(
  pipelines: readonly (Pipeline | string)[],
  sizes: readonly Size[],
): MatrixRequest[] {
  const chosen = pipelines.map((one) => (typeof one === 'string' ? findPipeline(one) : one));
  const free = chosen.filter(({ sizeIsFree }) => sizeIsFree);
  const fixed = chosen.filter(({ sizeIsFree }) => !sizeIsFree);
  return [
    ...sizes.flatMap((size) => free.map((pipeline) => ({ pipeline, size }))),
    ...fixed.map((pipeline) => ({ pipeline })),
  ];
}

/** A step of planMatrix. `pictures` are those of a size, once all of its pipelines are planned. */
export interface PlanStep extends MatrixStep {
  pictures: UniquePicture[];
}

export interface MeasuredPicture extends UniquePicture, Measurement {}

/** A step of whoSeesWhat, with what is measured so far. */
export interface MeasuredStep extends MatrixStep {
  measured: readonly MeasuredPicture[];
}

type Refused = PictureRows['refused'];

/**
 * The distinct pictures of `raster`, size by size, and the pipelines that cannot take it. Yields
 * before each pipeline, and after the last of a size.
 */
export function* planMatrix(
  raster: Raster<IntegerSamples>,
  requests: readonly MatrixRequest[],
): Generator<PlanStep, Refused, void> {
  const collected = new UniquePictures(raster);
  const refused: Refused = [];
  const total = requests.length;
  for (const [done, { pipeline, size }] of requests.entries()) {
    yield { done, total, pipeline: pipeline.id, pictures: [] };
    try {
      collected.add(pipeline, size);
    } catch (error) {
      const reason = refusalOf(error);
      if (!refused.some((one) => one.pipeline === pipeline.id)) {
        refused.push({ pipeline: pipeline.id, reason });
      }
    }
    if (done + 1 < total && requests[done + 1].size === size) continue;
    yield { done, total, pipeline: pipeline.id, pictures: collected.take() };
  }
  return refused;
}

/** The rows of all pictures of `requests`, measured. */
export function pictureRows(
  pictures: readonly MeasuredPicture[],
  requests: readonly MatrixRequest[],
  refused: Refused,
): PictureRows {
  const order = new Map(requests.map(({ pipeline }, i) => [pipeline.id, i]));
  const rows = rowsOf(pictures, order);
  const views = rows.reduce((sum, { members }) => sum + members.length, 0);
  return { rows, refused, views };
}

/**
 * The distinct pictures of `raster` and who sees them. A generator: it yields before each run of a
 * pipeline and after each measurement, so that its caller can tell of progress, or stop.
 */
export function* whoSeesWhat(
  raster: Raster<IntegerSamples>,
  requests: readonly MatrixRequest[],
): Generator<MeasuredStep, PictureRows, void> {
  const measured: MeasuredPicture[] = [];
  const soFar: MeasuredPicture[] = [];
  const room = startWasm();
  const planning = planMatrix(raster, requests);
  let step = planning.next();
  for (; step.done !== true; step = planning.next()) {
    const { pictures, done, total, pipeline } = step.value;
    yield { done, total, pipeline, measured: soFar };
    for (const [planes, of] of byPlanes(pictures)) {
      const run = measurePictures(
        planes,
        of.map(({ order }) => order),
        room,
      );
      let measuring = run.next();
      for (; measuring.done !== true; measuring = run.next()) {
        const [i, measurement] = measuring.value;
        soFar.push({ ...of[i], ...measurement });
        yield { done, total, pipeline, measured: soFar };
      }
      const { value } = measuring;
      of.forEach((picture, i) => measured.push({ ...picture, ...value[i] }));
    }
  }
  return pictureRows(measured, requests, step.value);
}

/** Pictures that are made of the same planes, together. */
export function byPlanes(pictures: readonly UniquePicture[]): Map<SourcePlanes, UniquePicture[]> {
  const groups = new Map<SourcePlanes, UniquePicture[]>();
  for (const picture of pictures) {
    const group = groups.get(picture.planes) ?? [];
    group.push(picture);
    groups.set(picture.planes, group);
  }
  return groups;
}

/** Runs whoSeesWhat to its end. */
export function allWhoSeeWhat(
  raster: Raster<IntegerSamples>,
  requests: readonly MatrixRequest[],
): PictureRows {
  const run = whoSeesWhat(raster, requests);
  let step = run.next();
  while (step.done !== true) step = run.next();
  return step.value;
}

interface Cluster {
  pictures: MeasuredPicture[];
  map: DifferenceMap;
}

function rowsOf(all: readonly MeasuredPicture[], order: Map<string, number>): PictureRow[] {
  const another = all.filter(
    ({ assessable, disagreement }) =>
      assessable && isAnotherPicture(disagreement.normalised, FIRST_LOOK),
  );
  const asPerson = all.filter((one) => !another.includes(one));
  const clusters = cluster(another);
  const rows = clusters.map(({ pictures }) => rowOf(ANOTHER_PICTURE, pictures, order));
  rows.sort((a, b) => b.members.length - a.members.length || b.normalised - a.normalised);
  if (asPerson.length === 0) return rows;
  return [rowOf(AS_A_PERSON, asPerson, order), ...rows];
}

/** Leaders first: those that stray furthest show their picture best. */
function cluster(pictures: readonly MeasuredPicture[]): Cluster[] {
  const clusters: Cluster[] = [];
  const byStrength = pictures.toSorted(
    (a, b) => b.disagreement.normalised - a.disagreement.normalised,
  );
  for (const picture of byStrength) {
    const home = homeOf(picture, clusters);
    if (home === undefined) clusters.push({ pictures: [picture], map: picture.map.slice() });
    else {
      home.pictures.push(picture);
      fillIn(home.map, picture.map);
    }
  }
  return clusters;
}

/** The cluster most like `picture`; parts that overlap nowhere join the rest of their pipeline. */
function homeOf(picture: MeasuredPicture, clusters: readonly Cluster[]): Cluster | undefined {
  let best: Cluster | undefined;
  let most = SAME_PICTURE;
  for (const one of clusters) {
    const alike = similarity(one.map, picture.map) ?? (sharesPipeline(one, picture) ? most : 0);
    if (alike < most) continue;
    most = alike;
    best = one;
  }
  return best;
}

function sharesPipeline({ pictures }: Cluster, picture: MeasuredPicture): boolean {
  const ids = new Set(picture.members.map(({ pipeline }) => pipeline));
  return pictures.some(({ members }) => members.some(({ pipeline }) => ids.has(pipeline)));
}

function fillIn(map: DifferenceMap, from: DifferenceMap): void {
  for (let i = 0; i < map.length; i++) if (Number.isNaN(map[i])) map[i] = from[i];
}

function rowOf(
  label: PictureRow['label'],
  pictures: readonly MeasuredPicture[],
  order: Map<string, number>,
): PictureRow {
  const shown = representative(label, pictures);
  const place = ({ pipeline }: MatrixMember) => order.get(pipeline) ?? 0;
  const [first, ...others] = membersOf(shown);
  const rest = pictures
    .flatMap((picture) => (picture === shown ? others : membersOf(picture)))
    .sort(
      (a, b) => a.width * a.height - b.width * b.height || place(a) - place(b) || a.part - b.part,
    );
  const { rms, normalised } = shown.disagreement;
  const picture = { whole: shown.whole, thumbnail: shown.thumbnail };
  return { label, rms, normalised, members: [first, ...rest], picture };
}

function membersOf({ members, disagreement }: MeasuredPicture): MatrixMember[] {
  const { rms, normalised } = disagreement;
  return members.map((member) => ({ ...member, rms, normalised }));
}

/** The most pixels of a picture that stands for a person's view, where there is a choice. */
const ENOUGH_PIXELS = 512 * 512;

/** Of a person's view the most faithful; of another picture what most members see. */
function representative(
  label: PictureRow['label'],
  pictures: readonly MeasuredPicture[],
): MeasuredPicture {
  return pictures.reduce((best, one) => {
    const better =
      label === AS_A_PERSON
        ? one.disagreement.normalised + Number(one.pixels > ENOUGH_PIXELS) <
          best.disagreement.normalised + Number(best.pixels > ENOUGH_PIXELS)
        : one.members.length > best.members.length;
    return better ? one : best;
  });
}
