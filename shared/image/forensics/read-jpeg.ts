/** Facts of a JPEG file, by its segments. */
import { hasText, latin1, utf8 } from '../containers/bytes.ts';
import { appMarker, COM, walkJpeg, type JpegSegment } from '../containers/jpeg.ts';
import { readMpf } from '../containers/mpf.ts';
import { PHOTOSHOP_IN_JPEG, photoshopThumbnail } from '../containers/photoshop.ts';
import { XMP_IN_JPEG } from '../containers/xmp.ts';
import {
  addExif,
  addPictureAt,
  addText,
  addXmp,
  ISO_GAIN_MAP,
  type Collected,
} from './collected.ts';
import type { SecondPictureKind } from './forensics.ts';
import { jpegFacts } from './jpeg-facts.ts';

const EXIF_IN_JPEG = 'Exif\0\0';
const ICC_IN_JPEG = 'ICC_PROFILE\0';

/** Reads `into.bytes`. */
export function readJpeg(into: Collected): void {
  const { segments, end } = walkJpeg(into.bytes);
  into.end = end;
  into.forensics.jpeg = jpegFacts(segments);
  for (const segment of segments) readSegment(into, segment);
}

/** Bytes of a marker and its length. */
const HEAD_BYTES = 4;

function readSegment(into: Collected, { marker, offset, data }: JpegSegment): void {
  const at = offset + HEAD_BYTES;
  const { forensics } = into;
  const after = (identifier: string) => data.subarray(identifier.length);
  if (marker === COM) addText(into, 'comment', '', textOf(data), data.length);
  else if (marker === appMarker(0) && hasText(data, 0, 'JFXX\0\x10')) {
    addPictureAt(into, 'thumbnail', 'Thumbnail in JFIF', at + 6, data.length - 6);
  } else if (marker === appMarker(1) && hasText(data, 0, EXIF_IN_JPEG)) {
    addExif(into, after(EXIF_IN_JPEG), at + EXIF_IN_JPEG.length);
  } else if (marker === appMarker(1) && hasText(data, 0, XMP_IN_JPEG)) {
    addXmp(into, after(XMP_IN_JPEG));
  } else if (marker === appMarker(2) && hasText(data, 0, ICC_IN_JPEG)) {
    forensics.color.iccBytes = (forensics.color.iccBytes ?? 0) + Math.max(0, data.length - 14);
  } else if (marker === appMarker(2) && hasText(data, 0, ISO_GAIN_MAP)) {
    forensics.gainMap ??= 'iso-21496-1';
  } else if (marker === appMarker(2) && hasText(data, 0, 'MPF\0')) {
    addMultiPictures(into, data.subarray(4), at + 4);
  } else if (marker === appMarker(11) && hasText(data, 0, 'JP') && latin1(data).includes('c2pa')) {
    forensics.hasContentCredentials = true;
  } else if (marker === appMarker(13) && hasText(data, 0, PHOTOSHOP_IN_JPEG)) {
    const found = photoshopThumbnail(after(PHOTOSHOP_IN_JPEG));
    if (found === null) return;
    const from = at + PHOTOSHOP_IN_JPEG.length + found.offset;
    addPictureAt(into, 'thumbnail', 'Thumbnail of Photoshop', from, found.bytes);
  }
}

/** UTF-8 where it is that, else Latin-1. */
function textOf(data: Uint8Array): string {
  const text = utf8(data);
  return text.includes('\ufffd') ? latin1(data) : text;
}

/** By the code of the MP type. */
const TYPES: Record<number, [SecondPictureKind, string]> = {
  0x010001: ['preview', 'Preview (VGA)'],
  0x010002: ['preview', 'Preview (full HD)'],
  0x020001: ['multi-picture', 'Picture of a panorama'],
  0x020002: ['multi-picture', 'Picture of a stereo pair'],
  0x020003: ['multi-picture', 'Picture from another angle'],
};

/** The pictures that an MP index names besides the first; its TIFF header lies at `header` of the file. */
function addMultiPictures(into: Collected, index: Uint8Array, header: number): void {
  for (const { type, offset, bytes } of readMpf(index)) {
    if (offset === 0) continue;
    const [kind, title] = TYPES[type] ?? ['multi-picture', 'Second picture (MPO)'];
    addPictureAt(into, kind, title, header + offset, bytes);
  }
}
