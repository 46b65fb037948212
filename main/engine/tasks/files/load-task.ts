/** Makes a file of what a library's loader makes of another. */
import { UserError } from '../../../../shared/base/errors.ts';
import { makeRaster, type IntegerSamples } from '../../../../shared/base/raster.ts';
import type { LoadedPicture } from '../../../../shared/loaders/stored/loaded-picture.ts';
import { sha256Of } from '../../../base/hash.ts';
import { load } from '../../decode/load.ts';
import { sniff } from '../../decode/formats/sniff.ts';
import { pictureFile } from '../../items/decode-picture.ts';
import { readSource } from '../../images/read-source.ts';
import type { ImageSource } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';
import { encodePng } from '../../write/encode.ts';
import { encodeNpy } from '../../write/npy.ts';
import type { Ordered } from '../../write/ordered-files.ts';

/** What was written. */
export interface LoadedFile {
  path: string;
  loader: string;
  /** SHA-256 of the file that was loaded. */
  source: string;
  shape: number[];
  dtype: 'uint8' | 'uint16' | 'float32';
  /** SHA-256 of the samples, row-major, interleaved, little-endian. */
  samples: string;
  /** Who drew the frame over those before it; left out where the loader's own array is written. */
  composedBy?: 'libvips';
}

/** As .npy, or as .png where `output` ends so. Throws UserError, `invalid-argument` for what no PNG holds. */
export async function run(
  { source, loader, output }: { source: ImageSource; loader: string; output: string },
  { signal }: TaskContext,
): Promise<Ordered<LoadedFile>> {
  const { path, name, policy, limits } = source;
  const bytes = await readSource(path, name, limits);
  const picture = pictureFile(bytes, name, policy.item);
  const limit = { ...limits, name: picture.name };
  const loaded = await load(picture.bytes, loader, policy.frame ?? 0, limit);
  const file = /\.png$/i.test(output) ? await asPng(loaded) : encodeNpy(loaded);
  signal?.throwIfAborted();
  const { width, height, channels, data } = loaded;
  const told: LoadedFile = {
    path: output,
    loader,
    source: sha256Of(bytes),
    shape: channels === 1 ? [height, width] : [height, width, channels],
    ...(isComposed(picture.bytes, policy.frame) && { composedBy: 'libvips' as const }),
    dtype:
      data instanceof Uint8Array ? 'uint8' : data instanceof Uint16Array ? 'uint16' : 'float32',
    samples: sha256Of(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  };
  return { told, files: [{ path: output, bytes: file }] };
}

/** Whether the frame is one of an animation after its first. */
function isComposed(bytes: Buffer, frame: number | null): boolean {
  const found = sniff(bytes);
  return (frame ?? 0) > 0 && 'format' in found && ['gif', 'webp'].includes(found.format);
}

async function asPng({ width, height, channels, data, isCmyk }: LoadedPicture): Promise<Buffer> {
  if (isCmyk === true) {
    throw new UserError(
      'invalid-argument',
      'This loader returns CMYK, which no PNG holds. Write it as .npy',
    );
  }
  if (data instanceof Float32Array || channels === 2) {
    const what = channels === 2 ? 'gray with alpha' : 'floats';
    throw new UserError('invalid-argument', `This loader returns ${what}. Write them as .npy`);
  }
  const samples: IntegerSamples = data;
  return encodePng(makeRaster(width, height, channels, samples));
}
