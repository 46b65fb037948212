/**
 * Thumbnailator: Java2D's drawImage by a method that depends on the sizes.
 *
 *   both axes shrink to less than a half   from the first target * 2^k at or above an axis of the source one
 *                                          step back, bilinear, then by halves
 *   both shrink, one of them less          bilinear, in one step
 *   both grow                              bicubic
 *   one of each                            as the first, which may shrink below the target and grow again
 *
 * The first step does not average. An axis that is more than twice its first size, beside one that is not, loses
 * pixels in it.
 * Source: Thumbnailator 0.4.21, resizers/DefaultResizerFactory, ProgressiveBilinearResizer.
 */
import type { Size } from '../../../base/raster.ts';
import type { Pass, Plan, SourceShape } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { drawPasses, javaPlan, requireBytes } from './java2d.ts';

function thumbnailPlan(source: SourceShape, target: Size): Plan {
  requireBytes(source);
  return javaPlan(source, target, thumbnailPasses(source, target));
}

function thumbnailPasses(source: SourceShape, target: Size): Pass[] {
  const { width, height } = target;
  const shrinks = width < source.width && height < source.height;
  const halves = width < source.width >> 1 && height < source.height >> 1;
  if (shrinks && !halves) return drawPasses(source, target, 'bilinear');
  if (width > source.width && height > source.height) return drawPasses(source, target, 'bicubic');
  if (width * 2 >= source.width && height * 2 >= source.height) {
    return drawPasses(source, target, 'bilinear');
  }
  return progressivePasses(source, target);
}

/** Sizes of a step are never below 1, where Thumbnailator draws nothing of a side of 1 that does not shrink. */
function progressivePasses(source: SourceShape, target: Size): Pass[] {
  let factor = 1;
  while (target.width * factor < source.width && target.height * factor < source.height)
    factor *= 2;
  const half = (side: number) => Math.max(1, Math.floor((side * factor) / 2));
  let from: SourceShape = {
    ...source,
    width: half(target.width),
    height: half(target.height),
  };
  const passes = drawPasses(source, from, 'bilinear');
  while (from.width >= target.width * 2 && from.height >= target.height * 2) {
    const to = { ...from, width: from.width >> 1, height: from.height >> 1 };
    passes.push(...drawPasses(from, to, 'bilinear'));
    from = to;
  }
  return [...passes, ...drawPasses(from, target, 'bilinear')];
}

export const thumbnailatorSamplers: Sampler[] = [
  {
    id: 'thumbnailator/progressive',
    library: 'thumbnailator',
    method: 'progressive',
    versions: '0.4.x; verified on 0.4.21 and OpenJDK 17.0.15',
    exactness:
      'exact, but for a side of 1 that stays 1 while the other shrinks, which it leaves black',
    antialias: true,
    call: 'Thumbnails.of(image).forceSize(width, height).asBufferedImage()',
    plan: thumbnailPlan,
  },
];
