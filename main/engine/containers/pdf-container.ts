/**
 * What lies in a PDF document: every picture that is an object of its own (also one that no page shows,
 * and one of an earlier revision), its mask, and files that are attached. Pictures are handed on as the
 * file that they are stored as (JPEG, JPEG 2000, CCITT fax), or their samples as PNG or TIFF.
 */
import { UserError } from '../../../shared/base/errors.ts';
import { distinctIds } from '../../base/inside-path.ts';
import { HEAD_BYTES, INSIDE_LIMITS, type Container, type Entry } from './container.ts';
import type { Objects, Stream } from './pdf/pdf-document.ts';
import { inlinePictures } from './pdf/inline-pictures.ts';
import { Name, type Value } from './pdf/pdf-lexer.ts';
import { readObjects } from './pdf/pdf-objects.ts';
import { describePicture, pictureFile } from './pdf/pdf-picture.ts';
import { unfiltered } from './pdf/unfilter.ts';

/** Opens a document. */
export function openPdf(bytes: Buffer): Container {
  const objects = readObjects(bytes);
  if (objects.streams.length === 0) throw new UserError('decode-failed', 'no stream in it');
  const found = objects.streams.flatMap((stream) => entriesOf(stream, objects));
  const left = leftOut(objects, found);
  if (found.length > INSIDE_LIMITS.entries) {
    left.push(`Entries after the first ${INSIDE_LIMITS.entries} were left out.`);
    found.length = INSIDE_LIMITS.entries;
  }
  const ids = distinctIds(found.map(({ id }) => id));
  const entries = found.map((entry, at) => ({ ...entry, id: ids[at] }));
  return { kind: 'pdf', entries, left, close: async () => undefined };
}

/** What of the document is not known, as sentences. */
function leftOut(objects: Objects, found: readonly Entry[]): string[] {
  const { isCut, isEncrypted, unread } = objects;
  const left = isCut ? ['It has more objects than are read; the rest was left out.'] : [];
  if (isEncrypted) {
    // Entries say so themselves.
    if (unread > 0 && found.length === 0)
      left.push('It is encrypted, so what it holds is unknown.');
    return left;
  }
  if (unread > 0) {
    const those = unread === 1 ? 'A stream' : `${unread} streams`;
    left.push(`${those} of objects in it could not be read to the end.`);
  }
  const { count, isWhole } = inlinePictures(objects);
  if (count > 0) {
    const those = count === 1 ? 'A picture' : `${count} pictures`;
    left.push(`${those} written into its page contents ${count === 1 ? 'was' : 'were'} left out.`);
  }
  if (!isWhole) left.push('Its page contents were not all searched for pictures.');
  return left;
}

/** The picture or the attached file that a stream is; both where it says so. */
function entriesOf(stream: Stream, objects: Objects): Entry[] {
  const { dict, number } = stream;
  const isOf = (key: string, name: string) => nameOf(objects.resolve(dict.get(key))) === name;
  const entries = isOf('Subtype', 'Image') ? [pictureEntry(stream, objects)] : [];
  if (!objects.attached.has(number) && !isOf('Type', 'EmbeddedFile')) return entries;
  const id = `file-${number}`;
  const file = lazyEntry(id, objects.isEncrypted ? 'is encrypted' : null, (maxBytes) => {
    const { data, rest } = unfiltered(stream, objects, maxBytes);
    if (rest !== null) throw new UserError('decode-failed', `${id} is packed by ${rest}`);
    return data;
  });
  return [...entries, file];
}

function pictureEntry(stream: Stream, objects: Objects): Entry {
  const { extension, refusal } = describePicture(stream, objects);
  const id = `image-${stream.number}.${extension}`;
  const reason = objects.isEncrypted ? 'is encrypted' : refusal;
  const entry = lazyEntry(id, reason, (maxBytes) => pictureFile(stream, objects, id, maxBytes));
  return extension === 'png' ? { ...entry, isMade: true } : entry;
}

/** An entry that is unpacked when it is asked for. */
function lazyEntry(
  id: string,
  refusal: string | null,
  unpack: (maxBytes: number) => Buffer,
): Entry {
  return {
    id,
    bytes: null,
    refusal,
    head: async () => unpack(MOST_FOR_HEAD).subarray(0, HEAD_BYTES),
    read: async (maxBytes) => unpack(maxBytes),
  };
}

/** To tell what it is, a whole picture is unpacked: no more than this. */
const MOST_FOR_HEAD = 512 * 1024 ** 2;

function nameOf(value: Value | undefined): string | null {
  return value instanceof Name ? value.text : null;
}
