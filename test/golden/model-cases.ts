/** What the image processors of models made of made pictures (make/models.py), and what we make of them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { UserError } from '../../shared/base/errors.ts';
import { makeRaster, type Raster } from '../../shared/base/raster.ts';
import { applyPipeline, findPipeline } from '../../shared/pipelines/pipeline.ts';

export interface ModelCase {
  model: string;
  backend: 'pil' | 'tv';
  width: number;
  height: number;
  /** Sizes of the views, such as `448x448*12 448x448`. */
  views?: string;
  /** Of the samples of all views, where they have 8 bits. */
  sha256?: string;
  /** Evenly spaced samples of all views, where they are floating point. */
  samples?: number[];
  /** What the processor says instead. */
  refused?: string;
}

interface ModelFile {
  versions: Record<string, string>;
  cases: ModelCase[];
}

const file = new URL('models.json', import.meta.url);

export const { versions, cases: modelCases } = JSON.parse(readFileSync(file, 'utf8')) as ModelFile;

/** Gradients with noise, in whole numbers: models.py makes the same. */
export function madePicture(width: number, height: number): Raster<Uint8Array> {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++, i++) {
        const mixed =
          (Math.imul(x, 374761393) + Math.imul(y, 668265263) + Math.imul(c, 2147483647)) >>> 0;
        const noise = Math.imul(mixed ^ (mixed >>> 13), 1274126177) >>> 24;
        data[i] = (((x * 3 + y * 2 + c * 40) % 256) * 3 + noise) >> 2;
      }
    }
  }
  return makeRaster(width, height, 3, data) as Raster<Uint8Array>;
}

/** The preset of a case. */
export function presetOf({ model, backend }: ModelCase): string {
  const id = `model/${model}`;
  return backend === 'tv' && !/^(llama-4|phi-4-multimodal|sam-2|dinov3)$/.test(model)
    ? `${id}+tensor`
    : id;
}

/** What of a case is not as the processor has it; null where all is. */
export function differenceOf(item: ModelCase): string | null {
  const source = madePicture(item.width, item.height);
  let applied: ReturnType<typeof applyPipeline>;
  try {
    applied = applyPipeline(findPipeline(presetOf(item)), source);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return item.views === undefined ? null : `refused: ${error.message}`;
  }
  if (item.views === undefined) return `the processor refuses it: ${item.refused ?? ''}`;
  const rasters = applied.map(({ raster }) => raster);
  const ours = sizesOf(rasters);
  if (ours !== item.views) return `views of ${ours}, and the processor has ${item.views}`;
  const isSame =
    item.samples === undefined ? hashOf(rasters) === item.sha256 : isNear(rasters, item.samples);
  return isSame ? null : 'other samples';
}

function sizesOf(rasters: readonly Raster[]): string {
  const runs: { size: string; count: number }[] = [];
  for (const { width, height } of rasters) {
    const size = `${width}x${height}`;
    const last = runs.at(-1);
    if (last?.size === size) last.count++;
    else runs.push({ size, count: 1 });
  }
  return runs.map(({ size, count }) => (count === 1 ? size : `${size}*${count}`)).join(' ');
}

function hashOf(rasters: readonly Raster[]): string {
  const hash = createHash('sha256');
  for (const { data } of rasters) {
    if (!(data instanceof Uint8Array)) return 'samples are not of 8 bits';
    hash.update(data);
  }
  return hash.digest('hex');
}

/** 1e-5 of the range, and what the file rounds samples to. */
const FLOAT_TOLERANCE = 255e-5 + 5e-5;

function isNear(rasters: readonly Raster[], samples: readonly number[]): boolean {
  const length = rasters.reduce((sum, { data }) => sum + data.length, 0);
  const step = (length - 1) / (samples.length - 1);
  return samples.every((value, i) => {
    let at = Math.floor(i * step);
    let view = 0;
    while (at >= rasters[view].data.length) at -= rasters[view++].data.length;
    return Math.abs(rasters[view].data[at] - value) <= FLOAT_TOLERANCE;
  });
}
