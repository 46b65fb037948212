/** File bytes to the array that a library's loader returns. */
import { findLoader } from '../../../../shared/loaders/loader.ts';
import { loadPicture } from '../../../../shared/loaders/load.ts';
import type { LoadedPicture } from '../../../../shared/loaders/stored/loaded-picture.ts';
import { requireFormat } from '../formats/sniff.ts';
import { readStored } from './read-stored.ts';
import type { PixelLimit } from './raw-samples.ts';

/**
 * What loader `id` makes of frame `frame` (0-based) of `bytes`. Throws UserError `unsupported-format` where
 * that library refuses the file, and what readStored does.
 */
export async function load(
  bytes: Buffer,
  id: string,
  frame: number,
  limit: PixelLimit,
): Promise<LoadedPicture> {
  const { library, mode } = findLoader(id);
  const format = requireFormat(bytes, limit.name);
  // OpenCV asks libjpeg for gray, so that luma is never converted to RGB and back.
  const wantsLuma = library === 'opencv' && mode === 'gray';
  const stored = await readStored(bytes, { ...limit, format, frame, wantsLuma });
  return loadPicture(stored, id, limit.name);
}
