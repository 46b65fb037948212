/** Which sampler each TensorFlow golden case asks for; null where there is none yet. */
import type { GoldenCase, Replay } from '../cases.ts';

const KERNELS: Record<string, string> = {
  'ResizeBilinear/half': 'tensorflow/bilinear',
  'ResizeBilinear/legacy': 'tensorflow/bilinear+legacy',
  'ResizeNearestNeighbor/half': 'tensorflow/nearest',
  'ResizeNearestNeighbor/legacy': 'tensorflow/nearest+legacy',
  'bilinear/antialias': 'tensorflow/bilinear+antialias',
  bilinear: 'tensorflow/bilinear',
  nearest: 'tensorflow/nearest',
  'nearest/antialias': 'tensorflow/nearest',
};

export function tensorflowSampler(item: GoldenCase): Replay {
  return KERNELS[keyOf(item)] ?? null;
}

function keyOf({ method, options }: GoldenCase): string {
  if (method.startsWith('Resize')) {
    const mode = options['align_corners'] === true ? 'align' : 'legacy';
    return `${method}/${options['half_pixel_centers'] === true ? 'half' : mode}`;
  }
  const kernel = /^(?:image\.)?resize-(\w+)$/.exec(method)?.[1] ?? method;
  return options['antialias'] === true ? `${kernel}/antialias` : kernel;
}
