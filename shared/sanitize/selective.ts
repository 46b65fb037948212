/**
 * Selective reconstruction: of the pixels that a set of views reads, those behind outputs that are no
 * fair sample of their untouched neighbors are rebuilt from these (or all of them, where asked). Every
 * other sample stays as it is.
 */
import type { PipelineView } from '../pipelines/pipeline.ts';
import type { IntegerSamples, Raster } from '../base/raster.ts';
import { departingCells, sampleCells } from './cell-test.ts';
import { readPixelsOf, type ReadPixels } from './read-pixels.ts';
import { rebuild, type Filling, type Rebuilt } from './rebuild.ts';

/**
 * What is rebuilt.
 * - departing: where a view departs from what its untouched neighbors show (cell-test.ts).
 *   Pictures in which nothing is hidden stay as they are, but an attacker who stays below the
 *   picture's own detail everywhere is not undone.
 * - all: every pixel that is read. Nothing an attacker on these views wrote remains; fine lines and
 *   text lose the pixels that are read.
 */
export type Scope = 'departing' | 'all';

export interface SelectiveOptions {
  filling: Filling;
  scope: Scope;
  /** Of random picks. */
  seed: number;
}

export interface SelectiveResult<T extends IntegerSamples = IntegerSamples> extends Rebuilt<T> {
  read: ReadPixels;
}

/** `source` without what is written into the pixels that `views` read. */
export function rebuildSelectively<T extends IntegerSamples>(
  source: Raster<T>,
  views: readonly PipelineView[],
  { filling, scope, seed }: SelectiveOptions,
): SelectiveResult<T> {
  const read = readPixelsOf(views, source);
  const chosen = new Uint8Array(read.level.length);
  if (scope === 'all') chosen.fill((1 << source.channels) - 1);
  else for (const view of views) chooseDeparting(chosen, view, source, read);
  return { read, ...rebuild(source, read, chosen, filling, seed) };
}

/** Whether any window of what `view` makes of `raster` fails the test of its cells. */
export function departs(view: PipelineView, raster: Raster<IntegerSamples>): boolean {
  const cells = sampleCells(view, raster, readPixelsOf([view], raster));
  return departingCells(cells).includes(1);
}

/** Marks the read pixels behind departing cells and the cells beside them. */
function chooseDeparting(
  chosen: Uint8Array,
  view: PipelineView,
  source: Raster<IntegerSamples>,
  read: ReadPixels,
): void {
  const { x, y, width, height } = view;
  const { channels } = source;
  const departing = departingCells(sampleCells(view, source, read));
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const bits = bitsAround(departing, width, height, channels, i, j);
      if (bits === 0) continue;
      for (let k = y.offsets[j]; k < y.offsets[j + 1]; k++) {
        const row = y.indices[k] * source.width;
        for (let l = x.offsets[i]; l < x.offsets[i + 1]; l++) {
          chosen[row + x.indices[l]] |= bits;
        }
      }
    }
  }
}

/** Bit c is set where channel c of cell (i, j) or of one beside it departs. */
function bitsAround(
  departing: Uint8Array,
  width: number,
  height: number,
  channels: number,
  i: number,
  j: number,
): number {
  let bits = 0;
  for (let v = Math.max(0, j - 1); v <= Math.min(height - 1, j + 1); v++) {
    for (let u = Math.max(0, i - 1); u <= Math.min(width - 1, i + 1); u++) {
      const at = (v * width + u) * channels;
      for (let c = 0; c < channels; c++) bits |= departing[at + c] << c;
    }
  }
  return bits;
}
