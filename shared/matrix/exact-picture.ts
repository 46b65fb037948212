/** Views of a picture with alpha, by the libraries' own arithmetic. */
import { overBlack } from '../loaders/alpha.ts';
import type { Pipeline } from '../pipelines/steps/format.ts';
import { completeWindow } from '../pipelines/steps/padding.ts';
import { applyPart } from '../pipelines/pipeline.ts';
import { windowOf } from '../pipelines/steps/windows.ts';
import { quantize, type IntegerSamples, type Raster, type Size } from '../base/raster.ts';
import type { LevelPicture } from './difference-map.ts';

/**
 * View `part` of `pipeline` without its padding, in as many `colors` as it is compared in: colors that are mixed by their alpha are not what
 * the tables alone make of them, and are composited over black.
 */
export function exactPicture(
  pipeline: Pipeline,
  source: Raster<IntegerSamples>,
  size: Size | undefined,
  part: number,
  isMixed: boolean,
  colors: 1 | 3,
): LevelPicture {
  const { view, raster } = applyPart(pipeline, source, size, part);
  const cut = windowOf(raster, completeWindow(view.x, view.y), [0]);
  const inside = isMixed ? overBlack(cut) : cut;
  const levels = quantize(inside, source.data instanceof Uint16Array ? 'uint16' : 'uint8');
  const scale = levels.data instanceof Uint16Array ? 1 / 257 : 1;
  const { width, height, channels } = levels;
  const data = new Float32Array(width * height * colors);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < colors; c++) {
      data[i * colors + c] = levels.data[i * channels + (c % channels)] * scale;
    }
  }
  return { width, height, channels: colors, data };
}

/** The pixels of `picture` in the given columns and rows. */
export function pickPixels(
  picture: LevelPicture,
  columns: Int32Array,
  rows: Int32Array,
): LevelPicture {
  const { channels } = picture;
  const data = new Float32Array(columns.length * rows.length * channels);
  let to = 0;
  for (const row of rows) {
    for (const column of columns) {
      const at = (row * picture.width + column) * channels;
      for (let c = 0; c < channels; c++) data[to++] = picture.data[at + c];
    }
  }
  return { width: columns.length, height: rows.length, channels, data };
}
