/** Which sampler each TensorFlow golden case asks for; null where there is none yet. */
import type { Raster, Size } from '../../../shared/base/raster.ts';
import { windowOf } from '../../../shared/pipelines/steps/windows.ts';
import { resizeWith } from '../../../shared/resample/resize.ts';
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

/** tf.image's crops and pads; null for other methods. */
export function tensorflowWindow(item: GoldenCase): Replay {
  const { method, options } = item;
  if (method === 'central_crop') {
    const fraction = options['fraction'] as number;
    const offset = (n: number) => Math.trunc((n - n * fraction) / 2);
    return (source) => blackWindow(source, offset(source.width), offset(source.height), item);
  }
  if (method === 'resize_with_crop_or_pad') {
    const offset = (n: number, m: number) => Math.trunc((n - m) / 2);
    return (source) =>
      blackWindow(
        source,
        offset(source.width, item.width),
        offset(source.height, item.height),
        item,
      );
  }
  const kernel = /^resize_with_pad-(\w+)$/.exec(method)?.[1];
  if (kernel === undefined) return null;
  return (source) =>
    resizeWithPad(source, imageResize(kernel, options['antialias'] === true), item);
}

/** tf.image.resize_with_pad: the longer side fits, the rest is black, sizes in single precision. */
function resizeWithPad(source: Raster, id: string, target: GoldenCase): Raster {
  const ratio = Math.max(
    Math.fround(source.width / target.width),
    Math.fround(source.height / target.height),
  );
  const width = Math.fround(source.width / ratio);
  const height = Math.fround(source.height / ratio);
  const size = { width: Math.floor(width), height: Math.floor(height) };
  const left = Math.max(0, Math.floor((target.width - width) / 2));
  const top = Math.max(0, Math.floor((target.height - height) / 2));
  return blackWindow(resizeWith(source, id, size), -left, -top, target);
}

function blackWindow(source: Raster, left: number, top: number, { width, height }: Size): Raster {
  return windowOf(source, { left, top, width, height }, [0]);
}
