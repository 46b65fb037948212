/** What lies after the end of an image: pictures, and other bytes. */
import { compressedAtEnd } from '../containers/appended.ts';
import { bmpSize } from '../containers/bmp.ts';
import { hasText } from '../containers/bytes.ts';
import { isPictureMedia } from '../containers/iso-media.ts';
import { JXL_CODESTREAM, JXL_SIGNATURE } from '../containers/jxl.ts';
import { PNG_SIGNATURE } from '../containers/png.ts';
import { addPictureAt, MOST_PICTURES, type Collected } from './collected.ts';
import { looksLike } from './looks-like.ts';

/** Steps that beginnings without a picture, and pictures without an end, may take: so many, and for each byte. */
const MOST_STEPS = 32e6;
const MOST_STEPS_A_BYTE = 4;
/** Steps to see that bytes begin no picture; those of GIF are followed to where they end. */
const STEPS_A_CANDIDATE = 1000;
const MOST_NAMED = 8;

/**
 * Finds the pictures after `into.end`, and says what else lies there. In a file without an end they are
 * looked for from `into.searchFrom` on.
 */
export function readTrailing(into: Collected): void {
  const { bytes, end, searchFrom, forensics } = into;
  const from = end ?? searchFrom;
  if (end === null && !forensics.isCutShort) {
    forensics.unsearched ??= { offset: from ?? 0, cause: 'no-end' };
  }
  if (from === null || from >= bytes.length) return;
  findPictures(into, from);
  if (end !== null) forensics.trailing = describe(into, end);
}

function findPictures(into: Collected, from: number): void {
  const { bytes } = into;
  const known = into.pictures
    .filter(({ kind, offset }) => kind !== 'apng-frame' && offset >= from)
    .map(({ offset, hasEnd, bytes: size }) => ({ offset, end: offset + (hasEnd ? size : 1) }))
    .concat(compressedAtEnd(bytes).filter(({ offset }) => offset >= from))
    .sort(byOffset);
  const title = into.end === null ? 'Picture inside the file' : 'Picture after the end';
  let steps = MOST_STEPS + MOST_STEPS_A_BYTE * (bytes.length - from);
  let count = 0;
  let [at, start] = [from, from]; // where nothing was looked at yet, and the end of what lies before it
  while (at < bytes.length) {
    const inside = known.find(({ offset, end }) => at >= offset && at < end);
    if (inside !== undefined) {
      at = start = inside.end;
      continue;
    }
    const limit = known.find(({ offset }) => offset >= at)?.offset ?? bytes.length;
    // Two bytes are too few to tell a codestream of JPEG XL from others, but where one is expected.
    const isCodestream = at === start && hasText(bytes, at, JXL_CODESTREAM);
    if (!isCodestream) at = nextSignature(bytes, at, limit);
    if (at === limit) continue;
    if (steps <= 0 || count >= MOST_PICTURES) {
      into.forensics.unsearched = { offset: at, cause: 'work' };
      return;
    }
    const added = addPictureAt(into, 'appended', title, at, limit - at);
    if (added !== null) count++;
    if (added?.hasEnd === true) at = start = at + added.bytes;
    else {
      const isFollowed = added !== null || bytes[at] === G;
      steps -= STEPS_A_CANDIDATE + 2 * known.length + (isFollowed ? 2 * (limit - at) : 0);
      at++;
    }
  }
}

const G = 0x47;

function byOffset(one: { offset: number }, other: { offset: number }): number {
  return one.offset - other.offset;
}

/** The first place in `from`..`to` that could begin a picture; `to` where there is none. */
function nextSignature(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    switch (bytes[at]) {
      case 0xff:
        if (bytes[at + 1] === 0xd8 && bytes[at + 2] === 0xff) return at;
        break;
      case 0x89:
        if (hasText(bytes, at, PNG_SIGNATURE)) return at;
        break;
      case G:
        if (hasText(bytes, at, 'GIF89a') || hasText(bytes, at, 'GIF87a')) return at;
        break;
      case 0x52:
        if (hasText(bytes, at, 'RIFF') && hasText(bytes, at + 8, 'WEBP')) return at;
        break;
      case 0x42:
        if (bytes[at + 1] === 0x4d && bmpSize(bytes.subarray(at, at + 64)) !== null) return at;
        break;
      case 0x49:
        if (hasText(bytes, at, 'II*\0')) return at;
        break;
      case 0x4d:
        if (hasText(bytes, at, 'MM\0*')) return at;
        break;
      case 0:
        if (bytes[at + 4] === 0x66 && isPictureMedia(bytes, at)) return at;
        if (bytes[at + 4] === 0x4a && hasText(bytes, at, JXL_SIGNATURE)) return at;
    }
  }
  return to;
}

/** The trailing bytes: each stretch of them that is no picture, and each picture, by what it begins with. */
function describe({ bytes, pictures }: Collected, end: number) {
  const what = new Set<string>();
  let [at, unexplained] = [end, 0];
  const gap = (to: number): void => {
    if (to <= at) return;
    unexplained += to - at;
    if (what.size < MOST_NAMED) what.add(looksLike(bytes.subarray(at, to)));
  };
  for (const picture of pictures.filter(({ offset }) => offset >= end).sort(byOffset)) {
    gap(picture.offset);
    if (what.size < MOST_NAMED) what.add(looksLike(bytes.subarray(picture.offset)));
    at = Math.max(at, picture.offset + picture.bytes);
  }
  gap(bytes.length);
  return { offset: end, bytes: bytes.length - end, unexplained, looksLike: [...what] };
}
