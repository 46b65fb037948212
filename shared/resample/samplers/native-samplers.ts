/** The samplers of Java, Go, Rust, ImageMagick, FFmpeg, Skia and Chromium. */
import type { Sampler } from '../taps/sampler.ts';
import { goSamplers } from './native/go.ts';
import { java2dSamplers } from './jvm/java2d.ts';
import { thumbnailatorSamplers } from './jvm/thumbnailator.ts';

export const nativeSamplers: readonly Sampler[] = [
  ...java2dSamplers,
  ...thumbnailatorSamplers,
  ...goSamplers,
];
