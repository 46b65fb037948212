/**
 * What lies in a PDF document: every picture that is an object of its own (also one that no page shows,
 * and one of an earlier revision), its mask, and files that are attached. Pictures are handed on as the
 * file that they are stored as (JPEG, JPEG 2000, CCITT fax), or their samples as PNG or TIFF.
 */
import { UserError } from '../../../shared/base/errors.ts';
import { distinctIds } from '../../base/inside-path.ts';
import { HEAD_BYTES, INSIDE_LIMITS, type Container, type Entry } from './container.ts';
import { Name, type Value } from './pdf/pdf-lexer.ts';
import { readObjects, type Objects, type Stream } from './pdf/pdf-objects.ts';
import { describePicture, pictureFile } from './pdf/pdf-picture.ts';
import { unfiltered } from './pdf/unfilter.ts';

/** Opens a document. */
export function openPdf(bytes: Buffer): Container {
  const objects = readObjects(bytes);
  const left = objects.isCut ? ['It has more objects than are read; the rest was left out.'] : [];
  const found = objects.streams.flatMap((stream) => entryOf(stream, objects) ?? []);
  if (found.length > INSIDE_LIMITS.entries) {
    left.push(`Entries after the first ${INSIDE_LIMITS.entries} were left out.`);
    found.length = INSIDE_LIMITS.entries;
  }
  if (objects.streams.length === 0) throw new UserError('decode-failed', 'no stream in it');
  const ids = distinctIds(found.map(({ id }) => id));
  const entries = found.map((entry, at) => ({ ...entry, id: ids[at] }));
  return { kind: 'pdf', entries, left, close: async () => undefined };
}

function entryOf(stream: Stream, objects: Objects): Entry | null {
  const { dict, number } = stream;
  const isOf = (key: string, name: string) => nameOf(objects.resolve(dict.get(key))) === name;
  if (isOf('Subtype', 'Image')) return pictureEntry(stream, objects);
  if (!isOf('Type', 'EmbeddedFile')) return null;
  const id = `file-${number}`;
  return lazyEntry(id, objects.isEncrypted ? 'is encrypted' : null, (maxBytes) => {
    const { data, rest } = unfiltered(stream, objects, maxBytes);
    if (rest !== null) throw new UserError('decode-failed', `${id} is packed by ${rest}`);
    return data;
  });
}

function pictureEntry(stream: Stream, objects: Objects): Entry {
  const { extension, refusal } = describePicture(stream, objects);
  const id = `image-${stream.number}.${extension}`;
  const reason = objects.isEncrypted ? 'is encrypted' : refusal;
  return lazyEntry(id, reason, (maxBytes) => pictureFile(stream, objects, id, maxBytes));
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
