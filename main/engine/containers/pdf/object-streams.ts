/** Objects that stand in streams of objects (ISO 32000-1, 7.5.7), under limits. */
import { Lexer, Name, type Value } from './pdf-lexer.ts';
import type { Objects, Stream } from './pdf-document.ts';
import { unpredicted } from './predictors.ts';
import { unfiltered, type Unfiltered } from './unfilter.ts';

/** What streams of objects may unpack to, each and together. */
const STREAM_BYTES = 16 * 1024 ** 2;
const ALL_BYTES = 128 * 1024 ** 2;

/** Objects that are read of all of them. */
const MOST_OBJECTS = 500_000;

/**
 * Adds to `values` what streams of objects among `streams` hold, where no object of that number is there;
 * returns how many of these streams could not be read, or not to their end.
 */
export function unpackObjects(
  streams: readonly Stream[],
  values: Map<number, Value>,
  resolve: Objects['resolve'],
): number {
  let left = ALL_BYTES;
  let unread = 0;
  for (const stream of streams) {
    const type = resolve(stream.dict.get('Type'));
    if (!(type instanceof Name) || type.text !== 'ObjStm') continue;
    const most = Math.min(left, STREAM_BYTES);
    const unpacked = unpack(stream, most, resolve);
    left -= unpacked?.length ?? mostUnpacked(stream, most);
    if (unpacked === null || !readAll(stream, unpacked, values, resolve)) unread++;
  }
  return unread;
}

/** The data of `stream`; null where they cannot be unpacked, or are more than `most` bytes. */
function unpack(stream: Stream, most: number, resolve: Objects['resolve']): Buffer | null {
  try {
    const unpacked = unfiltered(stream, { resolve }, most);
    if (unpacked.rest !== null || unpacked.data.length > most) return null;
    return withoutPredictor(unpacked, resolve);
  } catch {
    return null; // damaged, or too large
  }
}

function withoutPredictor(
  { data, parameters }: Unfiltered,
  resolve: Objects['resolve'],
): Buffer | null {
  const number = (key: string, other: number) => {
    const value = resolve(parameters.get(key));
    return typeof value === 'number' ? value : other;
  };
  const predictor = number('Predictor', 1);
  if (predictor === 1) return data;
  const [bits, channels] = [number('BitsPerComponent', 8), number('Colors', 1)];
  if (bits !== 8 || (channels !== 1 && channels !== 3 && channels !== 4)) return null;
  const row = number('Columns', 1) * channels;
  if (!Number.isInteger(row) || row < 1 || row > data.length) return null;
  return unpredicted(data, predictor, row, { bits, channels });
}

/** Adds the objects in `unpacked` to `values`; false where they are not all read. */
function readAll(
  { dict }: Stream,
  unpacked: Buffer,
  values: Map<number, Value>,
  resolve: Objects['resolve'],
): boolean {
  const [first, count] = [resolve(dict.get('First')), resolve(dict.get('N'))];
  if (typeof first !== 'number' || typeof count !== 'number') return false;
  const index = new Lexer(unpacked);
  let lexed = 0; // objects that lie in one another would be read again and again
  for (let n = 0; n < count; n++) {
    const [number, offset] = [valueAt(index), valueAt(index)];
    if (typeof number !== 'number' || typeof offset !== 'number') return false;
    if (values.has(number)) continue;
    if (lexed > unpacked.length || values.size > MOST_OBJECTS) return false;
    const start = first + offset;
    const lexer = new Lexer(unpacked, start);
    values.set(number, valueAt(lexer));
    lexed += Math.max(0, lexer.at - start);
  }
  return true;
}

/** What may have been unpacked of `stream` before that failed: deflate packs no better than 1 to 1032. */
export function mostUnpacked({ bytes }: Stream, most: number): number {
  return Math.min(most, bytes.length * 1032);
}

/** The next object; null where there is none, or it is nested too deeply. */
export function valueAt(lexer: Lexer): Value {
  try {
    return lexer.read() ?? null;
  } catch {
    return null;
  }
}
