/** Pictures of the figures: decoded, enlarged by whole pixels, and set beside each other. */
import { resolve } from 'node:path';
import { readRegularFile } from '../../main/base/regular-file.ts';
import { decode } from '../../main/engine/decode/decode.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import { antialiasedView } from '../../shared/analyze/antialiased-view.ts';
import { machineView } from '../../shared/pipelines/machine-view.ts';
import { makeRaster, type Raster } from '../../shared/base/raster.ts';
import { resizeWith } from '../../shared/resample/resize.ts';

export type Picture = Raster<Uint8Array>;

const PICTURE = { what: 'a picture', maxBytes: DEFAULT_DECODE_LIMITS.maxBytes };

/** An RGB picture of a file; `path` is absolute or relative to this folder. Throws UserError. */
export async function load(path: string): Promise<Picture> {
  const bytes = await readRegularFile(resolve(import.meta.dirname, path), path, PICTURE);
  const { raster } = await decode(bytes, path, DEFAULT_DECODE_POLICY, DEFAULT_DECODE_LIMITS);
  return rgb(raster);
}

function rgb({ width, height, channels, data }: Raster): Picture {
  const out = new Uint8Array(width * height * 3);
  const scale = data instanceof Uint16Array ? 257 : 1;
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) {
      out[i * 3 + c] = Math.round(data[i * channels + (channels === 1 ? 0 : c)] / scale);
    }
  }
  return makeRaster(width, height, 3, out);
}

/** What a machine with `pipeline` receives at width by height. */
export function seenBy(picture: Picture, pipeline: string, width: number, height = width): Picture {
  return machineView(picture, { pipeline, width, height }).machine as Picture;
}

/** What a person sees at width by height: every pixel counts by its area. */
export function seenByPerson(picture: Picture, width: number, height = width): Picture {
  return antialiasedView(picture, { pipeline: 'tensorflow/bilinear', width, height }) as Picture;
}

/** `picture` at side by side pixels for print, by OpenCV's AREA: antialiased. */
export function shrunk(picture: Picture, width: number, height = width): Picture {
  return resizeWith(picture, 'opencv/area', { width, height }) as Picture;
}

/** Every pixel as a square of `times` by `times`. */
export function enlarged({ width, height, channels, data }: Picture, times: number): Picture {
  const out = new Uint8Array(width * times * height * times * channels);
  for (let y = 0; y < height * times; y++) {
    for (let x = 0; x < width * times; x++) {
      const from = (Math.floor(y / times) * width + Math.floor(x / times)) * channels;
      for (let c = 0; c < channels; c++)
        out[(y * width * times + x) * channels + c] = data[from + c];
    }
  }
  return makeRaster(width * times, height * times, channels, out);
}

/** The rectangle of `picture` from (left, top) on. */
export function cut(picture: Picture, left: number, top: number, width: number, height: number) {
  const { channels, data } = picture;
  const out = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * picture.width + left) * channels;
    out.set(data.subarray(from, from + width * channels), y * width * channels);
  }
  return makeRaster(width, height, channels, out);
}

const GAP = 12;

/** Pictures in a row on white, `perRow` of them, aligned at the top; gray ones become RGB. */
export function beside(pictures: readonly Picture[], perRow = pictures.length): Picture {
  const colored = pictures.map((picture) => (picture.channels === 3 ? picture : rgb(picture)));
  const rows: Picture[][] = [];
  for (let i = 0; i < colored.length; i += perRow) rows.push(colored.slice(i, i + perRow));
  const widthOf = (row: Picture[]) => row.reduce((sum, { width }) => sum + width + GAP, -GAP);
  const heightOf = (row: Picture[]) => Math.max(...row.map(({ height }) => height));
  const width = Math.max(...rows.map(widthOf));
  const height = rows.reduce((sum, row) => sum + heightOf(row) + GAP, -GAP);
  const out = new Uint8Array(width * height * 3).fill(255);
  let top = 0;
  for (const row of rows) {
    let left = 0;
    for (const picture of row) {
      for (let y = 0; y < picture.height; y++) {
        const from = y * picture.width * 3;
        const line = picture.data.subarray(from, from + picture.width * 3);
        out.set(line, ((top + y) * width + left) * 3);
      }
      left += picture.width + GAP;
    }
    top += heightOf(row) + GAP;
  }
  return makeRaster(width, height, 3, out);
}

/**
 * The share of a hidden picture that a view shows: how far the view moved from the clean one along
 * the way to the payload; 1 is all of it. All three of one size.
 */
export function hiddenShare(view: Picture, clean: Picture, payload: Picture): number {
  let along = 0;
  let whole = 0;
  for (let i = 0; i < view.data.length; i++) {
    const way = payload.data[i] - clean.data[i];
    along += (view.data[i] - clean.data[i]) * way;
    whole += way * way;
  }
  return along / whole;
}
