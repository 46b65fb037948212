/** How each case that Pillow made is replayed: by Pillow itself, torchvision on PIL, and Keras. */
import { applyPart, findPipeline } from '../../../shared/pipelines/pipeline.ts';
import { loadImgSteps } from '../../../shared/pipelines/presets/keras-presets.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { applyPlan } from '../../../shared/resample/passes/apply.ts';
import { shapeOf } from '../../../shared/resample/resize.ts';
import {
  pillowPlan,
  pillowReducePlan,
  pillowThumbnailSize,
  type Box,
  type PillowMethod,
} from '../../../shared/resample/samplers/pillow.ts';
import type { GoldenCase, Replay } from '../cases.ts';

export function pillowReplay(item: GoldenCase): Replay {
  const { method, options } = item;
  if (method === 'reduce') {
    const [factorX, factorY] = options['factor'] as [number, number];
    const box = (options['box'] as Box | null) ?? undefined;
    return (source) => applyPlan(source, pillowReducePlan(shapeOf(source), factorX, factorY, box));
  }
  if (method === 'thumbnail') {
    const [width, height] = options['bound'] as [number, number];
    return (source) => {
      const size = pillowThumbnailSize(source, { width, height });
      return applyPlan(source, pillowPlan(shapeOf(source), size, 'bicubic', { reducingGap: 2 }));
    };
  }
  const box = options['box'] as Box | undefined;
  const gap = options['reducing_gap'] as number | undefined;
  const id = `pillow/${method.toLowerCase()}`;
  if (box === undefined) return gap === undefined ? id : `${id}+gap${gap}`;
  return (source) =>
    applyPlan(
      source,
      pillowPlan(shapeOf(source), item, method.toLowerCase() as PillowMethod, { box }),
    );
}

/** torchvision's Resize on a PIL image, whatever antialias says. */
export function torchvisionPillowReplay({ method, options }: GoldenCase): Replay {
  return options['input'] === 'PIL' ? `pillow/${method}` : null;
}

/** Keras load_img, with any of Pillow's filters. */
export function kerasReplay(item: GoldenCase): Replay {
  const { method, options } = item;
  if (method !== 'load_img') return null;
  const filter = options['interpolation'] as PillowMethod;
  const steps = loadImgSteps(filter, options['keep_aspect_ratio'] === true);
  return (source) =>
    applyPart({ ...findPipeline('keras/load-img'), steps }, source, sizeOf(item)).raster;
}

function sizeOf({ width, height }: GoldenCase): Size {
  return { width, height };
}
