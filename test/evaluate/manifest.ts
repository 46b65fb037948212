/** A labelled folder: manifest.jsonl, and what a detector that has to be told would be told. */
import { join } from 'node:path';
import type { Size } from '../../shared/base/raster.ts';
import { findSampler } from '../../shared/resample/catalog.ts';
import { lines, type Entry, type Target } from './load.ts';

/** A target with its resizer: an id of the catalog, or the short name of the shared corpus. */
type NamedTarget = Target & { sampler: string };

export interface LabelledImage extends Entry {
  targets: NamedTarget[];
  /** What a benign image is told to be looked at with. */
  nominal?: NamedTarget;
}

export interface Told {
  size: Size;
  sampler: string;
}

const SAMPLERS: Record<string, string> = {
  cv2_cubic: 'opencv/cubic',
  cv2_linear: 'opencv/linear',
  cv2_nearest: 'opencv/nearest',
  pil_nearest: 'pillow/nearest',
  tf_bilinear: 'tensorflow/bilinear',
  tf_nearest: 'tensorflow/nearest',
  tf_nearest_legacy: 'tensorflow/nearest+legacy',
};

/** For benign images of sets that name none: common sizes and resizers in turn. */
const COMMON_SIZES = [96, 112, 128, 160, 192, 224, 256, 299];
const COMMON_SAMPLERS = ['tensorflow/bilinear', 'opencv/nearest', 'opencv/linear', 'opencv/cubic'];
const LEAST_RATIO = 2.1;

/** The images of `dir`, in the order of its manifest. */
export function readManifest(dir: string): LabelledImage[] {
  return lines<LabelledImage>(join(dir, 'manifest.jsonl'));
}

/**
 * The true size and resizer of an attack (the whole frame's, where a pipeline crops), or those a
 * benign image is looked at with. `index`: its place in the manifest.
 */
export function toldOf(image: LabelledImage, index: number): Told {
  const target = image.label === 'attack' ? image.targets[0] : image.nominal;
  if (target !== undefined) {
    const { w, h, eff_w = w, eff_h = h, sampler } = target;
    const id = SAMPLERS[sampler] ?? sampler;
    return {
      size: { width: Math.round(eff_w), height: Math.round(eff_h) },
      sampler: findSampler(id).id,
    };
  }
  const short = Math.min(image.width, image.height);
  const sizes = COMMON_SIZES.filter((size) => short / size >= LEAST_RATIO);
  const side = sizes[index % sizes.length] ?? Math.max(1, Math.floor(short / LEAST_RATIO));
  return {
    size: { width: side, height: side },
    sampler: COMMON_SAMPLERS[index % COMMON_SAMPLERS.length],
  };
}
