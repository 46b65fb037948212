/**
 * Files that libvips does not read as other libraries do: PNG with a wrong checksum, which Pillow reads; JPEG
 * without its end marker, which OpenCV reads; GIF whose screen libvips replaces by a size of its own.
 */
import {
  makeRaster,
  type Channels,
  type IntegerSamples,
  type Raster,
} from '../../../shared/base/raster.ts';
import { loadPicture } from '../../../shared/loaders/load.ts';
import { readGif } from '../../../shared/loaders/stored/gif.ts';
import type { Damage, StoredPicture } from '../../../shared/loaders/stored/stored-picture.ts';
import type { FileIdentity } from './formats/header.ts';
import { rawSamples, type PixelLimit } from './stored/raw-samples.ts';
import { END_OF_IMAGE } from './stored/read-jpeg.ts';
import { readStored } from './stored/read-stored.ts';

/** What is said of a PNG that Pillow reads. */
const NOTES: Partial<Record<Damage['kind'], string>> = {
  checksum: 'A checksum in the file is wrong. Pillow reads it all the same, OpenCV refuses it.',
  'no-end': 'The end of the file is missing. Pillow reads it all the same, OpenCV refuses it.',
};

export interface Salvaged {
  raster: Raster<IntegerSamples>;
  note: string;
}

/** The picture of a file that libvips refused, where a library reads all of it; null where none does. */
export async function salvaged(file: FileIdentity, limit: PixelLimit): Promise<Salvaged | null> {
  const order = { ...limit, format: file.format, frame: 0, wantsLuma: false };
  if (file.format === 'png') {
    const stored = await readStored(file.bytes, order).catch(() => null);
    const note = NOTES[stored?.damage?.kind ?? 'header'];
    if (stored === null || note === undefined) return null;
    return { raster: rasterOf(loadPicture(stored, pillowLoader(stored), file.name)), note };
  }
  if (file.format !== 'jpeg') return null;
  const mended = Buffer.concat([file.bytes, END_OF_IMAGE]);
  const stored = await readStored(mended, order).catch(() => null);
  if (stored === null || stored.damage !== null) return null;
  // With the marker there must be nothing left to warn of: else pixels are missing too.
  const isWhole = await rawSamples(mended, 'srgb', 0).then(
    () => true,
    () => false,
  );
  if (!isWhole) return null;
  const loader = stored.color === 'gray' ? 'opencv/imread-unchanged' : 'opencv/imread-color';
  const note =
    'The end marker of the file is missing. OpenCV reads it all the same, Pillow refuses it.';
  return { raster: rasterOf(loadPicture(stored, loader, file.name)), note };
}

/**
 * The first frame of a GIF on its own screen, transparent where the frame is not; null where libvips has the
 * size `shown` of that screen too.
 */
export function onOwnScreen(
  file: FileIdentity,
  shown: { width: number; height: number },
  { maxPixels }: PixelLimit,
): Salvaged | null {
  const [width, height] = [file.bytes.readUInt16LE(6), file.bytes.readUInt16LE(8)];
  if (width <= shown.width && height <= shown.height) return null;
  const stored = readGif(file.bytes, file.name, maxPixels);
  const { data } = loadPicture(stored, 'pillow/convert-rgba', file.name);
  const { frame } = stored.screen ?? { frame: { x: 0, y: 0, ...shown } };
  for (let i = 0; i < stored.width * stored.height; i++) {
    const x = i % stored.width;
    const y = (i - x) / stored.width;
    const isInside =
      x >= frame.x && x < frame.x + frame.width && y >= frame.y && y < frame.y + frame.height;
    if (!isInside) data[4 * i + 3] = 0;
  }
  const raster = makeRaster(stored.width, stored.height, 4, data as Uint8Array);
  return { raster, note: 'The frame is smaller than the screen of the file. It is shown on that.' };
}

/** The loader that keeps what there is: gray, and alpha. */
function pillowLoader({ color, palette, colorKey }: StoredPicture): string {
  const hasAlpha = color === 'rgba' || color === 'gray-alpha' || palette?.alphas || colorKey;
  if (hasAlpha) return 'pillow/convert-rgba';
  return color === 'gray' ? 'pillow/as-is' : 'pillow/convert-rgb';
}

function rasterOf({ width, height, channels, data }: ReturnType<typeof loadPicture>) {
  return makeRaster(width, height, channels as Channels, data as IntegerSamples);
}
