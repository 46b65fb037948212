/**
 * The objects of a PDF document, in the order of its bytes and not by its table: so streams of earlier
 * revisions and those that no page uses are found too, and a broken table does no harm.
 */
import { attachedNumbers } from './attached-files.ts';
import { unpackObjects, valueAt } from './object-streams.ts';
import type { Objects, Stream } from './pdf-document.ts';
import { Lexer, Ref, type Value } from './pdf-lexer.ts';

const MOST_OBJECTS = 500_000;

/** Bytes of one object without its data, and how often all bytes may be read, as parts of others. */
const OBJECT_BYTES = 4 * 1024 ** 2;
const MOST_LEXED = 2;

/** References to references. */
const MOST_STEPS = 16;

/** More trailers than a document has revisions, and bytes of one. */
const MOST_TRAILERS = 10_000;
const TRAILER_BYTES = 64 * 1024;

const OBJ = Buffer.from('obj');
const ENDSTREAM = Buffer.from('endstream');
const TRAILER = Buffer.from('trailer');

/**
 * Reads every object in `bytes`, also those in the data of streams and in texts, since a table may refer to
 * any place; what is none is passed over.
 */
export function readObjects(bytes: Buffer): Objects {
  const values = new Map<number, Value>();
  const innerValues = new Map<number, Value>();
  const streams: Stream[] = [];
  const innerStreams: Stream[] = [];
  const ends = endsOfStreams(bytes);
  let count = 0;
  let lexed = 0;
  let isCut = false;
  let insideTo = 0; // what begins before lies in another object
  for (let at = bytes.indexOf(OBJ); at !== -1; at = bytes.indexOf(OBJ, at + OBJ.length)) {
    const number = numberBefore(bytes, at);
    if (number === null) continue;
    if (++count > MOST_OBJECTS || lexed > MOST_LEXED * bytes.length + OBJECT_BYTES) {
      isCut = true;
      break;
    }
    const start = at + OBJ.length;
    const lexer = new Lexer(bytes.subarray(0, start + OBJECT_BYTES), start);
    const value = valueAt(lexer);
    lexed += lexer.at - start;
    if (lexer.at - start >= OBJECT_BYTES) isCut = true;
    let end = lexer.at;
    const isInner = at < insideTo;
    if (value instanceof Map) {
      const data = streamAfter(bytes, lexer.at, value.get('Length'), ends);
      if (data !== null) {
        const stream = { number, dict: value, bytes: bytes.subarray(data.start, data.end) };
        (isInner ? innerStreams : streams).push(stream);
        end = data.end;
      }
    }
    (isInner ? innerValues : values).set(number, value);
    insideTo = Math.max(insideTo, end);
  }
  const resolve: Objects['resolve'] = (value) => {
    let found = value;
    for (let step = 0; found instanceof Ref && step < MOST_STEPS; step++) {
      found = values.get(found.number);
    }
    return found instanceof Ref ? undefined : found;
  };
  let unread = unpackObjects(streams, values, resolve);
  for (const [number, value] of innerValues) if (!values.has(number)) values.set(number, value);
  unread += unpackObjects(innerStreams, values, resolve);
  const all = [...streams, ...innerStreams];
  return {
    streams: all,
    attached: attachedNumbers(values, resolve),
    isEncrypted: isEncrypted(bytes, all),
    resolve,
    isCut,
    unread,
  };
}

/** The number of the object whose keyword is at `at`; null where that is no object. */
function numberBefore(bytes: Buffer, at: number): number | null {
  const before = bytes.toString('latin1', Math.max(0, at - 24), at);
  const match = /(?:^|[^0-9])(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]*$/.exec(before);
  return match === null ? null : Number(match[1]);
}

/** Where the data of a stream lie whose dictionary ends at `at`; null where none follows. */
function streamAfter(
  bytes: Buffer,
  at: number,
  length: Value | undefined,
  ends: (from: number) => number,
): { start: number; end: number } | null {
  const keyword = /^[\0\t\n\f\r ]*stream(\r\n|\n|\r)?/.exec(bytes.toString('latin1', at, at + 64));
  if (keyword === null) return null;
  const start = at + keyword[0].length;
  if (typeof length === 'number' && Number.isSafeInteger(length) && length >= 0) {
    const end = start + length;
    const behind = bytes.toString('latin1', end, end + 16);
    if (end <= bytes.length && /^[\0\t\n\f\r ]*endstream/.test(behind)) return { start, end };
  }
  return { start, end: ends(start) };
}

/** Finds the next end of a stream from places that only grow; the end of the file where there is none. */
function endsOfStreams(bytes: Buffer): (from: number) => number {
  let known = -1;
  return (from) => {
    if (known < from) {
      const found = bytes.indexOf(ENDSTREAM, from);
      known = found === -1 ? bytes.length : found;
    }
    return known;
  };
}

function isEncrypted(bytes: Buffer, streams: readonly Stream[]): boolean {
  if (streams.some(({ dict }) => dict.has('Encrypt') && dict.has('Root'))) return true;
  let trailers = 0;
  for (let at = bytes.indexOf(TRAILER); at !== -1 && trailers < MOST_TRAILERS; trailers++) {
    // Of a fixed length, and each byte once: what is read costs no more than the file is long.
    const start = at + TRAILER.length;
    const lexer = new Lexer(bytes.subarray(0, start + TRAILER_BYTES), start);
    const trailer = valueAt(lexer);
    if (trailer instanceof Map && trailer.has('Encrypt')) return true;
    at = bytes.indexOf(TRAILER, Math.max(start, lexer.at));
  }
  return false;
}
