/** The samplers of Java, Go, Rust and ImageMagick. */
import type { Sampler } from './taps/sampler.ts';
import { fastImageResizeSamplers } from './samplers/native/fast-image-resize.ts';
import { rustImageSamplers } from './samplers/native/rust-image.ts';
import { magickSamplers } from './samplers/native/magick.ts';
import { goSamplers } from './samplers/native/go.ts';
import { java2dSamplers } from './samplers/jvm/java2d.ts';
import { thumbnailatorSamplers } from './samplers/jvm/thumbnailator.ts';

export const nativeSamplers: readonly Sampler[] = [
  ...java2dSamplers,
  ...thumbnailatorSamplers,
  ...goSamplers,
  ...rustImageSamplers,
  ...fastImageResizeSamplers,
  ...magickSamplers,
];
