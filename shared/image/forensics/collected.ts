/** What the readers of the containers put together: facts, and the pictures that they came across. */
import { identifyPicture } from '../containers/identify.ts';
import { readExif } from '../containers/exif.ts';
import { walkJpeg, appMarker } from '../containers/jpeg.ts';
import { hasText } from '../containers/bytes.ts';
import { readXmp, XMP_IN_JPEG } from '../containers/xmp.ts';
import {
  MOST_CHARACTERS,
  MOST_LISTED,
  noForensics,
  type Forensics,
  type SecondPicture,
} from './forensics.ts';
import { addOrientation } from './orientations.ts';

/** A picture before it has an id: its kind and its number, which is counted where it is left out. */
export type FoundPicture = Omit<SecondPicture, 'id'> & {
  number?: number;
  /** False where its bytes go on to the end of what may hold it: another may lie in them. */
  hasEnd?: boolean;
};

export interface Collected {
  bytes: Uint8Array;
  forensics: Forensics;
  pictures: FoundPicture[];
  /** How many pictures there are, also those that are not listed. */
  pictureCount: number;
  /** How many of them are frames of an animation. */
  frameCount: number;
  /** Just past the image; null where the container has no end or ends before. */
  end: number | null;
  /** Where second pictures are looked for in a file without an end; null where they are not. */
  searchFrom: number | null;
}

/** The most frames of an animation, and other second pictures, that are listed. */
export const MOST_PICTURES = 256;

const NO_END = { end: null, searchFrom: null };

/** Nothing yet of the file `bytes`. */
export function nothingCollected(bytes: Uint8Array): Collected {
  return {
    bytes,
    forensics: noForensics(),
    pictures: [],
    pictureCount: 0,
    frameCount: 0,
    ...NO_END,
  };
}

/** Lists a second picture. */
export function addPicture(into: Collected, picture: FoundPicture): void {
  into.pictureCount++;
  const isFrame = picture.kind === 'apng-frame';
  const frames = into.frameCount;
  if (isFrame) into.frameCount++;
  const alike = isFrame ? frames : into.pictureCount - 1 - frames;
  if (alike < MOST_PICTURES) into.pictures.push(picture);
}

/** Lists the picture that the bytes `offset`..`offset + bytes` begin with; null where they begin with none. */
export function addPictureAt(
  into: Collected,
  kind: SecondPicture['kind'],
  title: string,
  offset: number,
  bytes: number,
): FoundPicture | null {
  const part = into.bytes.subarray(offset, offset + bytes);
  const found = identifyPicture(part);
  if (found === null) return null;
  const scheme = kind === 'thumbnail' || found.format !== 'jpeg' ? null : gainMapScheme(part);
  if (scheme !== null) into.forensics.gainMap ??= scheme;
  const picture: FoundPicture = {
    kind: scheme === null ? kind : 'gain-map',
    title: scheme === null ? title : 'Gain map for HDR screens',
    width: found.width,
    height: found.height,
    offset,
    bytes: found.bytes,
    hasEnd: found.hasEnd,
  };
  addPicture(into, picture);
  return picture;
}

/** APP2 of a JPEG that holds gain map metadata of ISO 21496-1. */
export const ISO_GAIN_MAP = 'urn:iso:std:iso:ts:21496:-1\0';

/** The scheme by which a JPEG says that it is a gain map; null for other pictures. */
function gainMapScheme(jpeg: Uint8Array): Forensics['gainMap'] {
  for (const { marker, data } of walkJpeg(jpeg).segments) {
    if (marker === appMarker(2) && hasText(data, 0, ISO_GAIN_MAP)) return 'iso-21496-1';
    if (marker === appMarker(1) && hasText(data, 0, XMP_IN_JPEG)) {
      const { gainMap } = readXmp(data.subarray(XMP_IN_JPEG.length));
      if (gainMap !== null) return gainMap;
    }
  }
  return null;
}

/** Lists a text; empty ones say nothing. */
export function addText(
  { forensics }: Collected,
  where: string,
  key: string,
  text: string,
  bytes: number,
): void {
  const plain = text.replace(/\0+$/, '');
  if (plain.trim() === '') return;
  forensics.textCount++;
  if (forensics.texts.length >= MOST_LISTED) return;
  forensics.texts.push({
    where,
    key: key.slice(0, MOST_KEY),
    text: plain.slice(0, MOST_CHARACTERS),
    bytes,
    isCut: plain.length > MOST_CHARACTERS,
  });
}

const MOST_KEY = 79;
const MOST_FIELD = 200;

/**
 * What EXIF says: `exif` begins with the TIFF header, which lies at `offset` of the file; null where it lies there
 * in pieces. `where` is what it is called.
 */
export function addExif(
  into: Collected,
  exif: Uint8Array,
  offset: number | null,
  where = 'EXIF',
): void {
  const read = readExif(exif);
  if (read === null) return;
  addOrientation((into.forensics.orientations ??= []), where, read.orientation);
  const short = (text: string | null) => text && text.slice(0, MOST_FIELD);
  const camera = {
    make: short(read.make),
    model: short(read.model),
    lens: short(read.lens),
    software: short(read.software),
    taken: short(read.taken),
    modified: short(read.modified),
    artist: short(read.artist),
    copyright: short(read.copyright),
    hasPlace: read.hasPlace,
  };
  if (Object.values(camera).some((value) => value !== null && value !== false)) {
    into.forensics.camera ??= camera;
  }
  const { description, comment, thumbnail } = read;
  if (description !== null)
    addText(into, 'EXIF', 'ImageDescription', description, description.length);
  if (comment !== null) addText(into, 'EXIF', 'UserComment', comment, comment.length);
  if (thumbnail !== null && offset !== null) {
    const { offset: at, bytes } = thumbnail;
    addPictureAt(into, 'thumbnail', 'Thumbnail in EXIF', offset + at, bytes);
  }
}

/** What an XMP packet says. */
export function addXmp({ forensics }: Collected, packet: Uint8Array): void {
  const { bytes, creatorTool, gainMap, orientation } = readXmp(packet);
  addOrientation((forensics.orientations ??= []), 'XMP', orientation);
  forensics.xmp ??= { bytes, creatorTool };
  forensics.gainMap ??= gainMap;
}
