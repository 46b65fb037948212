/** What a tool hands in, and whether it works: judged with the exact sampler on the stored pixels. */
import { fitTo } from '../../../../shared/craft/prepare.ts';
import type { Size } from '../../../../shared/base/raster.ts';
import { planOf, resizeWith, shapeOf as planShape } from '../../../../shared/resample/resize.ts';
import { axisTapsOf } from '../../../../shared/resample/taps/plan.ts';
import type { AxisTaps } from '../../../../shared/resample/taps/taps.ts';
import type { Picture } from './studio.ts';

export type Format = 'png' | 'jpeg' | 'webp' | 'webp-lossless' | 'palette';

export interface Made {
  /** The variation of the tool, in words joined by underscores. */
  how: string;
  picture: Picture;
  /** The same picture before anything was written. */
  decoy: Picture;
  /** The view that shows it; null where a loader shows it without a resize. */
  view: (Size & { sampler: string }) | null;
  /** The cells that were written. */
  written: Uint8Array | null;
  channels: readonly number[];
  text: string | null;
  source: string;
  format?: Format;
  quality?: number;
  /** How the loader treats alpha, for tricks with it. */
  policy?: string;
}

/** A least difference, in grey levels RMS, of what counts as an attack that works. */
const LEAST = 3;

export interface Worth {
  /** RMS between view and area average, per channel, whole frame. */
  view_vs_area: number[];
  /** The same among the written cells of the written channels. */
  region: number;
  /** RMS between the views of the attack and of the decoy, among the same. */
  change: number;
}

export function tapsOf(
  picture: Picture,
  sampler: string,
  size: Size,
): { x: AxisTaps; y: AxisTaps } {
  const plan = planOf(sampler, planShape(picture), size);
  return { x: axisTapsOf(plan, 'x'), y: axisTapsOf(plan, 'y') };
}

export function viewOf(picture: Picture, sampler: string, size: Size): Picture {
  const { data } = resizeWith(picture, sampler, size);
  return { ...picture, ...sizeOf(size), data: new Uint8Array(Uint8ClampedArray.from(data).buffer) };
}

/** Null: it does not work. `stored` is the picture read back from its file, alpha composited. */
export function worthOf(
  made: Pick<Made, 'view' | 'written' | 'channels'>,
  stored: Picture,
  decoy: Picture,
): Worth | null {
  if (made.view === null) return null;
  const { sampler } = made.view;
  const size = sizeOf(made.view);
  const seen = viewOf(stored, sampler, size).data;
  const before = viewOf(decoy, sampler, size).data;
  const area = fitTo(stored, size).data;
  const n = size.width * size.height;
  const { channels } = stored;
  const all = new Float64Array(channels);
  let region = 0;
  let change = 0;
  let count = 0;
  for (let i = 0, k = 0; i < n; i++) {
    const inside = made.written === null || made.written[i] > 0;
    for (let c = 0; c < channels; c++, k++) {
      const off = seen[k] - area[k];
      all[c] += off * off;
      if (!inside || !made.channels.includes(c)) continue;
      region += off * off;
      change += (seen[k] - before[k]) ** 2;
      count++;
    }
  }
  const rms = (sum: number, of: number): number =>
    Number(Math.sqrt(sum / Math.max(1, of)).toFixed(1));
  const worth = {
    view_vs_area: [...all].map((sum) => rms(sum, n)),
    region: rms(region, count),
    change: rms(change, count),
  };
  return worth.region < LEAST || worth.change < LEAST ? null : worth;
}

/** The box around the written cells, in cells of the view. */
export function boxOf(written: Uint8Array | null, { width, height }: Size) {
  if (written === null) return { x: 0, y: 0, width, height };
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (written[i] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return {
    x: left,
    y: top,
    width: Math.max(0, right - left + 1),
    height: Math.max(0, bottom - top + 1),
  };
}

export function sizeOf({ width, height }: Size): Size {
  return { width, height };
}

/** The cells that `mask` puts enough ink on to be read. */
export function inked(mask: Float32Array): Uint8Array {
  return Uint8Array.from(mask, (ink) => (ink > 0.3 ? 1 : 0));
}
