/** Archives and documents after an image in the same file: what unzip or a PDF reader opens there. */
import {
  looksLikeZipAtEnd,
  pdfAtEnd,
  zipAtEnd,
  type ZipPlace,
} from '../../../shared/image/containers/appended.ts';
import { distinctIds } from '../../base/inside-path.ts';
import type { Container } from './container.ts';
import { openPdf } from './pdf-container.ts';
import { openZip } from './zip-container.ts';

/** What is opened after the image that `bytes` begin with; null where there is nothing. Throws nothing. */
export async function openAppended(bytes: Buffer): Promise<Container | null> {
  const place = zipAtEnd(bytes);
  const zip = place === null ? null : await openedZip(() => archiveIn(bytes, place));
  // A document may lie between the image and the archive, far from the end of the file.
  const before = zip === null || place?.start === 0 ? bytes : bytes.subarray(0, place?.start);
  const found = [zip, pdfAfter(before)].filter((each) => each !== null);
  const left = zip === null && looksLikeZipAtEnd(bytes) ? [UNREAD] : [];
  if (found.length + left.length === 0) return null;
  const entries = found.flatMap((container) => container.entries);
  const ids = distinctIds(entries.map(({ id }) => id));
  return {
    kind: found[0]?.kind ?? 'zip',
    isAfterImage: true,
    entries: entries.map((entry, at) => ({ ...entry, id: ids[at] })),
    left: [...left, ...found.flatMap((container) => container.left)],
    close: async () => undefined,
  };
}

const UNREAD = 'After the image stands what looks like a ZIP archive, and it could not be opened.';

const LAST_RECORD = 22;
const MOST_COUNT = 0xfffe;

/** The archive at `place`; one with an odd last record gets another, which says what is there. */
function archiveIn(bytes: Buffer, place: ZipPlace): Buffer {
  const { start, directory, directoryEnd, count, end, isPlain } = place;
  if (isPlain) return bytes.subarray(start, end);
  const last = Buffer.alloc(LAST_RECORD);
  last.write('PK\x05\x06', 'latin1');
  last.writeUInt16LE(Math.min(count, MOST_COUNT), 8);
  last.writeUInt16LE(Math.min(count, MOST_COUNT), 10);
  last.writeUInt32LE(directoryEnd - directory, 12);
  last.writeUInt32LE(directory - start, 16);
  return Buffer.concat([bytes.subarray(start, directoryEnd), last]);
}

async function openedZip(archive: () => Buffer): Promise<Container | null> {
  try {
    return await openZip(archive());
  } catch {
    return null; // samples that look like the end of one; if they look more like it, that is told
  }
}

function pdfAfter(bytes: Buffer): Container | null {
  const start = pdfAtEnd(bytes);
  if (start === null) return null;
  try {
    return openPdf(bytes.subarray(start));
  } catch {
    return null; // a text that speaks of one
  }
}
