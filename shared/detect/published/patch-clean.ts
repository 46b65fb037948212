/**
 * Patch-clean: the clean filter patch by patch, for payloads in a part of the frame.
 *
 * - patchClean: PSNR, per patch of the machine view, of the view against the view of the cleaned
 *   picture; the mean over the patches minus the least.
 * - targetedPatchClean: the three-quarter quantile, per patch, of how far the pixels that are read
 *   were moved by cleaning; the largest patch minus the mean.
 *
 * Source: Quiring, Mueller, Rieck 2023 (arXiv 2310.15085), patch-based methods. Patches of 16 by 16
 * outputs, every 8; the authors tune both.
 */
import type { Raster } from '../../base/raster.ts';
import { resizeWith } from '../../resample/resize.ts';
import { bytesOf, type PublishedInput } from './input.ts';

const PATCH = 16;
const STEP = 8;
const QUANTILE = 0.75;
/** The PSNR of patches that hardly differ, in dB. */
const MOST_PSNR = 60;

/** dB. */
export function patchClean({ machine, sampler, target }: PublishedInput, clean: Raster): number {
  const view = bytesOf(resizeWith(clean, sampler, target));
  const { width, height, channels } = machine;
  const line = width * channels;
  const levels = patchesOf(width, height).map(({ x, y, across, down }) => {
    let squares = 0;
    for (let row = y; row < y + down; row++) {
      const from = row * line + x * channels;
      for (let i = from; i < from + across * channels; i++) {
        squares += (machine.data[i] - view.data[i]) ** 2;
      }
    }
    const mean = squares / (across * down * channels);
    return mean === 0 ? MOST_PSNR : Math.min(MOST_PSNR, 10 * Math.log10((255 * 255) / mean));
  });
  return meanOf(levels) - levels.reduce((least, level) => Math.min(least, level), Infinity);
}

/** Grey levels. */
export function targetedPatchClean(
  { picture, target, columns, rows }: PublishedInput,
  clean: Raster,
): number {
  const { width, channels, data } = picture;
  const perX = columns.length / target.width;
  const perY = rows.length / target.height;
  const quantiles = patchesOf(target.width, target.height).map(({ x, y, across, down }) => {
    const moved: number[] = [];
    for (let j = Math.floor(y * perY); j < Math.floor((y + down) * perY); j++) {
      for (let i = Math.floor(x * perX); i < Math.floor((x + across) * perX); i++) {
        const at = (rows[j] * width + columns[i]) * channels;
        let sum = 0;
        for (let c = 0; c < channels; c++) sum += Math.abs(data[at + c] - clean.data[at + c]);
        moved.push(sum / channels);
      }
    }
    if (moved.length === 0) return 0;
    return moved.sort((a, b) => a - b)[Math.floor(QUANTILE * (moved.length - 1))];
  });
  return quantiles.reduce((most, value) => Math.max(most, value), 0) - meanOf(quantiles);
}

function patchesOf(width: number, height: number) {
  const across = Math.min(PATCH, width);
  const down = Math.min(PATCH, height);
  const patches: { x: number; y: number; across: number; down: number }[] = [];
  for (let y = 0; y + down <= height; y += STEP) {
    for (let x = 0; x + across <= width; x += STEP) patches.push({ x, y, across, down });
  }
  return patches;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
