/** File bytes to the array that a library's loader returns. */
import { UserError } from '../../../shared/base/errors.ts';
import type { ImageFormat } from '../../../shared/image/facts.ts';
import {
  bmpOfOpenCV,
  bmpOfPillow,
  bmpOfTensorFlow,
} from '../../../shared/loaders/bmp/bmp-by-library.ts';
import { readBmpHeader } from '../../../shared/loaders/bmp/bmp-header.ts';
import { exifOrientation } from '../../../shared/loaders/heif/exif-item.ts';
import { orientationOf } from '../../../shared/loaders/heif/transforms.ts';
import { storedJpeg } from '../../../shared/loaders/jpeg/stored-jpeg.ts';
import { findLoader, type Loader } from '../../../shared/loaders/loader.ts';
import { loadPicture } from '../../../shared/loaders/load.ts';
import type { LoadedPicture } from '../../../shared/loaders/stored/loaded-picture.ts';
import type { StoredPicture } from '../../../shared/loaders/stored/stored-picture.ts';
import {
  avifOfOpenCV,
  avifOfPillow,
  heicOfLibheif,
} from '../../../shared/loaders/yuv/by-library.ts';
import { loadBySharp } from './by-sharp.ts';
import { refusePixels } from './formats/declared-cost.ts';
import { chooseFrame, describedFailure } from './formats/refusals.ts';
import { FORMAT_TITLES, requireFormat } from './formats/sniff.ts';
import { sharp } from './formats/libvips.ts';
import { tiffPages } from './formats/tiff-pages.ts';
import { isManaged } from './managed.ts';
import { decodeHeifPicture, heifItems, libavifItem } from './heif-file.ts';
import { renderJxl } from './jxl.ts';
import type { PixelLimit } from './stored/raw-samples.ts';
import { readPng } from './stored/read-png.ts';
import { readStored } from './stored/read-stored.ts';

/** Formats that a library reads at all, where these are not all of them. */
const READS: Record<Loader['library'], (format: ImageFormat) => boolean> = {
  pillow: (format) => format !== 'heic' && format !== 'jxl',
  opencv: (format) => format !== 'heic' && format !== 'jxl',
  torchvision: (format) => ['jpeg', 'png', 'gif', 'webp'].includes(format),
  tensorflow: (format) => ['jpeg', 'png', 'gif', 'bmp', 'webp', 'jxl'].includes(format),
  libvips: (format) => !['bmp', 'heic', 'jxl'].includes(format),
  chromium: (format) => format !== 'tiff' && format !== 'heic',
  libheif: (format) => format === 'heic' || format === 'avif',
  libjxl: (format) => format === 'jxl',
};

/**
 * What loader `id` makes of frame `frame` (0-based) of `bytes`. Throws UserError `unsupported-format` where
 * that library refuses the file, `too-large`, `invalid-argument`
 * where the library has no such frame of it, and `decode-failed` where there are no pixels to be had.
 */
export async function load(
  bytes: Buffer,
  id: string,
  frame: number,
  limit: PixelLimit,
): Promise<LoadedPicture> {
  const loader = findLoader(id);
  const format = requireFormat(bytes, limit.name);
  const isAsked = loader.asked?.formats?.includes(format) ?? true;
  if (!READS[loader.library](format) || !isAsked) {
    const fact = `${limit.name} is a ${FORMAT_TITLES[format]} image, which ${isAsked ? loader.library : id} does not read`;
    throw new UserError('unsupported-format', fact);
  }
  if (frame !== 0) await refuseFrame(bytes, format, frame, limit.name);
  if (loader.library === 'libvips') return loadBySharp(bytes, loader, frame, limit);
  const stored = await storedFor(loader, bytes, format, frame, limit);
  const loaded = loadPicture(stored, id, limit.name);
  const isCmyk = stored.color === 'cmyk' && loader.mode === 'as-is' && loaded.channels === 4;
  return loader.library === 'pillow' && isCmyk ? { ...loaded, isCmyk } : loaded;
}

/** What the file stores as far as `loader` asks for it; libraries read AVIF and BMP in ways of their own. */
async function storedFor(
  { library, mode, asked }: Loader,
  bytes: Buffer,
  format: ImageFormat,
  frame: number,
  limit: PixelLimit,
): Promise<StoredPicture> {
  const isUnchanged = mode === 'as-is';
  const file = { name: limit.name, format };
  switch (format) {
    case 'bmp':
      chooseFrame(limit.name, 1, { frame });
      return worded(file, async () => {
        const header = readBmpHeader(bytes);
        refusePixels({ ...file, bytes }, header, limit);
        if (library === 'tensorflow') return bmpOfTensorFlow(bytes, header);
        if (library === 'chromium' && header.bits === 32) return bmpOfOpenCV(bytes, header, true);
        return library === 'opencv'
          ? bmpOfOpenCV(bytes, header, isUnchanged)
          : bmpOfPillow(bytes, header);
      });
    case 'avif':
    case 'heic':
      return worded(file, async () => {
        const id = heifItemFor(library, bytes, frame, limit.name);
        const { planes, properties, exif } = await decodeHeifPicture(bytes, id, limit);
        if (library === 'libheif') return heicOfLibheif(planes, properties);
        if (library === 'pillow' || library === 'chromium')
          return avifOfPillow(planes, orientationOf(properties));
        return avifOfOpenCV(planes, exif === null ? 1 : exifOrientation(exif), isUnchanged);
      });
    case 'jxl': {
      const policy = { orientation: 'stored', frame } as const;
      const { png } = await renderJxl({ ...file, bytes, sha256: '' }, policy, limit);
      return { ...(await readPng(png, limit)), format };
    }
    default: {
      // Who asks libjpeg for gray gets luma that is never converted to RGB and back.
      if (library === 'chromium') await refuseManaged(bytes, limit);
      const wantsLuma = mode === 'gray' && library !== 'pillow';
      if (format === 'jpeg' && library === 'tensorflow') {
        return worded(file, async () => {
          const order = { shrink: 1, dct: asked?.dct ?? 'fast', wantsLuma } as const;
          return storedJpeg(bytes, order, (size) => refusePixels({ ...file, bytes }, size, limit));
        });
      }
      return readStored(bytes, { ...limit, format, frame, wantsLuma });
    }
  }
}

/** Throws UserError `invalid-argument` where there is no frame `frame`, or none that loaders read here. */
async function refuseFrame(
  bytes: Buffer,
  format: ImageFormat,
  frame: number,
  name: string,
): Promise<void> {
  switch (format) {
    case 'jpeg':
    case 'png': {
      const more =
        format === 'png'
          ? bytes.subarray(0, bytes.indexOf('IDAT')).includes('acTL')
          : bytes.includes('MPF\0');
      if (more) {
        const fact = `decode reads the first picture alone of ${name}, ${format === 'png' ? 'an animated PNG' : 'a JPEG that holds several pictures'}`;
        throw new UserError(
          'invalid-argument',
          fact,
          'use --frame 1, or inspect the others by name with --item',
        );
      }
      chooseFrame(name, 1, { frame });
      return;
    }
    case 'gif':
    case 'webp':
    case 'tiff': {
      const frames =
        format === 'tiff' ? tiffPages(bytes).length : ((await pagesOf(bytes)) ?? frame + 1);
      if (frames > 0) chooseFrame(name, frames, { frame });
      return;
    }
    default: // these count for themselves
  }
}

/** Null of what the decoder cannot read: reading it says why. */
async function pagesOf(bytes: Buffer): Promise<number | null> {
  try {
    return (await sharp(bytes, { limitInputPixels: false }).metadata()).pages ?? 1;
  } catch {
    return null;
  }
}

/** Throws UserError where Chromium shows other colors than the stored ones: they are not computed. */
async function refuseManaged(bytes: Buffer, limit: PixelLimit): Promise<void> {
  const { icc } = await sharp(bytes, { limitInputPixels: false }).metadata();
  if (!isManaged(bytes, icc)) return;
  const fact = `Chromium changes the colors of ${limit.name} by its profile or gamma`;
  throw new UserError('unsupported-format', `${fact}, which is not computed`);
}

/**
 * The id of picture `frame` of an AVIF or HEIC file, null for the primary one. libheif reads all of a file;
 * of an AVIF the first picture is loaded here as libavif has it, and no later frame of a sequence.
 */
function heifItemFor(
  library: Loader['library'],
  bytes: Uint8Array,
  frame: number,
  name: string,
): number | null {
  if (frame === 0) return library === 'libheif' ? null : libavifItem(bytes);
  const pictures = heifItems(bytes);
  const { id } = pictures[chooseFrame(name, pictures.length, { frame })];
  if (library === 'libheif') return id;
  throw new UserError(
    'invalid-argument',
    `Only the first picture of ${name} is loaded as ${library} does it, and not picture ${frame + 1}`,
    'use --frame 1, or --loader libheif/heif-convert',
  );
}

/** What `read` returns; what it throws becomes a sentence about `file`. */
async function worded<T>(
  file: { name: string; format: ImageFormat },
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError && error.code === 'too-large') throw error;
    throw describedFailure(file, error);
  }
}
