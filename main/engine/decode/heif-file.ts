/**
 * AVIF and HEIC files. Their primary picture is what is shown; their other pictures are its further frames.
 * AVIF comes out as libavif makes it (Pillow, OpenCV), HEIC as libheif does.
 */
import { UserError } from '../../../shared/base/errors.ts';
import { makeRaster, type Channels } from '../../../shared/base/raster.ts';
import type { Cost } from '../../../shared/image/cost.ts';
import type { DecodePolicy } from '../../../shared/image/facts.ts';
import { exifOf } from '../../../shared/loaders/heif/exif-item.ts';
import { declaredSize } from '../../../shared/loaders/heif/item-data.ts';
import { damagedBoxes } from '../../../shared/loaders/heif/boxes.ts';
import { readItemFile, type Item, type ItemFile } from '../../../shared/loaders/heif/item-file.ts';
import {
  listPictures,
  primaryItem,
  type ListedPicture,
} from '../../../shared/loaders/heif/pictures.ts';
import { propertyOf, type Property } from '../../../shared/loaders/heif/properties.ts';
import { addSequence, TRACK_STEP, type Sequence } from '../../../shared/loaders/heif/sequence.ts';
import {
  orientationOf,
  transformed,
  transformedSize,
} from '../../../shared/loaders/heif/transforms.ts';
import { avifOfPillow, heicOfLibheif } from '../../../shared/loaders/yuv/by-library.ts';
import type { YuvPlanes } from '../../../shared/loaders/yuv/planes.ts';
import type { StoredPicture } from '../../../shared/loaders/stored/stored-picture.ts';
import { sha256Of } from '../../base/hash.ts';
import type { Decoded } from './decoded.ts';
import { affordable, refusePixels, type PixelLimits } from './formats/declared-cost.ts';
import { chooseFrame, describedFailure } from './formats/refusals.ts';
import { storedFacts, type FileIdentity, type Header } from './stored-facts.ts';
import { manage } from './managed.ts';
import { decodeItem } from './heif/items.ts';

/**
 * The pictures of the AVIF or HEIC file `bytes`, the shown one first: what `--frame 1..n` counts. Those that
 * cannot be decoded are counted too, so that nobody takes the file for examined. A tone map is not: its parts
 * are pictures of their own. Throws UserError `decode-failed` where
 * the boxes contradict themselves or no primary picture is named.
 */
export function heifItems(bytes: Uint8Array): ListedPicture[] {
  return picturesOf(readFile(bytes));
}

interface HeifFile {
  items: ItemFile;
  /** Null where there is none, or none that can be read. */
  sequence: Sequence | null;
  /** What is wrong with it. */
  failure: UserError | null;
}

/** The items of the file, its sequence among them. */
function readFile(bytes: Uint8Array): HeifFile {
  const items = readItemFile(bytes);
  try {
    return { items, sequence: addSequence(bytes, items), failure: null };
  } catch (error) {
    if (!(error instanceof UserError) || items.primary === null) throw error;
    return { items, sequence: null, failure: error };
  }
}

/** The pictures of `file`, that which libavif shows first. */
function picturesOf(file: HeifFile): ListedPicture[] {
  const shown = shownItem(file).id;
  return listPictures(file.items)
    .filter(({ kind, type }) => kind === 'primary' || type !== 'tmap')
    .sort((a, b) => Number(b.id === shown) - Number(a.id === shown));
}

/**
 * The first frame of the sequence where the major brand is `avis`, else the primary picture. Nothing takes the
 * place of a sequence that cannot be read: other programs may show it.
 */
function shownItem({ items, sequence, failure }: HeifFile): Item {
  if (items.brands[0] !== 'avis') return primaryItem(items);
  const first = sequence === null ? undefined : items.items.get(sequence.id);
  if (first !== undefined) return first;
  throw failure ?? damagedBoxes('its brand is avis, and it holds no sequence of pictures');
}

/** One picture of the file, planes and properties, for loaders that make pixels of it themselves. */
export interface HeifPicture {
  planes: YuvPlanes;
  properties: readonly Property[];
  /** The TIFF structure of its EXIF item, or null. */
  exif: Uint8Array | null;
}

/**
 * The id of the picture that libavif shows (Pillow, OpenCV) of the AVIF file `bytes`: the first frame of its
 * sequence where its major brand is `avis`, else the primary one. Throws as heifItems does, also where that
 * sequence cannot be read.
 */
export function libavifItem(bytes: Uint8Array): number {
  return shownItem(readFile(bytes)).id;
}

/**
 * Decodes the picture `id` of the file `bytes`, the primary one for null, where it has no more pixels than
 * `limit`. Throws UserError `decode-failed`,
 * `unsupported-format` or `not-found` (no such item).
 */
export async function decodeHeifPicture(
  bytes: Uint8Array,
  id: number | null,
  limit?: { name: string; maxPixels: number },
): Promise<HeifPicture> {
  const file = readFile(bytes).items;
  const item = id === null ? primaryItem(file) : file.items.get(id);
  if (item === undefined) throw new UserError('not-found', `the file has no picture ${id}`);
  if (limit) refusePixels({ name: limit.name, bytes }, declaredSize(bytes, file, item), limit);
  const planes = await decodeItem(bytes, file, item);
  return { planes, properties: item.properties, exif: exifOf(bytes, file, item) };
}

/**
 * Decodes the picture of `file` that `policy` takes. Throws UserError `too-large`, `invalid-argument` (no
 * such frame), `unsupported-format` or `decode-failed`.
 */
export async function decodeHeif(
  file: FileIdentity,
  policy: DecodePolicy,
  limits: PixelLimits,
  beforePixels?: (cost: Cost) => void,
): Promise<Decoded> {
  try {
    const read = readFile(file.bytes);
    const { items, sequence } = read;
    const pictures = picturesOf(read);
    const frame = chooseFrame(file.name, pictures.length, policy, 'shown');
    const item = items.items.get(pictures[frame].id) as Item;
    const size = declaredSize(file.bytes, items, item);
    const before = sequence?.items.get(item.id)?.before ?? 0;
    const cost = affordable(file, size, limits, before);
    beforePixels?.(cost);
    const planes = await decodeItem(file.bytes, items, item);
    file.sha256 = sha256Of(file.bytes);
    const picture = pictureOf(file, planes, item.properties, policy);
    const { width, height, data } = picture;
    const channels = { gray: 1, rgb: 3, rgba: 4 }[picture.color as 'gray' | 'rgb' | 'rgba'];
    const raster = makeRaster(width, height, channels as Channels, data as Uint8Array);
    const header = headerOf(file, planes, item);
    await manage(raster, header.icc, planes.cicp);
    header.notes = notesOf(file, planes, pictures, frame, items, sequence);
    return { facts: storedFacts(file, header, pictures.length, policy), raster };
  } catch (error) {
    const told = ['too-large', 'invalid-argument', 'ambiguous-frame'];
    if (error instanceof UserError && told.includes(error.code)) throw error;
    throw describedFailure(file, error);
  }
}

function pictureOf(
  { format }: FileIdentity,
  planes: YuvPlanes,
  properties: readonly Property[],
  policy: DecodePolicy,
): StoredPicture {
  if (format === 'heic') return heicOfLibheif(planes, properties);
  const picture = avifOfPillow(planes, orientationOf(properties));
  if (policy.orientation === 'stored') return picture;
  const turns = properties.filter(({ kind }) => kind !== 'aperture');
  const channels = picture.data.length / (picture.width * picture.height);
  const data = picture.data as Uint8Array;
  return { ...picture, ...transformed({ ...picture, channels, data }, turns) };
}

function headerOf(file: FileIdentity, planes: YuvPlanes, item: Item): Header {
  const { depth, u, alpha } = planes;
  const size = file.format === 'heic' ? transformedSize(planes, item.properties) : planes;
  const icc = propertyOf(item.properties, 'icc');
  return {
    width: size.width,
    height: size.height,
    space: u === null ? 'b-w' : 'srgb',
    channels: (u === null ? 1 : 3) + (alpha === null ? 0 : 1),
    depth: depth > 8 ? 'ushort' : 'uchar',
    hasAlpha: alpha !== null,
    bitsPerSample: depth,
    isPalette: false,
    orientation: file.format === 'heic' ? 1 : orientationOf(item.properties),
    icc: icc === null ? undefined : file.bytes.subarray(icc.box.start, icc.box.end),
  };
}

/** Frames of the track that is shown which are pictures of the file. */
function shownFrames({ id, items }: Sequence): number {
  return [...items.keys()].filter((each) => (each - id) % TRACK_STEP === 0).length;
}

const KINDS: Record<ListedPicture['kind'], string> = {
  primary: 'the primary one',
  sequence: 'a frame of its sequence',
  other: 'a picture of its own, which viewers do not show',
  thumbnail: 'a thumbnail',
  auxiliary: 'samples that belong to another picture',
};

function notesOf(
  { format }: FileIdentity,
  { depth, u, halfColumns, halfRows, premultiplied }: YuvPlanes,
  pictures: readonly ListedPicture[],
  frame: number,
  file: ItemFile,
  sequence: Sequence | null,
): string[] {
  const notes: string[] = [];
  const library = format === 'heic' ? 'libheif' : 'libavif, in Pillow and in OpenCV';
  if (u !== null) {
    const chroma = halfRows ? '4:2:0' : halfColumns ? '4:2:2' : '4:4:4';
    notes.push(`The picture is stored as YUV ${chroma}. Its colors are those of ${library}.`);
  }
  if (depth > 8 && format === 'avif') {
    notes.push(`${depth}-bit samples become 8 bits, as in Pillow.`);
  } else if (depth > 8) notes.push(`${depth}-bit samples are shifted to 16 bits.`);
  if (premultiplied && format === 'heic') {
    notes.push('The colors are stored multiplied by alpha. They are shown as stored.');
  }
  if (format === 'heic') {
    const item = file.items.get(pictures[frame].id) as Item;
    const turning = item.properties.filter(
      ({ kind }) => kind === 'rotation' || kind === 'mirror' || kind === 'aperture',
    );
    if (turning.length > 0) notes.push('The picture is turned or cropped as the file says.');
  }
  if (pictures.length > 1) {
    const { kind, id } = pictures[frame];
    const of = sequence?.items.get(id);
    const what = of === undefined ? KINDS[kind] : `frame ${of.frame + 1} of its sequence`;
    notes.push(`The file holds ${pictures.length} pictures. This is number ${frame + 1}, ${what}.`);
  }
  const listed = new Set(pictures.map(({ id }) => id));
  if (listPictures(file).some(({ id }) => !listed.has(id))) {
    notes.push(
      'The file holds a tone map, which is not applied. Its parts are pictures of the file.',
    );
  }
  if (sequence !== null) {
    notes.push(
      `The file holds a sequence of ${sequence.frames} frames. Pillow and OpenCV show its first in place of the ` +
        'primary picture where the brand of the file is avis.',
    );
    const left = sequence.frames - shownFrames(sequence);
    if (left > 0) {
      const frames = left === 1 ? 'The other frame' : `The other ${left} frames`;
      notes.push(
        `${frames} of the sequence ${left === 1 ? 'is' : 'are'} left out, and not examined.`,
      );
    }
  } else if (file.movie !== null) notes.push('The file holds a sequence that cannot be read.');
  return notes;
}
