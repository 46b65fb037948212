/** Files as loaders hand them out that shrink while they decode: JPEG by libjpeg's DCT. */
import { fileOf } from '../base/file-of.ts';
import type { Channels, Raster, Size } from '../base/raster.ts';
import type { LoaderLibrary } from './by-library.ts';
import type { JpegShrink } from './jpeg/jpeg-picture.ts';
import { storedJpeg } from './jpeg/stored-jpeg.ts';
import { loadUnturned } from './load.ts';
import type { LoadedPicture } from './stored/loaded-picture.ts';

/** Rasters that were made, or put here by whoever can make them, by size and library. */
const known = new WeakMap<Raster, Map<string, Raster>>();

/** Remembers what the file of `raster` is at another size, where only its own decoder makes it. */
export function rememberShrunken(raster: Raster, shrunken: Raster): void {
  keep(raster, keyOf(shrunken, undefined), shrunken);
}

/**
 * The file of `raster` decoded at `size`, shrunken by `shrink` a side, as `library` loads it, in the channels of
 * `raster`. Null where there is no such file, or where its colors are converted by more than the decoder.
 */
export function shrunkenOnLoad(
  raster: Raster,
  size: Size,
  shrink: JpegShrink | null,
  library: LoaderLibrary | undefined,
): Raster | null {
  const found = knownOf(raster).get(keyOf(size, library)) ?? null;
  if (found !== null || shrink === null) return found;
  const file = fileOf(raster);
  if (file?.format !== 'jpeg' || file.bytes === null) return null;
  const stored = storedJpeg(file.bytes, {
    shrink,
    dct: 'slow',
    wantsLuma: raster.channels === 1,
  });
  if (stored.color === 'cmyk' && library === undefined) return null;
  const mode = raster.channels === 1 ? 'gray' : 'rgb';
  const loaded = loadUnturned(stored, library ?? 'pillow', mode, 'the image');
  const made = cropped(loaded, size, raster.channels);
  keep(raster, keyOf(size, library), made);
  return made;
}

/** The upper left of `loaded`: libvips hands out whole blocks alone. */
function cropped(loaded: LoadedPicture, { width, height }: Size, channels: Channels): Raster {
  const data = loaded.data as Uint8Array;
  if (loaded.width === width && loaded.height === height) return { width, height, channels, data };
  const out = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const from = y * loaded.width * channels;
    out.set(data.subarray(from, from + width * channels), y * width * channels);
  }
  return { width, height, channels, data: out };
}

/** So many sizes of a raster are kept. */
const KEPT = 4;

function keep(raster: Raster, key: string, made: Raster): void {
  const sizes = knownOf(raster);
  const [oldest] = sizes.keys();
  if (sizes.size >= KEPT && oldest !== undefined) sizes.delete(oldest);
  sizes.set(key, made);
}

function knownOf(raster: Raster): Map<string, Raster> {
  const found = known.get(raster) ?? new Map<string, Raster>();
  known.set(raster, found);
  return found;
}

function keyOf({ width, height }: Size, library: LoaderLibrary | undefined): string {
  return `${width}x${height} ${library ?? 'none'}`;
}
