/**
 * The pictures that a set of pipelines makes of one source, each computed once: views whose tables
 * are the same share one picture.
 */
import { disagreementOf, type Disagreement } from '../detect/disagreement.ts';
import { UserError } from '../errors.ts';
import { applyDecodeRules } from '../pipelines/decode-rules.ts';
import type { DecodeRules, Pipeline } from '../pipelines/format.ts';
import { completeWindow } from '../pipelines/padding.ts';
import {
  applyPart,
  viewsOf,
  type Frame,
  type PipelineView,
  samplersOf,
} from '../pipelines/pipeline.ts';
import { mixesByAlpha, overBlack } from '../detect/alpha.ts';
import { croppedTaps, windowOf, type Window } from '../pipelines/windows.ts';
import { quantize, type Channels, type IntegerSamples, type Raster, type Size } from '../raster.ts';
import type { AxisTaps } from '../resample/taps.ts';
import { shapeOf } from '../resample/resize.ts';
import { differenceMap, type DifferenceMap, type LevelPicture } from './difference-map.ts';
import { viewOfPlane } from './plane-view.ts';
import { blockSizeFor, blockTaps } from './planes.ts';
import { pickOutputs, measuredOutputs } from './sampled-outputs.ts';
import type { MatrixMember } from './result.ts';
import { sameTable } from './same-table.ts';
import { SourcePlanes } from './yardstick.ts';
import { readShare } from '../resample/lattice.ts';
import { isAssessable } from '../verdict.ts';

/** A view of a pipeline, without its padding, at the outputs that are measured. */
interface BareView {
  x: AxisTaps;
  y: AxisTaps;
  columns: Int32Array;
  rows: Int32Array;
  /** The whole view, and where it is not padded. */
  view: PipelineView;
  inside: Window;
  frame: Frame;
  /** Source samples per output. */
  ratioX: number;
  ratioY: number;
  part: number;
  parts: number;
}

export interface UniquePicture {
  /** Every output of the picture, computed when asked for; padding is left out. */
  whole: () => LevelPicture;
  /** Outputs of the whole. */
  pixels: number;
  /** Whether anything can be said about a hidden picture at this size. */
  assessable: boolean;
  disagreement: Disagreement;
  map: DifferenceMap;
  members: MatrixMember[];
}

interface Entry {
  key: string;
  x: AxisTaps;
  y: AxisTaps;
  unique: UniquePicture;
}

/** Collects the pictures of one source. */
export class UniquePictures {
  readonly all: UniquePicture[] = [];
  readonly #raster: Raster<IntegerSamples>;
  readonly #planes = new Map<string, SourcePlanes>();
  #entries: Entry[] = [];

  constructor(raster: Raster<IntegerSamples>) {
    this.#raster = raster;
  }

  /** Adds every view of `pipeline`. Throws UserError for a source it cannot take. */
  add(pipeline: Pipeline, size: Size | undefined): void {
    const views = viewsOf(pipeline, shapeOf(this.#raster), size);
    views.forEach((view, part) => {
      if (readShare(view.x, view.y) === 0) return; // a tile of padding shows no picture
      this.#addView(pipeline, size, bareView(view, part, views.length));
    });
  }

  /** Forgets the tables and yardsticks: pictures of another size have others. */
  nextSize(): void {
    this.#entries = [];
    for (const planes of this.#planes.values()) planes.nextSize();
  }

  #addView(pipeline: Pipeline, size: Size | undefined, view: BareView): void {
    const key = this.#alphaOf(pipeline.decode);
    const mixesAlpha = key === 'keep';
    const known = mixesAlpha
      ? undefined
      : this.#entries.find(
          (entry) => entry.key === key && sameTable(entry.x, view.x) && sameTable(entry.y, view.y),
        );
    const unique = known?.unique ?? this.#measure(pipeline, size, view, key);
    if (known === undefined) {
      this.all.push(unique);
      this.#entries.push({ key, x: view.x, y: view.y, unique });
    }
    unique.members.push({
      pipeline: pipeline.id,
      width: view.view.width,
      height: view.view.height,
      part: view.part,
      parts: view.parts,
      name: view.view.name,
      rms: unique.disagreement.rms,
      normalised: unique.disagreement.normalised,
    });
  }

  #measure(pipeline: Pipeline, size: Size | undefined, view: BareView, key: string): UniquePicture {
    const { x, y, frame, ratioX, ratioY, inside } = view;
    const isMixed = key === 'keep' && samplersOf(pipeline.steps).some(mixesByAlpha);
    const planes = this.#planesOf(pipeline.decode, isMixed ? 'mixed' : key);
    const exact = () => exactPicture(pipeline, this.#raster, size, view.part, isMixed);
    const whole = () => {
      if (key === 'keep') return exact();
      const { left, top, width, height } = inside;
      const columns = croppedTaps(view.view.x, left, width);
      return fastPicture(planes, columns, croppedTaps(view.view.y, top, height));
    };
    const picture =
      key === 'keep' ? pickPixels(exact(), view.columns, view.rows) : fastPicture(planes, x, y);
    const moments = planes.moments(x, y, ratioX, ratioY);
    const machine = { ...picture, channels: picture.channels as Channels };
    return {
      whole,
      pixels: inside.width * inside.height,
      assessable: isAssessable({
        ratioX,
        ratioY,
        readShare: readShare(view.view.x, view.view.y),
      }),
      disagreement: disagreementOf(machine, moments, machine),
      map: differenceMap(picture, moments.mean, frame, this.#raster),
      members: [],
    };
  }

  /** How the loader treats alpha: all of the decode rules that matters to a color picture. */
  #alphaOf({ alpha }: DecodeRules): string {
    return this.#raster.channels === 4 ? alpha : 'none';
  }

  #planesOf(rules: DecodeRules, key: string): SourcePlanes {
    const known = this.#planes.get(key);
    if (known !== undefined) return known;
    const loaded = applyDecodeRules({ ...rules, gray: 'keep', depth: 'keep' }, this.#raster);
    const raster = key === 'mixed' ? overBlack(loaded) : loaded;
    const planes = new SourcePlanes(raster);
    this.#planes.set(key, planes);
    return planes;
  }
}

function bareView(view: PipelineView, part: number, parts: number): BareView {
  const { frame, width, height } = view;
  const inside = completeWindow(view.x, view.y);
  const ratioX = frame.width / width;
  const ratioY = frame.height / height;
  const columns = measuredOutputs(inside.width);
  const rows = measuredOutputs(inside.height);
  return {
    view,
    inside,
    columns,
    rows,
    x: pickOutputs(view.x, columns, inside.left),
    y: pickOutputs(view.y, rows, inside.top),
    frame: {
      x: frame.x + inside.left * ratioX,
      y: frame.y + inside.top * ratioY,
      width: inside.width * ratioX,
      height: inside.height * ratioY,
    },
    ratioX,
    ratioY,
    part,
    parts,
  };
}

/** The pixels of `picture` in the given columns and rows. */
function pickPixels(picture: LevelPicture, columns: Int32Array, rows: Int32Array): LevelPicture {
  const { channels } = picture;
  const data = new Float64Array(columns.length * rows.length * channels);
  let to = 0;
  for (const row of rows) {
    for (const column of columns) {
      const at = (row * picture.width + column) * channels;
      for (let c = 0; c < channels; c++) data[to++] = picture.data[at + c];
    }
  }
  return { width: columns.length, height: rows.length, channels, data };
}

function fastPicture(planes: SourcePlanes, x: AxisTaps, y: AxisTaps): LevelPicture {
  const { full } = planes;
  const size = { width: x.dstSize, height: y.dstSize, channels: full.channels };
  const k = blockSizeFor(x, y);
  const data =
    k === 1
      ? viewOfPlane(full, x, y)
      : viewOfPlane(planes.blocks(k).mean, blockTaps(x, k), blockTaps(y, k));
  for (let i = 0; i < data.length; i++) data[i] = Math.min(255, Math.max(0, data[i]));
  return { ...size, data };
}

/**
 * A view of a picture with alpha by the libraries' own arithmetic: colors that are mixed by their
 * alpha are not what the tables alone make of them, and are composited over black.
 */
function exactPicture(
  pipeline: Pipeline,
  source: Raster<IntegerSamples>,
  size: Size | undefined,
  part: number,
  isMixed: boolean,
): LevelPicture {
  const { view, raster } = applyPart(pipeline, source, size, part);
  const cut = windowOf(raster, completeWindow(view.x, view.y), [0]);
  const inside = isMixed ? overBlack(cut) : cut;
  const levels = quantize(inside, source.data instanceof Uint16Array ? 'uint16' : 'uint8');
  const scale = levels.data instanceof Uint16Array ? 1 / 257 : 1;
  const { width, height } = levels;
  const data = new Float64Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) data[i * 3 + c] = levels.data[i * 4 + c] * scale;
  }
  return { width, height, channels: 3, data };
}

/** Why a pipeline cannot take the source. Throws `error` again if it is a fault of ours. */
export function refusalOf(error: unknown): string {
  if (error instanceof UserError) return error.message;
  throw error;
}
