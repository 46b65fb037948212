/** Resizes a raster as a named library does. */
import { fileOf } from '../base/file-of.ts';
import { UserError } from '../base/errors.ts';
import { Lru } from '../base/lru.ts';
import { dtypeOf, type Raster, type Size } from '../base/raster.ts';
import { applyPlan } from './passes/apply.ts';
import { findSampler } from './catalog.ts';
import type { Plan, SourceShape } from './taps/plan.ts';

/** The shape of `raster` that plans are made for. */
export function shapeOf(raster: Raster): SourceShape {
  const { width, height, channels } = raster;
  const file = fileOf(raster)?.format;
  return { width, height, channels, dtype: dtypeOf(raster.data), ...(file && { file }) };
}

/**
 * The plan of sampler `id` from `source` to `target`. Throws UserError `unknown-pipeline`, or
 * `invalid-argument` when a side is not a whole number of at least 1. Plans are shared: read only.
 */
export function planOf(id: string, source: SourceShape, target: Size): Plan {
  for (const side of [target.width, target.height]) {
    if (!Number.isInteger(side) || side < 1) {
      throw new UserError(
        'invalid-argument',
        `A target size needs whole numbers of at least 1, not ${target.width}x${target.height}`,
      );
    }
  }
  const { width, height, channels, dtype } = source;
  const key = [id, width, height, channels, dtype, target.width, target.height].join(' ');
  const plan = recent.get(key) ?? findSampler(id).plan(source, target);
  recent.set(key, plan);
  return plan;
}

/** Plans asked for last: one view of an image asks for the same several times. */
const recent = new Lru<Plan>(4);

/** `raster` resized to `target` by sampler `id`, in the sample type the library returns. */
export function resizeWith(raster: Raster, id: string, target: Size): Raster {
  return applyPlan(raster, planOf(id, shapeOf(raster), target));
}
