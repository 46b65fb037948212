/**
 * Crafts an attack image the way of the founding paper: every pixel of the small picture is copied
 * into all the source pixels that feed it. Whatever the weights are, their mean is then that pixel,
 * so the machine view is the payload, while the other source pixels keep the decoy.
 *
 * Source: Lohn 2020, Algorithm 1; generalized from bilinear's four neighbors to the tap table of
 * any sampler, and to several payloads in one decoy, where later ones overwrite.
 */
import { UserError } from '../base/errors.ts';
import { isUpscale } from '../pipelines/exposure.ts';
import type { Raster, Size } from '../base/raster.ts';
import { influenceOf, latticeOf, outputsOf, readShare } from '../resample/lattice.ts';
import type { Pipeline } from '../pipelines/steps/format.ts';
import { viewAt, type PipelineView } from '../pipelines/pipeline.ts';
import { pipelineOf } from '../pipelines/request.ts';
import type { SourceShape } from '../resample/taps/plan.ts';
import { shapeOf } from '../resample/resize.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';

/** A payload for one view; its size is the view's, or with `at` a part of it. Channels as the decoy. */
export interface Payload {
  pipeline: string;
  /** Which of several views, 0-based; default: the first. */
  part?: number | undefined;
  /** The pipeline where it is not in the catalog. */
  preset?: Pipeline | undefined;
  picture: Raster<Uint8Array>;
  /** Where in the view the picture goes, in its pixels; left out: it is all of the view. */
  at?: { x: number; y: number } | undefined;
  /** The target size of pipelines that leave it free; default: the picture's. */
  size?: Size | undefined;
}

/** What of a payload says which view it is for. */
export type PayloadRequest = Omit<Payload, 'picture' | 'at'> & { picture?: Size };

/** The target size that `payload` asks for; undefined for pipelines that fix their own. */
export function payloadSize(payload: PayloadRequest): Size | undefined {
  if (!pipelineOf(payload).sizeIsFree) return undefined;
  return payload.size ?? payload.picture;
}

/** The view of a decoy of shape `decoy` that `payload` is written for. Throws what viewsOf does. */
export function payloadView(payload: PayloadRequest, decoy: SourceShape): PipelineView {
  return viewAt(pipelineOf(payload), decoy, payloadSize(payload), payload.part);
}

/**
 * The output pixels that share source pixels with a later payload: each of `columns` in each of
 * `rows`. What is copied into the decoy is spoilt there; what is solved for jointly need not be.
 */
export interface Collision {
  /** Index of the later payload. */
  with: number;
  /** Source pixels that both wrote. */
  sourcePixels: number;
  columns: number[];
  rows: number[];
}

export interface WrittenPayload {
  pipeline: string;
  width: number;
  height: number;
  /** Source pixels that this payload is read from, and their share of the picture. */
  sourcePixels: number;
  sourceShare: number;
  collisions: Collision[];
}

export interface CraftedImage {
  attack: Raster<Uint8Array>;
  payloads: WrittenPayload[];
}

/** Above this share of written pixels the payload is no longer hidden. */
export const MOST_WRITTEN = 0.75;

/**
 * The decoy with every payload written into the source pixels its sampler reads, in order. Throws
 * UserError `not-attackable` with the reason when neighboring outputs share source pixels or too
 * little of the decoy would be left, and `invalid-argument` when channels differ.
 */
export function craftAttack(decoy: Raster<Uint8Array>, payloads: readonly Payload[]): CraftedImage {
  const attack = { ...decoy, data: decoy.data.slice() };
  const tables = payloads.map((payload) => {
    const { pipeline, picture } = payload;
    if (picture.channels !== decoy.channels) {
      throw new UserError(
        'invalid-argument',
        `The payload has ${picture.channels} channels and the decoy ${decoy.channels}.`,
      );
    }
    const view = payloadView(payload, shapeOf(decoy));
    if (view.width !== picture.width || view.height !== picture.height) {
      throw new UserError(
        'invalid-argument',
        `${pipeline} sees ${view.width}x${view.height}, and the payload is ` +
          `${picture.width}x${picture.height}.`,
      );
    }
    assertCopyable(pipeline, view);
    return view;
  });
  payloads.forEach(({ picture }, i) => copyIntoTaps(attack, picture, tables[i]));
  return { attack, payloads: describeWritten(payloads, tables) };
}

/** What is said of each payload, whose views are `views`. */
export function describeWritten(
  payloads: readonly Payload[],
  views: readonly PipelineView[],
): WrittenPayload[] {
  return payloads.map(({ pipeline }, i) => {
    const { x, y, width, height } = views[i];
    const sourcePixels = latticeOf(x).length * latticeOf(y).length;
    return {
      pipeline,
      width,
      height,
      sourcePixels,
      sourceShare: sourcePixels / (x.srcSize * y.srcSize),
      collisions: views
        .map((later, j) => (j > i ? collisionOf(x, y, later, j) : null))
        .filter((collision) => collision !== null),
    };
  });
}

/** Throws UserError `not-attackable` where tables share source pixels or leave too little unread. */
export function assertCopyable(pipeline: string, view: PipelineView): void {
  const { x, y, frame } = view;
  const from = `${x.srcSize}x${y.srcSize}`;
  const to = `${x.dstSize}x${y.dstSize}`;
  const refuse = (reason: string): never => {
    throw new UserError('not-attackable', `${pipeline} from ${from} to ${to}: ${reason}`);
  };
  const larger = frame.width < view.width || frame.height < view.height;
  if (larger && isUpscale(x, y, frame)) {
    refuse(
      'the target is larger than the source, so the resize enlarges it. Every source pixel is ' +
        'read, and it is not attackable. Use a larger decoy or a smaller target.',
    );
  }
  if (view.antialias) {
    refuse(
      'an antialiased view averages all source pixels, so a picture written into it would ' +
        'be visible. Choose a sampler without antialias.',
    );
  }
  const shared = Math.max(sharedShare(x), sharedShare(y));
  if (shared > 0) {
    refuse(
      `${percent(shared)} of the source pixels it reads along an axis feed two or more output ` +
        'pixels, so they cannot carry two values. Use a larger decoy or a smaller target (a ratio ' +
        'of at least the number of taps per axis).',
    );
  }
  const read = readShare(x, y);
  if (read > MOST_WRITTEN) {
    refuse(
      `it reads ${percent(read)} of the source pixels, so almost nothing of the decoy would ` +
        'remain. Use a larger decoy or a smaller target.',
    );
  }
}

/** The share of read source indices that feed more than one output. */
function sharedShare(taps: AxisTaps): number {
  const { offsets, outputs } = outputsOf(taps);
  const read = influenceOf(taps);
  let shared = 0;
  let total = 0;
  for (let s = 0; s < taps.srcSize; s++) {
    if (read[s] === 0) continue;
    total++;
    for (let k = offsets[s] + 1; k < offsets[s + 1]; k++) {
      if (outputs[k] !== outputs[offsets[s]]) {
        shared++;
        break;
      }
    }
  }
  return total === 0 ? 0 : shared / total;
}

/** What is copied: outputs (1 in view height*width), source pixels, channels; left out: all. */
export interface CopyOnly {
  targeted: Uint8Array;
  pixels: Uint8Array | null;
  channels: readonly number[];
}

/** Copies every pixel of `picture` into the source pixels that feed it; no two may share any. */
export function copyIntoTaps(
  attack: Raster<Uint8Array>,
  picture: Raster<Uint8Array>,
  view: Pick<PipelineView, 'x' | 'y'>,
  only?: CopyOnly,
): void {
  const { channels } = attack;
  const written = only?.channels ?? Array.from({ length: channels }, (_, c) => c);
  const columns = sourceToOutputs(view.x);
  const rows = sourceToOutputs(view.y);
  for (const [srcY, [dstY]] of rows) {
    for (const [srcX, [dstX]] of columns) {
      const pixel = srcY * attack.width + srcX;
      const output = dstY * picture.width + dstX;
      if (only?.targeted[output] === 0 || only?.pixels?.[pixel] === 0) continue;
      for (const c of written) {
        attack.data[pixel * channels + c] = picture.data[output * channels + c];
      }
    }
  }
}

/** [source index, the outputs it feeds], for every source index that is read. */
function sourceToOutputs(taps: AxisTaps): [number, Int32Array][] {
  const { offsets, outputs } = outputsOf(taps);
  return Array.from(latticeOf(taps), (source) => [
    source,
    outputs.subarray(offsets[source], offsets[source + 1]),
  ]);
}

function collisionOf(
  x: AxisTaps,
  y: AxisTaps,
  later: { x: AxisTaps; y: AxisTaps },
  index: number,
): Collision | null {
  const columns = sharedOutputs(x, later.x);
  const rows = sharedOutputs(y, later.y);
  if (columns.sources === 0 || rows.sources === 0) return null;
  return {
    with: index,
    sourcePixels: columns.sources * rows.sources,
    columns: columns.outputs,
    rows: rows.outputs,
  };
}

/** The source indices that both tables read, and the outputs of `taps` that they feed. */
function sharedOutputs(taps: AxisTaps, later: AxisTaps): { sources: number; outputs: number[] } {
  const read = influenceOf(later);
  const both = sourceToOutputs(taps).filter(([source]) => read[source] > 0);
  return { sources: both.length, outputs: [...new Set(both.flatMap(([, fed]) => [...fed]))] };
}

function percent(value: number): string {
  return `${(value * 100).toFixed(0)} %`;
}
