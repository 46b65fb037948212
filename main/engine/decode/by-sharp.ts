/** Files as sharp itself hands them out: the library that decodes here, with the options of a call. */
import { UserError } from '../../../shared/base/errors.ts';
import type { Loader } from '../../../shared/loaders/loader.ts';
import type { LoadedPicture } from '../../../shared/loaders/stored/loaded-picture.ts';
import { reasonOf } from './formats/decode-failure.ts';
import { sharp } from './formats/libvips.ts';
import { rawHeader, type PixelLimit } from './stored/raw-samples.ts';

/**
 * The array that the call of `loader` returns for frame `frame` (0-based). Throws UserError `too-large`, and
 * `unsupported-format` where sharp refuses the file, with its reason.
 */
export async function loadBySharp(
  bytes: Buffer,
  { asked, orientation }: Loader,
  frame: number,
  limit: PixelLimit,
): Promise<LoadedPicture> {
  const space = asked?.space ?? null;
  const isDeep = space === 'rgb16';
  try {
    await rawHeader(bytes, frame, limit);
    const input = sharp(bytes, {
      limitInputPixels: false, // rawHeader has checked the size
      autoOrient: orientation === 'applied',
      ...(frame > 0 && { page: frame }),
    });
    const { data, info } = await (space === null ? input : input.toColourspace(space))
      .raw({ depth: isDeep ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { buffer, byteOffset } = data.byteOffset % 2 === 0 ? data : Uint8Array.from(data);
    return {
      width: info.width,
      height: info.height,
      channels: info.channels as LoadedPicture['channels'],
      data: isDeep
        ? new Uint16Array(buffer, byteOffset, data.length / 2)
        : new Uint8Array(buffer, byteOffset, data.length),
    };
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = reasonOf(error) ?? 'it gives no reason';
    throw new UserError('unsupported-format', `sharp does not load ${limit.name}: ${reason}`);
  }
}
