/**
 * Executes a plan on a raster. The only place where samples and weights meet: everything else reads
 * the tables. Exact: each arithmetic rounds where the library it models rounds.
 */
import { makeRaster, type Dtype, type Raster, type Samples } from '../../base/raster.ts';
import type { Buffer } from '../arithmetic/combiner.ts';
import { resizeAxis } from './axis-pass.ts';
import { resizeGrid, resizeGridBySums } from './grid-pass.ts';
import { resizeWithSimd } from '../simd/simd.ts';
import { narrowPlan, type Stage } from '../arithmetic/narrow.ts';
import type { Pass, Plan } from '../taps/plan.ts';
import { convert } from './point-pass.ts';

export interface ApplyOptions {
  /** False computes everything by the reference arithmetic, without WebAssembly; default true. */
  simd?: boolean;
}

/**
 * The machine view: `raster` resized as `plan` says. Returns plan.target H×W with the raster's
 * channels, in the sample type plan.output. Throws RangeError when the raster is not the plan's
 * source.
 */
export function applyPlan(raster: Raster, plan: Plan, options: ApplyOptions = {}): Raster {
  if (raster.width !== plan.source.width || raster.height !== plan.source.height) {
    throw new RangeError(
      `Expected a ${plan.source.width}x${plan.source.height} raster for the plan but received ` +
        `${raster.width}x${raster.height}`,
    );
  }
  const samples = raster.width * raster.height * raster.channels;
  if (raster.data.length !== samples) {
    throw new RangeError(
      `Expected ${samples} samples in the raster but received ${raster.data.length}`,
    );
  }
  const narrowed = narrowPlan(raster, plan);
  let { stage } = narrowed;
  for (const pass of narrowed.passes) {
    // Arithmetic in double precision reads any samples as doubles: they need no copy.
    if (pass.type === 'point' && pass.operation === 'to-f64') continue;
    const withSimd =
      options.simd === false ? null : passWithSimd(stage, pass, raster.channels, plan.output);
    stage = withSimd ?? applyPass(stage, pass, raster, plan.output);
  }
  const data = stage.data === raster.data ? stage.data.slice() : stage.data;
  return makeRaster(stage.width, stage.height, raster.channels, finished(data, plan.output));
}

function passWithSimd(stage: Stage, pass: Pass, channels: number, output: Dtype): Stage | null {
  if (pass.type === 'axis') return resizeWithSimd(stage, channels, pass, output);
  return pass.type === 'grid' ? resizeGridBySums(stage, channels, pass, output) : null;
}

function applyPass(stage: Stage, pass: Pass, raster: Raster, output: Dtype): Stage {
  const { channels } = raster;
  switch (pass.type) {
    case 'point':
      return { ...stage, data: convert(stage.data, pass.operation, output, raster) };
    case 'grid':
      return resizeGrid(stage, channels, pass, output);
    case 'axis':
      return resizeAxis(stage, channels, pass, output);
  }
}

function finished(data: Buffer, output: Dtype): Samples {
  if (data instanceof Int32Array) throw new RangeError('Plan ends on unrounded sums');
  return output === 'float64' && !(data instanceof Float64Array) ? Float64Array.from(data) : data;
}
