/** What lies after the end of an image: pictures, and other bytes. */
import { hasText } from '../containers/bytes.ts';
import { PNG_SIGNATURE } from '../containers/png.ts';
import { addPictureAt, MOST_PICTURES, type Collected } from './collected.ts';
import { looksLike } from './looks-like.ts';

/** Bytes that could begin a picture and begin none, after which no more are looked for. */
const MOST_CANDIDATES = 256;
const MOST_NAMED = 8;

/** Finds the pictures after `into.end`, and says what else lies there. */
export function readTrailing(into: Collected): void {
  const { bytes, end } = into;
  if (end === null || end >= bytes.length) return;
  let candidates = 0;
  const known = into.pictures.filter(({ offset }) => offset >= end).sort(byOffset);
  const nextKnown = (at: number) =>
    known.find(({ offset }) => offset >= at)?.offset ?? bytes.length;
  for (let at = end; at < bytes.length; at++) {
    const inside = known.find(({ offset, bytes: size }) => at >= offset && at < offset + size);
    if (inside !== undefined) {
      at = inside.offset + inside.bytes - 1;
      continue;
    }
    const limit = nextKnown(at);
    at = nextSignature(bytes, at, limit);
    if (at === limit) {
      at--;
      continue;
    }
    if (candidates >= MOST_CANDIDATES || into.pictures.length >= MOST_PICTURES) break;
    const count = into.pictures.length;
    if (!addPictureAt(into, 'appended', 'Picture after the end', at, limit - at)) candidates++;
    const added = into.pictures[count];
    if (added !== undefined) at += added.bytes - 1;
  }
  into.forensics.trailing = describe(into, end);
}

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
      case 0x47:
        if (hasText(bytes, at, 'GIF89a') || hasText(bytes, at, 'GIF87a')) return at;
        break;
      case 0x52:
        if (hasText(bytes, at, 'RIFF') && hasText(bytes, at + 8, 'WEBP')) return at;
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
