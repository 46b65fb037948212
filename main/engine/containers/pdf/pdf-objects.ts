/**
 * The objects of a PDF document, in the order of its bytes and not by its table: so streams of earlier
 * revisions and those that no page uses are found too, and a broken table does no harm.
 */
import { Lexer, Name, Ref, type Dict, type Value } from './pdf-lexer.ts';
import { inflateUpTo } from './stream-filters.ts';

/** A stream: its dictionary, and its bytes as they are stored. */
export interface Stream {
  /** Number of its object, and whether an earlier object of the document has the same. */
  number: number;
  dict: Dict;
  bytes: Buffer;
}

export interface Objects {
  streams: Stream[];
  /** True where the document is encrypted. */
  isEncrypted: boolean;
  /** What `value` refers to; the last object of a number counts. */
  resolve(value: Value | undefined): Value | undefined;
  /** True where there were more objects than are read. */
  isCut: boolean;
}

const MOST_OBJECTS = 500_000;

/** What streams of objects may unpack to, each and together. */
const OBJECT_STREAM_BYTES = 16 * 1024 ** 2;
const ALL_OBJECT_STREAMS_BYTES = 128 * 1024 ** 2;

/** References to references. */
const MOST_STEPS = 16;

/** More trailers than a document has revisions, and bytes of one. */
const MOST_TRAILERS = 10_000;
const TRAILER_BYTES = 64 * 1024;

const OBJ = Buffer.from('obj');
const ENDSTREAM = Buffer.from('endstream');
const TRAILER = Buffer.from('trailer');

/** Reads every object in `bytes`; what is none is passed over. */
export function readObjects(bytes: Buffer): Objects {
  const values = new Map<number, Value>();
  const streams: Stream[] = [];
  let count = 0;
  let isCut = false;
  for (let at = bytes.indexOf(OBJ); at !== -1;) {
    const number = numberBefore(bytes, at);
    let next = at + OBJ.length;
    if (number !== null) {
      if (++count > MOST_OBJECTS) {
        isCut = true;
        break;
      }
      const lexer = new Lexer(bytes, next);
      const value = readOrNull(lexer);
      next = Math.max(next, lexer.at);
      if (value instanceof Map) {
        const data = streamAfter(bytes, lexer.at, value.get('Length'));
        if (data !== null) {
          streams.push({ number, dict: value, bytes: bytes.subarray(data.start, data.end) });
          next = data.end;
        }
      }
      values.set(number, value);
    }
    at = bytes.indexOf(OBJ, next);
  }
  unpackObjects(streams, values);
  const resolve: Objects['resolve'] = (value) => {
    let found = value;
    for (let step = 0; found instanceof Ref && step < MOST_STEPS; step++) {
      found = values.get(found.number);
    }
    return found instanceof Ref ? undefined : found;
  };
  return { streams, isEncrypted: isEncrypted(bytes, streams), resolve, isCut };
}

function readOrNull(lexer: Lexer): Value {
  try {
    return lexer.read() ?? null;
  } catch {
    return null; // nested too deeply
  }
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
): { start: number; end: number } | null {
  const keyword = /^[\0\t\n\f\r ]*stream(\r\n|\n|\r)?/.exec(bytes.toString('latin1', at, at + 64));
  if (keyword === null) return null;
  const start = at + keyword[0].length;
  if (typeof length === 'number' && Number.isSafeInteger(length) && length >= 0) {
    const end = start + length;
    const behind = bytes.toString('latin1', end, end + 16);
    if (end <= bytes.length && /^[\0\t\n\f\r ]*endstream/.test(behind)) return { start, end };
  }
  const found = bytes.indexOf(ENDSTREAM, start);
  return { start, end: found === -1 ? bytes.length : found };
}

/** Adds what streams of objects hold, where no object of that number stands by itself. */
function unpackObjects(streams: readonly Stream[], values: Map<number, Value>): void {
  let left = ALL_OBJECT_STREAMS_BYTES;
  for (const { dict, bytes } of streams) {
    const type = dict.get('Type');
    const [first, count] = [dict.get('First'), dict.get('N')];
    if (!(type instanceof Name) || type.text !== 'ObjStm') continue;
    if (typeof first !== 'number' || typeof count !== 'number') continue;
    const filter = dict.get('Filter');
    const isFlate = filter instanceof Name && filter.text === 'FlateDecode';
    if (filter !== undefined && !isFlate) continue;
    const unpacked = isFlate ? inflateUpTo(bytes, Math.min(left, OBJECT_STREAM_BYTES)) : bytes;
    if (unpacked === null) continue;
    left -= unpacked.length;
    const index = new Lexer(unpacked);
    let lexed = 0; // objects that lie in one another would be read again and again
    for (let n = 0; n < count && n < MOST_OBJECTS; n++) {
      const [number, offset] = [readOrNull(index), readOrNull(index)];
      if (typeof number !== 'number' || typeof offset !== 'number') break;
      if (!values.has(number)) {
        if (lexed > unpacked.length) break;
        const lexer = new Lexer(unpacked, first + offset);
        values.set(number, readOrNull(lexer));
        lexed += Math.max(0, lexer.at - first - offset);
      }
      if (values.size > MOST_OBJECTS) return;
    }
  }
}

function isEncrypted(bytes: Buffer, streams: readonly Stream[]): boolean {
  if (streams.some(({ dict }) => dict.has('Encrypt') && dict.has('Root'))) return true;
  let trailers = 0;
  for (let at = bytes.indexOf(TRAILER); at !== -1 && trailers < MOST_TRAILERS; trailers++) {
    // Of a fixed length, and each byte once: what is read costs no more than the file is long.
    const start = at + TRAILER.length;
    const lexer = new Lexer(bytes.subarray(0, start + TRAILER_BYTES), start);
    const trailer = readOrNull(lexer);
    if (trailer instanceof Map && trailer.has('Encrypt')) return true;
    at = bytes.indexOf(TRAILER, Math.max(start, lexer.at));
  }
  return false;
}
