/** The files that rasters were decoded from, for loaders that shrink while they decode. */
import type { Raster } from './raster.ts';

/** A file that some loaders shrink while they decode. Its raster has its rows as stored. */
export interface ShrinkableFile {
  format: 'jpeg' | 'webp';
  /** Null for a picture that was made of that of the file. */
  bytes: Uint8Array | null;
}

const files = new WeakMap<Raster, ShrinkableFile>();

/** `format` where loaders shrink files of it, to be a part of a source's shape. */
export function shrinkable(format: string): { file?: ShrinkableFile['format'] } {
  return format === 'jpeg' || format === 'webp' ? { file: format } : {};
}

/** Remembers the file of `raster` for as long as there is the raster. */
export function rememberFile(raster: Raster, file: ShrinkableFile): void {
  files.set(raster, file);
}

/** `raster`, made of `like`: loaders would shrink it too, but there is no file of it. */
export function madeOf(raster: Raster, like: Raster): Raster {
  const file = files.get(like);
  if (file !== undefined && raster !== like) files.set(raster, { ...file, bytes: null });
  return raster;
}

/** The file that `raster` was decoded from, where loaders shrink it. */
export function fileOf(raster: Raster): ShrinkableFile | undefined {
  return files.get(raster);
}
