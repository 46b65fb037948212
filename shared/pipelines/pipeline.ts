/**
 * A pipeline: how a file becomes what a model ingests. Plain JSON-safe data. Every sampler by itself
 * is a pipeline: decode as its library does, resize to exactly the target size.
 */
import type { Size } from '../raster.ts';
import { findSampler, SAMPLERS } from '../resample/catalog.ts';
import type { Sampler } from '../resample/sampler.ts';

export interface PipelineInfo {
  id: string;
  title: string;
  library: string;
  call: string;
  versions: string;
  exactness: string;
  antialias: boolean;
  /** Size the pipeline fixes, or the one to start with. */
  defaultSize: Size;
  /** Whether the library's own loader turns the image by its EXIF orientation. */
  orientation: 'stored' | 'applied';
}

/** The input size of Inception v3, the founding paper's example. */
const START_SIZE: Size = { width: 299, height: 299 };

export const DEFAULT_PIPELINE = 'tensorflow/bilinear';

/** The pipeline of that id. Throws UserError `unknown-pipeline` that suggests the nearest id. */
export function findPipeline(id: string): PipelineInfo {
  return infoOf(findSampler(id));
}

/** Every pipeline, in the catalog's order. */
export function allPipelines(): PipelineInfo[] {
  return SAMPLERS.map(infoOf);
}

function infoOf(sampler: Sampler): PipelineInfo {
  const { id, library, call, versions, exactness, antialias } = sampler;
  return {
    id,
    title: id,
    library,
    call,
    versions,
    exactness,
    antialias,
    defaultSize: START_SIZE,
    // cv2.imread turns by EXIF unless told otherwise; tf.io, Pillow and torchvision.io do not.
    orientation: library === 'opencv' ? 'applied' : 'stored',
  };
}
