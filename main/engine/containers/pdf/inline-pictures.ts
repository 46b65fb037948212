/** Pictures that are written into page contents (ISO 32000-1, 8.9.7): whether there are any, not their pixels. */
import { Lexer, Name, Word } from './pdf-lexer.ts';
import { mostUnpacked, valueAt } from './object-streams.ts';
import type { Objects, Stream } from './pdf-document.ts';
import { unfiltered } from './unfilter.ts';

/** Smaller ones are letters and ornaments. */
const LEAST_SIDE = 64;

/** What is searched: bytes of one stream and of all, bytes of one dictionary and of all. */
const STREAM_BYTES = 16 * 1024 ** 2;
const ALL_BYTES = 256 * 1024 ** 2;
const DICT_BYTES = 2048;
const ALL_DICT_BYTES = 32 * 1024 ** 2;

const BI = Buffer.from('BI');
const DELIMITERS = Buffer.from(' \t\r\n\f\0()<>[]{}/%');

export interface InlinePictures {
  /** Pictures of 64 pixels a side or more. */
  count: number;
  /** False where more streams are left than are searched. */
  isWhole: boolean;
}

/** Searches every stream that may be the contents of a page. */
export function inlinePictures(objects: Objects): InlinePictures {
  const { streams, resolve } = objects;
  const budget = { bytes: ALL_BYTES, dicts: ALL_DICT_BYTES };
  let count = 0;
  let isWhole = true;
  for (const stream of streams) {
    if (!mayBeContents(stream, resolve)) continue;
    if (budget.bytes <= 0 || budget.dicts <= 0) return { count, isWhole: false };
    const most = Math.min(budget.bytes, STREAM_BYTES);
    const found = dataOf(stream, objects, most);
    if (found === 'too large') isWhole = false;
    budget.bytes -= typeof found === 'string' ? mostUnpacked(stream, most) : found.length;
    if (typeof found === 'string') continue;
    count += countIn(found, budget);
  }
  return { count, isWhole: isWhole && budget.dicts > 0 };
}

/** Contents have no type, or are forms; of the rest those are left that say what else they are. */
function mayBeContents({ dict }: Stream, resolve: Objects['resolve']): boolean {
  const nameOf = (key: string) => {
    const value = resolve(dict.get(key));
    return value instanceof Name ? value.text : '';
  };
  if (['ObjStm', 'XRef', 'Metadata', 'EmbeddedFile'].includes(nameOf('Type'))) return false;
  return nameOf('Subtype') !== 'Image' && !dict.has('Length1');
}

function dataOf(stream: Stream, objects: Objects, most: number): Buffer | 'too large' | 'unread' {
  try {
    const { data, rest } = unfiltered(stream, objects, most);
    if (rest !== null) return 'unread';
    return data.length > most ? 'too large' : data;
  } catch {
    return mostUnpacked(stream, most) === most ? 'too large' : 'unread';
  }
}

function countIn(data: Buffer, budget: { dicts: number }): number {
  let count = 0;
  for (let at = data.indexOf(BI); at !== -1 && budget.dicts > 0; at = data.indexOf(BI, at + 1)) {
    const start = at + BI.length;
    if (start >= data.length || !DELIMITERS.includes(data[start])) continue;
    if (at > 0 && !DELIMITERS.includes(data[at - 1])) continue;
    const lexer = new Lexer(data.subarray(0, start + DICT_BYTES), start);
    if (isLarge(lexer)) count++;
    budget.dicts -= Math.max(1, lexer.at - start);
  }
  return count;
}

/** Whether a dictionary of a large picture follows, up to its ID. */
function isLarge(lexer: Lexer): boolean {
  let [width, height] = [0, 0];
  let key = valueAt(lexer);
  for (; key instanceof Name; key = valueAt(lexer)) {
    const value = valueAt(lexer);
    if (typeof value !== 'number') continue;
    if (key.text === 'W' || key.text === 'Width') width = value;
    if (key.text === 'H' || key.text === 'Height') height = value;
  }
  return key instanceof Word && key.text === 'ID' && Math.min(width, height) >= LEAST_SIDE;
}
