/** The samplers of browsers and of what systems bring along. */
import type { Sampler } from './taps/sampler.ts';
import { chromiumSamplers } from './samplers/platform/chromium.ts';
import { skiaSamplers } from './samplers/platform/skia.ts';
import { swscaleSamplers } from './samplers/platform/swscale.ts';

export const platformSamplers: readonly Sampler[] = [
  ...chromiumSamplers,
  ...skiaSamplers,
  ...swscaleSamplers,
];
