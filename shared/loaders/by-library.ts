/**
 * A decoded raster as the library of a pipeline loads it. For most files this is the raster itself. It is
 * not for 16 bits, CMYK, CIELAB, and palettes with transparency, nor for JPEG by TensorFlow: there the libraries differ.
 */
import { fileOf } from '../base/file-of.ts';
import type { Raster } from '../base/raster.ts';
import { storedJpeg } from './jpeg/stored-jpeg.ts';
import { loadUnturned } from './load.ts';
import { turned, type LoadedPicture, type LoaderMode } from './stored/loaded-picture.ts';
import type { StoredPicture } from './stored/stored-picture.ts';

export type LoaderLibrary = 'pillow' | 'opencv' | 'torchvision' | 'tensorflow';

/** What the file of a raster stores, and whether the raster was turned by EXIF. */
export interface Origin {
  stored: StoredPicture;
  isTurned: boolean;
}

const origins = new WeakMap<Raster, Origin>();

/**
 * Remembers what `raster` was decoded from, for as long as there is the raster. An origin of another size (a
 * GIF whose frame reaches beyond its screen) is left: its samples do not lie where those of `raster` do.
 */
export function rememberOrigin(raster: Raster, origin: Origin): void {
  const { width, height, orientation } = origin.stored;
  const isSwapped = origin.isTurned && orientation >= 5;
  const [wide, high] = isSwapped ? [height, width] : [width, height];
  if (wide === raster.width && high === raster.height) origins.set(raster, origin);
}

/** Whether libraries load `raster` in ways of their own; TensorFlow does so with every JPEG. */
export function differsByLibrary(raster: Raster, library?: LoaderLibrary): boolean {
  if (library === 'tensorflow' && fileOf(raster)?.format === 'jpeg') return true;
  return origins.has(raster) || raster.data instanceof Uint16Array;
}

/**
 * `raster` as `library` loads it, with as many channels; with `keepsDepth` 16 bits stay where the library
 * has them. The same object where the library makes no difference. Throws UserError where it refuses.
 */
export function asLoadedBy(library: LoaderLibrary, raster: Raster, keepsDepth: boolean): Raster {
  const fast = library === 'tensorflow' ? fastJpegOf(raster) : null;
  if (fast !== null) return fast;
  if (!differsByLibrary(raster)) return raster;
  const { stored, isTurned } = origins.get(raster) ?? { stored: asStored(raster), isTurned: false };
  const loaded = loadUnturned(stored, library, modeOf(library, raster, keepsDepth), 'the image');
  return asRaster(isTurned ? turned(loaded, stored.orientation) : loaded, raster);
}

const fastJpegs = new WeakMap<Raster, Raster>();

/** The JPEG file of `raster` by libjpeg's fast transform; null where there is none. */
function fastJpegOf(raster: Raster): Raster | null {
  const known = fastJpegs.get(raster);
  const file = fileOf(raster);
  if (known !== undefined || file?.format !== 'jpeg' || file.bytes === null) return known ?? null;
  const order = { shrink: 1, dct: 'fast', wantsLuma: raster.channels === 1 } as const;
  const stored = storedJpeg(file.bytes, order);
  const mode = raster.channels === 1 ? 'gray' : 'rgb';
  const made = asRaster(loadUnturned(stored, 'tensorflow', mode, 'the image'), raster);
  fastJpegs.set(raster, made);
  return made;
}

function modeOf(library: LoaderLibrary, { channels }: Raster, keepsDepth: boolean): LoaderMode {
  if (library === 'opencv' && (keepsDepth || channels === 4)) return 'as-is';
  return channels === 1 ? 'gray' : channels === 3 ? 'rgb' : 'rgba';
}

/** A raster of 16 bits as PNG stores it. */
function asStored({ width, height, channels, data }: Raster): StoredPicture {
  return {
    width,
    height,
    format: 'png',
    color: channels === 1 ? 'gray' : channels === 3 ? 'rgb' : 'rgba',
    bits: 16,
    data: data as Uint16Array,
    palette: null,
    colorKey: null,
    orientation: 1,
    damage: null,
  };
}

/** The array with the channels of `like`: libraries may add an alpha of their own, or leave it out. */
function asRaster({ width, height, channels, data }: LoadedPicture, like: Raster): Raster {
  if (channels === like.channels) return { width, height, channels: like.channels, data };
  const out = new (data.constructor as new (length: number) => typeof data)(
    width * height * like.channels,
  );
  const most = data instanceof Uint16Array ? 65535 : 255;
  for (let i = 0, from = 0, to = 0; i < width * height; i++) {
    for (let c = 0; c < like.channels; c++) out[to + c] = c < channels ? data[from + c] : most;
    from += channels;
    to += like.channels;
  }
  return { width, height, channels: like.channels, data: out };
}
