/** A way from a chart to a picture: a part of it, one resize or two, and a part of what they make. */
import { quantize, type Raster, type Size } from '../../base/raster.ts';
import { windowOf, type Window } from '../../pipelines/steps/windows.ts';
import { applyPlan } from '../../resample/passes/apply.ts';
import { shapeOf } from '../../resample/resize.ts';
import { planOrNull } from './sampler-groups.ts';

export interface Resize {
  sampler: string;
  size: Size;
}

/** `resizes` follow each other; `cut` is the part of the chart, `window` that of what they make. */
export interface Way {
  cut: Window;
  resizes: Resize[];
  window: Window;
}

/** What `way` makes of `chart`, in 8 bits after every step; null where a sampler refuses it. */
export function goWay(chart: Raster<Uint8Array>, way: Way): Raster<Uint8Array> | null {
  let picture: Raster = windowOf(chart, way.cut, [0]);
  for (const { sampler, size } of way.resizes) {
    const plan = planOrNull(sampler, shapeOf(picture), size);
    if (plan === null) return null;
    picture = quantize(applyPlan(picture, plan), 'uint8');
  }
  return windowOf(picture, way.window, [0]) as Raster<Uint8Array>;
}

/** Whether `window` is all of `size`. */
export function isWhole({ left, top, width, height }: Window, size: Size): boolean {
  return left === 0 && top === 0 && width === size.width && height === size.height;
}

/** How much a way supposes: a cut and a chain cost more than a resize alone. */
export function complexity(way: Way, chart: Size): number {
  const made = way.resizes.at(-1)!.size;
  return (
    way.resizes.length - 1 + (isWhole(way.cut, chart) ? 0 : 1) + (isWhole(way.window, made) ? 0 : 1)
  );
}
