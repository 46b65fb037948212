/** The samplers of browsers and of what systems bring along. */
import type { Sampler } from './taps/sampler.ts';
import { chromiumSamplers } from './samplers/browser/chromium.ts';
import { skiaSamplers } from './samplers/browser/skia.ts';

export const platformSamplers: readonly Sampler[] = [...chromiumSamplers, ...skiaSamplers];
