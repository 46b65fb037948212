/**
 * FFmpeg's swscale, `-vf scale`, 8 bits, along rows first:
 *
 *   neighbor   the sample that holds (d + 0.5) * n / m
 *   bilinear   a triangle, stretched by the ratio when it shrinks
 *   bicubic    the cubic of B = 0 and C = 0.6, stretched
 *   area       shares of samples that an output covers; linear when it enlarges
 *   lanczos    three lobes, stretched
 *
 * Gray stays gray. RGB becomes Y, U, V of 14 bits and is resized as such, so that its channels mix a little; RGBA is
 * not premultiplied. An image of its own size is copied.
 * Without full_chroma_inp, what shrinks to half its width or less takes the chroma of pairs of pixels (of a photograph
 * up to 6 levels, of neighbor 15); without accurate_rnd, gray is up to 2 levels off.
 * Source: FFmpeg 5.1, libswscale.
 */
import type { Size } from '../../../base/raster.ts';
import type { Plan, SourceShape } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { copyPlan } from '../../taps/separable.ts';
import { identityTaps } from '../../taps/taps.ts';
import { swscaleFilter, type SwscaleMethod } from './swscale-filters.ts';

const copied = copyPlan(identityTaps);

function swscalePlan(method: SwscaleMethod) {
  return (source: SourceShape, target: Size): Plan => {
    if (source.dtype !== 'uint8') {
      throw new RangeError(`Expected uint8 samples for swscale, not ${source.dtype}`);
    }
    if (source.width === target.width && source.height === target.height) {
      return copied(source, target);
    }
    const columns = swscaleFilter(source.width, target.width, method, 14);
    const rows = swscaleFilter(source.height, target.height, method, 12);
    const shift = source.channels < 3 ? 7 : 13;
    return {
      source,
      target,
      output: 'uint8',
      passes: [
        { type: 'point', operation: 'swscale-to-yuv' },
        {
          type: 'axis',
          axis: 'x',
          taps: columns.taps,
          arithmetic: { kind: 'swscale-columns', shift },
        },
        { type: 'axis', axis: 'y', taps: rows.taps, arithmetic: { kind: 'fixed-exact', bits: 12 } },
        { type: 'point', operation: rows.size === 2 ? 'swscale-cut' : 'swscale-round' },
      ],
    };
  };
}

const METHODS: readonly SwscaleMethod[] = ['neighbor', 'bilinear', 'bicubic', 'area', 'lanczos'];

export const swscaleSamplers: Sampler[] = METHODS.map((method) => ({
  id: `swscale/${method}`,
  library: 'swscale',
  method,
  versions: 'FFmpeg 5.1; verified on 5.1.9, x86-64',
  exactness: 'exact with these flags; without full_chroma_inp, not at half the width or less',
  call: `-vf scale=W:H:flags=${method}+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact`,
  antialias: method !== 'neighbor',
  plan: swscalePlan(method),
}));
