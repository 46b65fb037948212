/** How each case that Pillow made is replayed: by Pillow itself, torchvision on PIL, and Keras. */
import { applyPlan } from '../../../shared/resample/apply.ts';
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

/** Keras load_img: one resize, from the centered box of the target's aspect if that is kept. */
export function kerasReplay(item: GoldenCase): Replay {
  const { method, options } = item;
  if (method !== 'load_img') return null;
  const filter = options['interpolation'] as PillowMethod;
  if (options['keep_aspect_ratio'] !== true) return `pillow/${filter}`;
  return (source) => {
    const { width, height } = source;
    const cropWidth = Math.min(width, Math.trunc((height * item.width) / item.height));
    const cropHeight = Math.min(height, Math.trunc((width * item.height) / item.width));
    const left = Math.trunc((width - cropWidth) / 2);
    const upper = Math.trunc((height - cropHeight) / 2);
    const box: Box = [left, upper, left + cropWidth, upper + cropHeight];
    return applyPlan(source, pillowPlan(shapeOf(source), item, filter, { box }));
  };
}
