/** Archives and documents after an image in the same file: what unzip or a PDF reader opens there. */
import { pdfAtEnd, zipAtEnd } from '../../../shared/image/containers/appended.ts';
import { distinctIds } from '../../base/inside-path.ts';
import type { Container } from './container.ts';
import { openPdf } from './pdf-container.ts';
import { openZip } from './zip-container.ts';

/** What is opened after the image that `bytes` begin with; null where there is nothing. Throws nothing. */
export async function openAppended(bytes: Buffer): Promise<Container | null> {
  const place = zipAtEnd(bytes);
  const zip = place === null ? null : await openedZip(bytes.subarray(place.start, place.end));
  // A document may lie between the image and the archive, far from the end of the file.
  const before = zip === null || place?.start === 0 ? bytes : bytes.subarray(0, place?.start);
  const found = [zip, pdfAfter(before)].filter((each) => each !== null);
  if (found.length === 0) return null;
  const entries = found.flatMap((container) => container.entries);
  const ids = distinctIds(entries.map(({ id }) => id));
  return {
    kind: found[0].kind,
    isAfterImage: true,
    entries: entries.map((entry, at) => ({ ...entry, id: ids[at] })),
    left: found.flatMap(({ left }) => left),
    close: async () => undefined,
  };
}

async function openedZip(bytes: Buffer): Promise<Container | null> {
  try {
    return await openZip(bytes);
  } catch {
    return null; // samples that look like the end of one
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
