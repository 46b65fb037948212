/** The parts of what holds files: entries of ZIP, objects of PDF, parts and headers of MIME. */
import type { Format } from './parts.ts';

/** Cuts `bytes` before each place where `edge` matches. */
function cutAt(bytes: Buffer, edge: RegExp): Buffer[] {
  const text = bytes.toString('latin1');
  const places = [0, ...[...text.matchAll(edge)].map(({ index }) => index), bytes.length];
  const edges = [...new Set(places)];
  return edges.slice(1).map((to, i) => bytes.subarray(edges[i], to));
}

/** How a local header, an entry of the directory and its end begin. */
const ZIP_RECORD = new RegExp(
  ['\x03\x04', '\x01\x02', '\x05\x06'].map((two) => `PK${two}`).join('|'),
  'g',
);

const zip: Format = {
  name: 'ZIP',
  split: (bytes) => (bytes.toString('latin1', 0, 2) === 'PK' ? cutAt(bytes, ZIP_RECORD) : null),
  headBytes: 46,
};

const pdf: Format = {
  name: 'PDF',
  split: (bytes) =>
    bytes.toString('latin1', 0, 5) === '%PDF-'
      ? cutAt(bytes, /\d+ \d+ obj|\/[A-Z]\w*|stream\r?\n|xref|trailer|startxref/g)
      : null,
  headBytes: 24,
};

const mime: Format = {
  name: 'MIME',
  split: (bytes) =>
    /^(From |[\w-]+:)/.test(bytes.toString('latin1', 0, 40)) ? cutAt(bytes, /(?<=\n)/g) : null,
  headBytes: 40,
};

/** The formats of files that hold files. */
export const CONTAINER_PARTS: readonly Format[] = [zip, pdf, mime];
