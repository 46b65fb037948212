/**
 * Skia's samplings (SkSamplingOptions) on the processor, 8 bits, premultiplied:
 *
 *   nearest       the sample that holds (d + 0.5) * n / m; between two the first
 *   linear        two taps an axis in 16-bit fixed point, no antialiasing
 *   linear+mipmap the same on the source halved round(level) times, level = log2(n / m) - 0.5 of the axis that
 *                 shrinks most; an axis that shrinks less blurs, one of odd length is halved by 1, 2, 1
 *   trilinear     two taps an axis of both levels around it, mixed, in single precision
 *   mitchell, catmullrom
 *                 four taps an axis in single precision, no antialiasing
 *
 * Images need mipmaps (withDefaultMipmaps), else the two with them are linear. Exact against skia-python, which
 * multiplies and adds in two steps; where builds fuse them, the mixes and cubics round up to 1 % of samples apart.
 * Equal bytes are made by Chromium 156 (chromium.ts) where it draws through the same code.
 */
import type { Size } from '../../../base/raster.ts';
import type { Pass } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { axisPasses } from '../../taps/separable.ts';
import { cubic, linear, mipmapLevel, skiaPlan, trilinear } from './skia-plans.ts';
import { nearestTaps } from './skia-taps.ts';

/** The pipeline's nearest. */
export function nearest(source: Size, target: Size): Pass[] {
  return axisPasses(source, target, ['x', 'y'], nearestTaps, { kind: 'copy' });
}

function sampler(
  method: string,
  sampling: string,
  passesOf: (source: Size, target: Size) => Pass[],
): Sampler {
  const mipmaps = /mipmap|trilinear/.test(method);
  const options = `skia.SamplingOptions(${sampling})`;
  return {
    id: `skia/${method}`,
    library: 'skia',
    method,
    versions: 'Skia m144 on the processor, verified by skia-python 144.1',
    exactness: /trilinear|mitchell|catmullrom/.test(method)
      ? 'exact; builds that fuse multiply and add round up to 1 % of samples one level apart'
      : 'exact',
    call: mipmaps
      ? `canvas.drawPaint(Paint(Shader=image.withDefaultMipmaps().makeShader(kClamp, kClamp, ${options}, scale)))`
      : `canvas.drawImageRect(image, Rect.MakeWH(w, h), ${options})`,
    antialias: mipmaps,
    ...(mipmaps && { coordinates: null }),
    plan: skiaPlan('Skia', passesOf),
  };
}

export const skiaSamplers: Sampler[] = [
  sampler('nearest', 'FilterMode.kNearest', nearest),
  sampler('linear', 'FilterMode.kLinear', linear),
  sampler('linear+mipmap', 'FilterMode.kLinear, MipmapMode.kNearest', (source, target) =>
    linear(source, target, Math.floor(mipmapLevel(source, target, 'most') + 0.5)),
  ),
  sampler('trilinear', 'FilterMode.kLinear, MipmapMode.kLinear', (source, target) =>
    trilinear(source, target, mipmapLevel(source, target, 'most'), false),
  ),
  sampler('mitchell', 'CubicResampler.Mitchell()', (source, target) =>
    cubic(source, target, 1 / 3, 1 / 3, false),
  ),
  sampler('catmullrom', 'CubicResampler.CatmullRom()', (source, target) =>
    cubic(source, target, 0, 1 / 2, false),
  ),
];
