/**
 * Loaders that make a picture smaller while they decode it, by the size that is asked for. What they make is no
 * filter of their own: libjpeg leaves out the high frequencies of each block, which gives the mean of 2x2, 4x4 or
 * 8x8 pixels, rounded once. The rest of the way to the target is the resize that follows.
 *
 * Source: sharp 0.35.5, src/pipeline.cc; Pillow 12.3, PIL/JpegImagePlugin.py (draft); libjpeg-turbo, jidctred.c;
 * libvips 8.18, libvips/foreign/webp2vips.c.
 */
import type { ShrinkableFile } from '../../base/file-of.ts';
import { roundHalfEven, type Size } from '../../base/raster.ts';
import { findSampler } from '../../resample/catalog.ts';
import { pillowReducePlan } from '../../resample/samplers/pillow.ts';
import type { SourceShape } from '../../resample/taps/plan.ts';
import type { ShrinkOnLoadStep } from './format.ts';
import type { Picture } from './picture.ts';

type Format = ShrinkableFile['format'];

/** The id that stands for the mean that a decoder takes. */
const MEAN = 'opencv/area';

/**
 * The source as the loader of `step` hands it to a resize to `target`, `format` being that of its file; the source
 * itself where the loader does not shrink.
 */
export function loadedSmaller(
  of: Extract<Picture, { kind: 'source' }>,
  { by }: ShrinkOnLoadStep,
  format: Format | undefined,
  target: Size,
): Picture {
  const { shape } = of;
  if (format === 'webp' && by === 'sharp') return scaledWebp(of, shape, target);
  if (format !== 'jpeg') return of;
  const shrink = by === 'sharp' ? shrinkOfSharp(shape, target) : shrinkOfDraft(shape, target);
  if (shrink === 1) return of;
  // libvips leaves out the last column and row where these stand for fewer pixels.
  const whole = (side: number) => (by === 'sharp' ? side - (side % shrink) : side);
  const box = [0, 0, whole(shape.width), whole(shape.height)] as const;
  const plan = pillowReducePlan({ ...shape, dtype: 'uint8' }, shrink, shrink, box);
  return smaller(of, { ...shape, ...plan.target, dtype: 'uint8' }, plan, shrink);
}

/** Of sharp: by the axis that shrinks less, and less again where the ratio is below the next whole number. */
function shrinkOfSharp(source: Size, target: Size): 1 | 2 | 4 | 8 {
  const ratio = Math.min(source.width / target.width, source.height / target.height);
  const shrink = ratio >= 8 ? 8 : ratio >= 4 ? 4 : ratio >= 2 ? 2 : 1;
  const isJust = shrink > 1 && Math.floor(ratio) === shrink;
  return (isJust ? shrink / 2 : shrink) as 1 | 2 | 4 | 8;
}

/** Of Pillow: no side below the target. */
function shrinkOfDraft(source: Size, target: Size): 1 | 2 | 4 | 8 {
  const ratio = Math.min(
    Math.floor(source.width / target.width),
    Math.floor(source.height / target.height),
  );
  return ratio >= 8 ? 8 : ratio >= 4 ? 4 : ratio >= 2 ? 2 : 1;
}

/** libwebp scales to the target along the axis that shrinks less, and the other by as much. */
function scaledWebp(
  of: Extract<Picture, { kind: 'source' }>,
  shape: SourceShape,
  target: Size,
): Picture {
  const ratio = Math.min(shape.width / target.width, shape.height / target.height);
  if (ratio <= 1) return of;
  const scale = 1 / ratio;
  const size = {
    width: Math.max(1, roundHalfEven(shape.width * scale)),
    height: Math.max(1, roundHalfEven(shape.height * scale)),
  };
  return smaller(of, { ...shape, ...size }, findSampler(MEAN).plan(shape, size), null);
}

function smaller(
  of: Extract<Picture, { kind: 'source' }>,
  shape: SourceShape,
  plan: Extract<Picture, { kind: 'resized' }>['plan'],
  shrink: 2 | 4 | 8 | null,
): Picture {
  const region = { left: 0, top: 0, width: of.shape.width, height: of.shape.height };
  return {
    kind: 'resized',
    of,
    shape,
    plan,
    antialias: true,
    sampler: MEAN,
    region,
    onLoad: { shrink },
  };
}
