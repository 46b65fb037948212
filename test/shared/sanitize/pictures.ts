/** Pictures and attacks for the tests of cleaning: a smooth decoy with some detail, a hard payload. */
import {
  makeRaster,
  type Channels,
  type IntegerSamples,
  type Raster,
} from '../../../shared/base/raster.ts';
import { outputsOf } from '../../../shared/resample/lattice.ts';
import type { AxisTaps } from '../../../shared/resample/taps/taps.ts';
import { findPipeline, viewAt } from '../../../shared/pipelines/pipeline.ts';
import type { Pipeline } from '../../../shared/pipelines/steps/format.ts';
import { shapeOf } from '../../../shared/resample/resize.ts';
import { noiseWords } from '../../support/noise.ts';

/** Waves with a little seeded grain, in the code values of `depth`; alpha is opaque. */
export function decoy(
  width: number,
  height: number,
  channels: Channels,
  depth: 8 | 16 = 8,
): Raster<IntegerSamples> {
  const count = width * height * channels;
  const data = depth === 16 ? new Uint16Array(count) : new Uint8Array(count);
  const scale = depth === 16 ? 257 : 1;
  const next = noiseWords(1);
  for (let i = 0; i < count; i++) {
    const c = i % channels;
    const x = Math.floor(i / channels) % width;
    const y = Math.floor(i / channels / width);
    const value = 120 + 60 * Math.sin(x / 31 + c) * Math.cos(y / 23) + (next() >>> 29);
    data[i] = c === 3 ? 255 * scale : Math.round(value) * scale;
  }
  return makeRaster(width, height, channels, data);
}

/** `source` with checks of 8 outputs written into every pixel that the view reads, colors only. */
export function attacked<T extends IntegerSamples>(
  source: Raster<T>,
  pipeline: Pipeline | string,
  side?: number,
): Raster<T> {
  const chosen = typeof pipeline === 'string' ? findPipeline(pipeline) : pipeline;
  const size = side === undefined ? undefined : { width: side, height: side };
  const view = viewAt(chosen, shapeOf(source), size);
  const most = source.data instanceof Uint16Array ? 65535 : 255;
  const { width, height, channels } = source;
  const data = source.data.slice() as T;
  const columns = heaviestOutput(view.x);
  const rows = heaviestOutput(view.y);
  for (let y = 0; y < height; y++) {
    if (rows[y] < 0) continue;
    for (let x = 0; x < width; x++) {
      if (columns[x] < 0) continue;
      const i = columns[x] >> 3;
      const j = rows[y] >> 3;
      for (let c = 0; c < Math.min(3, channels); c++) {
        data[(y * width + x) * channels + c] = (i + j) % 2 === 0 ? 0 : most;
      }
    }
  }
  return { ...source, data };
}

/** The output that each source index feeds with most weight; -1 where that is next to nothing. */
function heaviestOutput(taps: AxisTaps): Int32Array {
  const { offsets, outputs, weights } = outputsOf(taps);
  return Int32Array.from({ length: taps.srcSize }, (_, source) => {
    let [output, most] = [-1, 0.005];
    for (let k = offsets[source]; k < offsets[source + 1]; k++) {
      if (Math.abs(weights[k]) > most) [output, most] = [outputs[k], Math.abs(weights[k])];
    }
    return output;
  });
}
