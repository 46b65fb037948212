/**
 * How Chromium resizes in a page, drawing in software: canvas 2D drawImage and createImageBitmap, 8 bits. All of it
 * is Skia (skia.ts), whose older backend the canvas still uses for two of its qualities.
 *
 *   canvas-off, bitmap-pixelated    nearest
 *   canvas-low                      two taps an axis with 4 bits of fraction, fractions dropped
 *   bitmap-low                      Skia's linear
 *   canvas-medium, bitmap-medium    Skia's trilinear; the level is that of the mean of both axes
 *   canvas-high, bitmap-high        Mitchell where both axes grow, else as medium
 *   canvas-img                      an <img> in any quality but off: halved rounded up while it stays as large as the
 *                                   target, by Skia's linear with mipmaps; the rest by canvas-low
 *
 * The canvas-… are of an ImageBitmap or another canvas. Qualities of drawImage and createImageBitmap have the same
 * names, but low is not the same in both. A second draw of one <img> at another size may begin at what the first left
 * in the cache, which is not modelled. Sources are opaque or premultiplied; with premultiplyAlpha 'none' other code
 * runs. The mixes multiply and add in one step, as the builds for AVX2 do.
 * Source: Chromium, cc/tiles/software_image_decode_cache*.cc and mipmap_util.cc.
 */
import type { Size } from '../../../base/raster.ts';
import type { Pass } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { lengthsOf } from '../../taps/separable.ts';
import { cubic, linear, mipmapLevel, olderLinear, skiaPlan, trilinear } from './skia-plans.ts';
import { nearest } from './skia.ts';
import { olderNearestTaps } from './skia-taps.ts';

type PassesOf = (source: Size, target: Size) => Pass[];

const off: PassesOf = (source, target) =>
  (['x', 'y'] as const).map((axis) => ({
    type: 'axis',
    axis,
    taps: olderNearestTaps(...lengthsOf(source, target, axis), axis === 'x'),
    arithmetic: { kind: 'copy' },
  }));

const medium: PassesOf = (source, target) =>
  trilinear(source, target, mipmapLevel(source, target, 'mean'), true);

const high: PassesOf = (source, target) =>
  target.width > source.width && target.height > source.height
    ? cubic(source, target, 1 / 3, 1 / 3, true)
    : medium(source, target);

/** The size that is left of `source` at a level of the image cache. */
function cachedSize({ width, height }: Size, level: number): Size {
  const up = 2 ** level - 1;
  return { width: (width + up) >> level, height: (height + up) >> level };
}

function cacheLevel(source: Size, { width, height }: Size): number {
  for (let level = 0; ; level++) {
    const next = cachedSize(source, level + 1);
    if (next.width < width || next.height < height) return level;
    const now = cachedSize(source, level);
    if (now.width === 1 && now.height === 1) return level;
  }
}

const img: PassesOf = (source, target) => {
  const level = cacheLevel(source, target);
  if (level === 0) return olderLinear(source, target);
  const cached = cachedSize(source, level);
  const times = Math.floor(mipmapLevel(source, cached, 'mean') + 0.5);
  const part = (n: number, m: number) => Math.fround(n * Math.fround(m / n));
  const drawn = {
    width: part(source.width, cached.width),
    height: part(source.height, cached.height),
  };
  return [...linear(source, cached, times), ...olderLinear(cached, target, drawn)];
};

function exactnessOf(method: string): string {
  if (/medium|high/.test(method)) return 'exact on processors with AVX2; others were not compared';
  return /low|img/.test(method) ? 'exact; sides above 16383 were not compared' : 'exact';
}

function sampler(method: string, call: string, passesOf: PassesOf): Sampler {
  const antialias = /medium|high|img/.test(method);
  return {
    id: `chromium/${method}`,
    library: 'chromium',
    method,
    versions: 'Chromium 156, software rendering; verified on 156.0.8078.108',
    exactness: exactnessOf(method),
    call,
    antialias,
    ...(antialias && { coordinates: null }),
    plan: skiaPlan('Chromium', passesOf),
  };
}

const DRAW = 'context.drawImage(bitmap, 0, 0, w, h)';

function canvas(quality: 'low' | 'medium' | 'high', passesOf: PassesOf): Sampler {
  const call = `context.imageSmoothingQuality = '${quality}'; ${DRAW}`;
  return sampler(`canvas-${quality}`, call, passesOf);
}

function bitmap(quality: string, passesOf: PassesOf): Sampler {
  const options = `resizeWidth: w, resizeHeight: h, resizeQuality: '${quality}'`;
  return sampler(`bitmap-${quality}`, `createImageBitmap(blob, { ${options} })`, passesOf);
}

export const chromiumSamplers: Sampler[] = [
  sampler('canvas-off', `context.imageSmoothingEnabled = false; ${DRAW}`, off),
  canvas('low', olderLinear),
  canvas('medium', medium),
  canvas('high', high),
  sampler('canvas-img', 'context.drawImage(img, 0, 0, w, h)', img),
  bitmap('pixelated', nearest),
  bitmap('low', linear),
  bitmap('medium', medium),
  bitmap('high', high),
];
