/** What a loader makes of a stored picture: the one place where the libraries meet. */
import { UserError } from '../base/errors.ts';
import { findLoader } from './loader.ts';
import { imread } from './opencv/imread.ts';
import { toGray, toRgb, toRgba } from './pillow/convert.ts';
import { asIs, openAsPillow } from './pillow/mode.ts';
import { throughCanvas } from './tensors/chromium.ts';
import { decodeImage as byTensorFlow } from './tensors/tensorflow.ts';
import { decodeImage as byTorchvision } from './tensors/torchvision.ts';
import { turned, type LoadedPicture, type LoaderMode } from './stored/loaded-picture.ts';
import { STORED_CHANNELS, type StoredPicture } from './stored/stored-picture.ts';

/**
 * The array that loader `id` returns for the file called `name`, in its own sample type. Throws UserError
 * `unsupported-format` where the library refuses the file, with its reason, and `invalid-argument` for an
 * id that is none.
 */
export function loadPicture(stored: StoredPicture, id: string, name: string): LoadedPicture {
  const loader = findLoader(id);
  const { library, mode, orientation, isLenient } = loader;
  const { damage, format } = stored;
  const isKnown = format === 'jpeg' || format === 'png';
  if (isLenient && damage?.kind === 'truncated' && !isKnown) {
    const fact = `${name} is cut off. What Pillow makes of its missing rows is known for JPEG and PNG only`;
    throw new UserError('unsupported-format', fact);
  }
  const whole = isLenient && damage?.kind !== 'header' ? { ...stored, damage: null } : stored;
  const loaded = loadUnturned(whole, library, mode, name, loader.asked?.isDeep);
  // Both libraries that read TIFF turn it by its own tag, whatever is asked for.
  const isTurned = orientation === 'applied' || stored.format === 'tiff';
  const isUnread =
    (library === 'opencv' && stored.hasExifHeader) ||
    ((library === 'torchvision' || library === 'chromium') && stored.format === 'webp');
  // Where EXIF says nothing, exif_transpose goes by XMP.
  const byXmp = library === 'pillow' ? stored.xmpOrientation : undefined;
  return isTurned && !isUnread ? turned(loaded, byXmp ?? stored.orientation) : loaded;
}

/** The same by `library` in `mode`, with its rows as stored; `isDeep` asks TensorFlow for 16 bits. */
export function loadUnturned(
  stored: StoredPicture,
  library: string,
  mode: LoaderMode,
  name: string,
  isDeep = false,
): LoadedPicture {
  if (library === 'opencv') return imread(stored, mode, name);
  if (library === 'torchvision') return byTorchvision(stored, mode, name);
  if (library === 'tensorflow') return byTensorFlow(stored, mode, isDeep, name);
  if (library === 'chromium') return throughCanvas(stored, name);
  if (library !== 'pillow') return written(stored);
  const image = openAsPillow(stored, name);
  switch (mode) {
    case 'rgb':
      return toRgb(image, name);
    case 'rgba':
      return toRgba(image, name);
    case 'gray':
    case 'gray-alpha':
      return toGray(image, name);
    case 'as-is':
      return asIs(image);
  }
}

/** What heif-convert and djxl write as PNG: the samples as they are, gray of HEIF as RGB. */
function written({ width, height, format, color, data }: StoredPicture): LoadedPicture {
  const size = { width, height };
  if (format !== 'jxl' && color === 'gray') {
    const make = data.constructor as new (length: number) => typeof data;
    const out = new make(data.length * 3);
    for (let i = 0; i < out.length; i++) out[i] = data[Math.floor(i / 3)];
    return { ...size, channels: 3, data: out };
  }
  return { ...size, channels: STORED_CHANNELS[color] as LoadedPicture['channels'], data };
}
