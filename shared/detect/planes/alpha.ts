/**
 * Pictures with alpha as samplers that mix by alpha see them: colors count by their opacity, and what
 * lies under full transparency is nothing.
 */
import type { Raster } from '../../raster.ts';
import { findSampler } from '../../resample/catalog.ts';

/** Whether sampler `id` mixes the colors of RGBA by their alpha (its plan premultiplies). */
export function mixesByAlpha(id: string): boolean {
  const source = { width: 8, height: 8, channels: 4, dtype: 'uint8' } as const;
  const { passes } = findSampler(id).plan(source, { width: 3, height: 3 });
  return passes.some((pass) => pass.type === 'point' && pass.operation.endsWith('premultiply'));
}

/** An RGBA raster composited over black, alpha as it is, in the same sample type. */
export function overBlack<T extends Raster>(raster: T): T {
  return overLevel(raster, 0);
}

/** The same over white. */
export function overWhite<T extends Raster>(raster: T): T {
  return overLevel(raster, 1);
}

/** Composited over a gray of `level`, 0..1 of the range. */
function overLevel<T extends Raster>(raster: T, level: number): T {
  const { data } = raster;
  const most = data instanceof Uint16Array ? 65535 : 255;
  const isInteger = data instanceof Uint8Array || data instanceof Uint16Array;
  const out = data.slice();
  for (let i = 0; i < out.length; i += 4) {
    const opacity = data[i + 3] / most;
    for (let c = 0; c < 3; c++) {
      const value = data[i + c] * opacity + level * most * (1 - opacity);
      out[i + c] = isInteger ? Math.round(value) : value;
    }
  }
  return { ...raster, data: out };
}

/** Whether any pixel of an RGBA raster lets something through. */
export function hasTransparency({ channels, data }: Raster): boolean {
  const most = data instanceof Uint16Array ? 65535 : 255;
  for (let i = 3; channels === 4 && i < data.length; i += 4) if (data[i] !== most) return true;
  return false;
}
