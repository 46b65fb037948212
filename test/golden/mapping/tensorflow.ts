/** Which sampler each TensorFlow golden case asks for; null where there is none yet. */
import type { GoldenCase, Replay } from '../cases.ts';

const KERNELS: Record<string, string> = {
  ResizeBilinear: 'tensorflow/bilinear',
  ResizeNearestNeighbor: 'tensorflow/nearest',
  ResizeBicubic: 'tensorflow/bicubic',
};

const IMAGE_RESIZE = /^(?:image\.)?resize-(\w+)$/;

export function tensorflowSampler({ method, options }: GoldenCase): Replay {
  if (method === 'ResizeArea') return 'tensorflow/area';
  if (method in KERNELS) {
    const mode = options['align_corners'] === true ? '+align_corners' : '+legacy';
    return `${KERNELS[method]}${options['half_pixel_centers'] === true ? '' : mode}`;
  }
  const kernel = IMAGE_RESIZE.exec(method)?.[1];
  return kernel === undefined ? null : imageResize(kernel, options['antialias'] === true);
}

/** tf.image.resize: antialias changes nothing for nearest and area. */
export function imageResize(kernel: string, antialias: boolean): string {
  const plain = kernel === 'nearest' || kernel === 'area';
  return `tensorflow/${kernel}${antialias && !plain ? '+antialias' : ''}`;
}
