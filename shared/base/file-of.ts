/** The files that rasters were decoded from, for loaders that shrink while they decode. */
import type { Raster } from './raster.ts';

/** A file that some loaders shrink while they decode. Its raster has its rows as stored. */
export interface ShrinkableFile {
  format: 'jpeg' | 'webp';
  bytes: Uint8Array;
}

const files = new WeakMap<Raster, ShrinkableFile>();

/** Remembers the file of `raster` for as long as there is the raster. */
export function rememberFile(raster: Raster, file: ShrinkableFile): void {
  files.set(raster, file);
}

/** The file that `raster` was decoded from, where loaders shrink it. */
export function fileOf(raster: Raster): ShrinkableFile | undefined {
  return files.get(raster);
}
