/**
 * Every sampler from 24 MP to 299x299, against sharp's lanczos3 of the same raster, with the products
 * of samples and weights that it takes: what an exact resize cannot do without.
 */
import sharp from 'sharp';
import { decode } from '../../main/engine/decode/decode.ts';
import { readFile } from 'node:fs/promises';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import type { Raster } from '../../shared/base/raster.ts';
import { SAMPLERS } from '../../shared/resample/catalog.ts';
import { narrowPlan } from '../../shared/resample/arithmetic/narrow.ts';
import { axisTapsOf, type Plan } from '../../shared/resample/taps/plan.ts';
import { planOf, resizeWith, shapeOf } from '../../shared/resample/resize.ts';
import type { AxisTaps } from '../../shared/resample/taps/taps.ts';
import { leastMs, report } from './measure.ts';

const TARGET = { width: 299, height: 299 };

export async function benchSamplers(photo: string): Promise<void> {
  const bytes = await readFile(photo);
  const { raster } = await decode(bytes, 'photo', DEFAULT_DECODE_POLICY, DEFAULT_DECODE_LIMITS);
  const { width, height, channels, data } = raster;
  const baseline = await leastMs(9, () =>
    sharp(data, { raw: { width, height, channels } })
      .resize(299, 299, { kernel: 'lanczos3', fit: 'fill' })
      .raw()
      .toBuffer(),
  );
  report('sharp lanczos3 (baseline)', baseline);
  for (const { id, antialias } of SAMPLERS) {
    const plan = planOf(id, shapeOf(raster), TARGET);
    const runs = isTwoByTwo(plan) ? 60 : 4; // the first ones are before the JIT
    const ms = await leastMs(runs, () => resizeWith(raster, id, TARGET));
    const work = `${(productsOf(raster, plan) / 1e6).toFixed(1)} M ${precisionOf(plan)} products`;
    report(id, ms, baseline, antialias ? '3x' : isTwoByTwo(plan) ? '5 ms' : undefined, work);
  }
}

function isTwoByTwo(plan: Plan): boolean {
  return largestCount(axisTapsOf(plan, 'x')) === 2 && largestCount(axisTapsOf(plan, 'y')) === 2;
}

function largestCount({ dstSize, offsets }: AxisTaps): number {
  let largest = 0;
  for (let d = 0; d < dstSize; d++) largest = Math.max(largest, offsets[d + 1] - offsets[d]);
  return largest;
}

function precisionOf({ passes }: Plan): string {
  const kinds = passes.map((pass) => (pass.type === 'point' ? '' : pass.arithmetic.kind));
  if (kinds.some((kind) => kind.endsWith('-f64'))) return 'double';
  return kinds.some((kind) => kind.endsWith('-f32')) ? 'single' : 'integer';
}

/** Products of the plan's passes, narrowed to what the target reads. */
function productsOf(raster: Raster, plan: Plan): number {
  const { stage, passes } = narrowPlan(raster, plan);
  let { width, height } = stage;
  let products = 0;
  for (const pass of passes) {
    if (pass.type === 'point') continue;
    if (pass.type === 'grid') {
      products += pass.tapsX.indices.length * pass.tapsY.indices.length;
      width = pass.tapsX.dstSize;
      height = pass.tapsY.dstSize;
    } else if (pass.axis === 'x') {
      products += pass.taps.indices.length * height;
      width = pass.taps.dstSize;
    } else {
      products += pass.taps.indices.length * width;
      height = pass.taps.dstSize;
    }
  }
  return products * raster.channels;
}
