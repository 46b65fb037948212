/**
 * The pictures that a set of pipelines makes of one source, each to be measured once: views whose
 * tables are the same share one picture.
 */
import { UserError } from '../base/errors.ts';
import type { Pipeline } from '../pipelines/steps/format.ts';
import { alphaRules, seenThrough, sendsJpeg } from '../pipelines/steps/hand-over.ts';
import { completeWindow } from '../pipelines/steps/padding.ts';
import { viewsOf, type Frame, type PipelineView, samplersOf } from '../pipelines/pipeline.ts';
import { heedsAlpha, mixesByAlpha, overBlack } from '../loaders/alpha.ts';
import { differsByLibrary } from '../loaders/by-library.ts';
import { croppedTaps, type Window } from '../pipelines/steps/windows.ts';
import type { IntegerSamples, Raster, Size } from '../base/raster.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import { shapeOf } from '../resample/resize.ts';
import type { LevelPicture } from './difference-map.ts';
import { exactPicture, pickPixels } from './exact-picture.ts';
import { fastPicture } from './measure-pictures.ts';
import type { PictureOrder } from './picture-order.ts';
import { pickOutputs, measuredOutputs } from './sampled-outputs.ts';
import type { MatrixMember } from './result.ts';
import { sameTable } from './same-table.ts';
import { SourcePlanes } from './source-planes.ts';
import { thumbnailOf, type SmallPicture } from './thumbnail.ts';
import { readShare } from '../resample/lattice.ts';
import { isAssessable } from '../verdict/judge.ts';

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

/** A picture as it is shown; padding is left out. */
export interface ShownPicture {
  /** Every output of the picture, computed each time: many are measured, and large ones would fill the memory. */
  whole: () => LevelPicture;
  /** The whole, made small; computed when first asked for, and kept. */
  thumbnail: () => SmallPicture;
}

/** A picture that some pipelines make, and what is to be measured of it. */
export interface UniquePicture extends ShownPicture {
  planes: SourcePlanes;
  order: PictureOrder;
  /** Outputs of the whole. */
  pixels: number;
  /** Whether anything can be said about a hidden picture at this size. */
  assessable: boolean;
  members: ViewOfPicture[];
}

/** A view that shows a picture. */
export type ViewOfPicture = Omit<MatrixMember, 'rms' | 'normalised'>;

interface Entry {
  key: string;
  x: AxisTaps;
  y: AxisTaps;
  unique: UniquePicture;
}

/** Collects the pictures of one source. */
export class UniquePictures {
  readonly #raster: Raster<IntegerSamples>;
  readonly #planes = new Map<string, SourcePlanes>();
  #entries: Entry[] = [];
  #pictures: UniquePicture[] = [];

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

  /** The pictures since the last take; those that follow are of another size, with other tables. */
  take(): UniquePicture[] {
    const taken = this.#pictures;
    this.#pictures = [];
    this.#entries = [];
    return taken;
  }

  #addView(pipeline: Pipeline, size: Size | undefined, view: BareView): void {
    const key = this.#keyOf(pipeline);
    const known = this.#isExact(pipeline)
      ? undefined
      : this.#entries.find(
          (entry) => entry.key === key && sameTable(entry.x, view.x) && sameTable(entry.y, view.y),
        );
    const unique = known?.unique ?? this.#pictureOf(pipeline, size, view, key);
    if (known === undefined) {
      this.#pictures.push(unique);
      this.#entries.push({ key, x: view.x, y: view.y, unique });
    }
    unique.members.push({
      pipeline: pipeline.id,
      width: view.view.width,
      height: view.view.height,
      part: view.part,
      parts: view.parts,
      name: view.view.name,
    });
  }

  #pictureOf(
    pipeline: Pipeline,
    size: Size | undefined,
    view: BareView,
    key: string,
  ): UniquePicture {
    const { x, y, frame, ratioX, ratioY, inside } = view;
    const isExact = this.#isExact(pipeline);
    const isMixed = this.#isMixed(pipeline);
    const planes = this.#planesOf(pipeline, key, isMixed);
    const exact = () =>
      exactPicture(pipeline, this.#raster, size, view.part, isMixed, planes.full.raster.channels);
    const whole = () => {
      if (isExact) return exact();
      const { left, top, width, height } = inside;
      const columns = croppedTaps(view.view.x, left, width);
      return fastPicture(planes, columns, croppedTaps(view.view.y, top, height));
    };
    let small: SmallPicture | undefined;
    const thumbnail = () => (small ??= thumbnailOf(whole()));
    const picture = isExact ? pickPixels(exact(), view.columns, view.rows) : null;
    return {
      planes,
      order: { x, y, picture, frame, ratioX, ratioY },
      whole,
      thumbnail,
      pixels: inside.width * inside.height,
      assessable: isAssessable({
        ratioX,
        ratioY,
        readShare: readShare(view.view.x, view.view.y),
      }),
      members: [],
    };
  }

  /** Whether its tables do not tell what a view shows: alpha is mixed in, or JPEG comes between. */
  #isExact(pipeline: Pipeline): boolean {
    const heeds =
      this.#keepsAlpha(pipeline) &&
      samplersOf(pipeline.steps).some((id) => heedsAlpha(id) && !mixesByAlpha(id));
    return heeds || sendsJpeg(pipeline);
  }

  #isMixed(pipeline: Pipeline): boolean {
    return this.#keepsAlpha(pipeline) && samplersOf(pipeline.steps).some(mixesByAlpha);
  }

  #keepsAlpha(pipeline: Pipeline): boolean {
    return this.#raster.channels === 4 && alphaRules(pipeline).every((alpha) => alpha === 'keep');
  }

  /** What of the decode rules matters to this picture: alpha, and the library where libraries differ. */
  #keyOf(pipeline: Pipeline): string {
    const { library, depth } = pipeline.decode;
    const ofAlpha = this.#raster.channels === 4 ? alphaRules(pipeline).join(' ') : 'none';
    const mixed = this.#isMixed(pipeline) ? ' mixed' : '';
    return differsByLibrary(this.#raster, library)
      ? `${ofAlpha}${mixed} ${library ?? 'none'} ${depth}`
      : `${ofAlpha}${mixed}`;
  }

  #planesOf(pipeline: Pipeline, key: string, isMixed: boolean): SourcePlanes {
    const known = this.#planes.get(key);
    if (known !== undefined) return known;
    const { decode } = pipeline;
    // Without a library of its own a depth is only a scale.
    const depth =
      differsByLibrary(this.#raster, decode.library) && decode.library ? decode.depth : 'keep';
    const rules = { ...decode, gray: 'keep' as const, depth };
    const loaded = seenThrough({ ...pipeline, decode: rules }, this.#raster);
    const planes = new SourcePlanes(isMixed ? overBlack(loaded) : loaded);
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

/** Why a pipeline cannot take the source. Throws `error` again if it is a fault of ours. */
export function refusalOf(error: unknown): string {
  if (error instanceof UserError) return error.message;
  throw error;
}
