/**
 * Lays a pipeline's steps out for one source shape: which pictures come out, each as a chain of
 * plans and windows. Nothing is computed on samples here.
 */
import { UserError } from '../../base/errors.ts';
import type { Size } from '../../base/raster.ts';
import type { SourceShape } from '../../resample/taps/plan.ts';
import { pillowPlan, type PillowMethod } from '../../resample/samplers/pillow.ts';
import { decodedShape } from './decode-rules.ts';
import type {
  Color,
  HandOverStep,
  LetterboxStep,
  PanAndScanStep,
  Pipeline,
  ResizeStep,
  Step,
} from './format.ts';
import { gridTiles } from './grid-tiles.ts';
import { MAX_TILES } from './limits.ts';
import { loadedSmaller } from './on-load.ts';
import { resized, resizeTo, windowPicture } from './operations.ts';
import type { Picture } from './picture.ts';
import { aspectSize, bestSize, fitSize, rounded, sizeBy } from './sizes.ts';
import { centered, tileWindows, type Window } from './windows.ts';

/** A picture on its way, with the name of the view it belongs to. */
export interface Part {
  name: string;
  picture: Picture;
}

const BLACK: Color = [0];

/** The pictures that `pipeline` makes of a source of shape `source`, in the order it gives them. */
export function layOut(pipeline: Pipeline, source: SourceShape, target: Size): Part[] {
  const shape = decodedShape(pipeline.decode, source);
  const whole: Picture = { kind: 'source', shape };
  const [first, ...others] = pipeline.steps;
  const isSmaller = first?.op === 'shrink-on-load';
  const onLoad = isSmaller && first.size ? sizeBy(first.size, shape, target) : target;
  const picture = isSmaller ? loadedSmaller(whole, first, source.file, onLoad) : whole;
  return runSteps(isSmaller ? others : pipeline.steps, [{ name: 'whole', picture }], target);
}

function runSteps(steps: readonly Step[], parts: Part[], target: Size): Part[] {
  return steps.reduce(
    (pictures, step) => pictures.flatMap((part) => runStep(step, part, target)),
    parts,
  );
}

function runStep(step: Step, part: Part, target: Size): Part[] {
  const { name, picture } = part;
  const { shape } = picture;
  const window = (at: Window, color: Color): Part => ({
    name,
    picture: windowPicture(picture, at, color),
  });
  switch (step.op) {
    case 'shrink-on-load':
      return [part]; // has happened, where it came first
    case 'resize':
      return [{ name, picture: resizePicture(picture, step, target) }];
    case 'crop': {
      const size = step.size === 'target-aspect' ? aspectSize(shape, target) : step.size;
      const { left, top } = centered(shape, size, step.rounding);
      const { x, y } = step.at ?? { x: left, y: top };
      return [window({ ...size, left: x, top: y }, BLACK)];
    }
    case 'pad': {
      const at = paddedWindow(shape, paddedSize(shape, step.to), step.at);
      return [window(at, step.color)];
    }
    case 'letterbox':
      return [{ name, picture: letterboxPicture(picture, step) }];
    case 'tiles': {
      const unit = 'unit' in step.size ? unitOf(shape, step.size.unit) : null;
      const size = unit === null ? (step.size as Size) : { width: unit, height: unit };
      assertTiles(shape, size);
      return tileWindows(shape, size).map(({ row, col, at }) => ({
        name: named(name, `tile ${row + 1},${col + 1}`),
        picture: windowPicture(picture, at, BLACK),
      }));
    }
    case 'five-crop':
      return fiveWindows(shape, step.size, centered(shape, step.size, step.rounding)).map(
        ([corner, at]) => ({
          name: named(name, corner),
          picture: windowPicture(picture, at, BLACK),
        }),
      );
    case 'pan-and-scan':
      return panWindows(shape, step).map((at, i) => ({
        name: named(name, `crop ${i + 1}`),
        picture: windowPicture(picture, at, BLACK),
      }));
    case 'hand-over':
      return [{ name, picture: handedOver(picture, step) }];
    case 'grid':
      return gridTiles(picture, step, (steps, from, called) =>
        runSteps(steps, [{ name: named(name, called), picture: from }], target),
      );
    case 'branch':
      return step.branches.flatMap((branch) =>
        runSteps(branch.steps, [{ name: named(name, branch.name), picture }], target),
      );
  }
}

function named(before: string, name: string): string {
  return before === 'whole' || before === 'tiles' ? name : `${before}, ${name}`;
}

function unitOf(shape: Size, unit: number): number {
  return Math.max(1, Math.floor(Math.min(shape.width, shape.height) / unit));
}

function resizePicture(of: Picture, step: ResizeStep, target: Size): Picture {
  const size = sizeBy(step.size, of.shape, target);
  if (step.region !== 'aspect') return resizeTo(of, step.sampler, size, step.ofFile);
  const at = centered(of.shape, aspectSize(of.shape, size), 'trunc');
  const method = step.sampler.replace(/^pillow\//, '') as PillowMethod;
  const box = [at.left, at.top, at.left + at.width, at.top + at.height] as const;
  return resized(of, step.sampler, at, size, (shape) => pillowPlan(shape, size, method, { box }));
}

function assertTiles(shape: Size, { width, height }: Size): void {
  const count = Math.ceil(shape.width / width) * Math.ceil(shape.height / height);
  if (count <= MAX_TILES) return;
  throw new UserError(
    'invalid-argument',
    `A step of this pipeline would cut ${shape.width}x${shape.height} into ${count} tiles; ` +
      `the limit is ${MAX_TILES}.`,
  );
}

/** What the next program loads of a picture, which no size changes. */
function handedOver(of: Picture, { as, decode }: HandOverStep): Picture {
  const bytes: SourceShape = { ...of.shape, dtype: 'uint8' };
  const channels = as !== 'png' && bytes.channels === 4 ? 3 : bytes.channels;
  return { kind: 'received', of, shape: decodedShape(decode, { ...bytes, channels }), as, decode };
}

function paddedWindow(shape: Size, size: Size, at: 'center' | 'round' | 'start'): Window {
  const before = (n: number, m: number) =>
    at === 'start' ? 0 : -rounded((m - n) / 2, at === 'round' ? 'half-even' : 'floor') || 0;
  return {
    left: before(shape.width, size.width),
    top: before(shape.height, size.height),
    ...size,
  };
}

function paddedSize({ width, height }: Size, to: Size | 'square' | { multiple: number }): Size {
  if (to === 'square') {
    const side = Math.max(width, height);
    return { width: side, height: side };
  }
  if ('multiple' in to) {
    const up = (n: number) => Math.ceil(n / to.multiple) * to.multiple;
    return { width: up(width), height: up(height) };
  }
  return { width: Math.max(width, to.width), height: Math.max(height, to.height) };
}

function letterboxPicture(of: Picture, step: LetterboxStep): Picture {
  const bound = 'bestOf' in step.size ? bestSize(of.shape, step.size.bestOf) : step.size;
  const fitted = fitSize(of.shape, bound, step.rounding, step.enlarge);
  const least = step.least ?? 1;
  const size = { width: Math.max(least, fitted.width), height: Math.max(least, fitted.height) };
  const inner = resizeTo(of, step.sampler, size);
  const { multiple } = step;
  const whole = (n: number, m: number) => (multiple === undefined ? m : n + ((m - n) % multiple));
  const full = {
    width: whole(size.width, bound.width),
    height: whole(size.height, bound.height),
  };
  return windowPicture(inner, paddedWindow(size, full, step.at ?? 'center'), step.color);
}

function fiveWindows(shape: Size, size: Size, center: Window): [string, Window][] {
  const right = shape.width - size.width;
  const bottom = shape.height - size.height;
  if (right < 0 || bottom < 0) {
    throw new UserError(
      'invalid-argument',
      `Five crops of ${size.width}x${size.height} do not fit into ${shape.width}x${shape.height}.`,
    );
  }
  return [
    ['top left', { left: 0, top: 0, ...size }],
    ['top right', { left: right, top: 0, ...size }],
    ['bottom left', { left: 0, top: bottom, ...size }],
    ['bottom right', { left: right, top: bottom, ...size }],
    ['center', center],
  ];
}

function panWindows({ width, height }: Size, step: PanAndScanStep): Window[] {
  const { minSide, maxCrops, minRatio } = step;
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  if (long / short < minRatio) return [];
  const wanted = Math.min(Math.floor(long / minSide), Math.floor(long / short + 0.5));
  const count = Math.min(maxCrops, Math.max(2, wanted));
  const side = Math.ceil(long / count);
  if (Math.min(side, short) < minSide) return [];
  return Array.from({ length: count }, (_, i) => {
    const start = side * i;
    const length = Math.min(side, long - start);
    return width >= height
      ? { left: start, top: 0, width: length, height }
      : { left: 0, top: start, width, height: length };
  });
}
