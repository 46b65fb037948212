/** The data of a stream without the filters that can be undone exactly. */
import { UserError } from '../../../../shared/base/errors.ts';
import { Name, type Dict, type Value } from './pdf-lexer.ts';
import type { Objects, Stream } from './pdf-document.ts';
import {
  decodeAscii85,
  decodeAsciiHex,
  decodeLzw,
  decodeRunLength,
  inflateUpTo,
} from './stream-filters.ts';

export interface Unfiltered {
  data: Buffer;
  /** The filter that is left, which is the last; null where there is none. */
  rest: string | null;
  /** The parameters of the last filter that was undone or is left; empty where it has none. */
  parameters: Dict;
}

const SHORT_NAMES: Record<string, string> = {
  AHx: 'ASCIIHexDecode',
  A85: 'ASCII85Decode',
  LZW: 'LZWDecode',
  Fl: 'FlateDecode',
  RL: 'RunLengthDecode',
  CCF: 'CCITTFaxDecode',
  DCT: 'DCTDecode',
};

/** Filters that are undone here; of others only the last may be left. */
const UNDONE = ['ASCIIHexDecode', 'ASCII85Decode', 'FlateDecode', 'LZWDecode', 'RunLengthDecode'];

/** More filters than any stream has. */
const MOST_FILTERS = 8;

/** The names of the filters of `stream`, first the one that is undone first. */
export function filtersOf({ dict }: Stream, { resolve }: Pick<Objects, 'resolve'>): string[] {
  const names = listOf(resolve(dict.get('Filter')), resolve);
  return names.flatMap((name) =>
    name instanceof Name ? [SHORT_NAMES[name.text] ?? name.text] : [],
  );
}

/** The filter that unfiltered leaves; null where it leaves none. */
export function restOf(filters: readonly string[]): string | null {
  return filters.find((name) => !UNDONE.includes(name)) ?? null;
}

/**
 * The data of `stream`; `keepLast` leaves the last filter where it is FlateDecode. Throws UserError
 * `decode-failed`, or `too-large` beyond `maxBytes`.
 */
export function unfiltered(
  stream: Stream,
  objects: Pick<Objects, 'resolve'>,
  maxBytes: number,
  keepLast = false,
): Unfiltered {
  const { resolve } = objects;
  const filters = filtersOf(stream, objects);
  const parameters = listOf(resolve(stream.dict.get('DecodeParms')), resolve);
  if (filters.length > MOST_FILTERS) throw new UserError('decode-failed', 'too many filters');
  let data = stream.bytes;
  let of: Dict = new Map();
  for (const [at, filter] of filters.entries()) {
    const own = parameters[at];
    of = own instanceof Map ? own : new Map<string, Value>();
    const isLast = at === filters.length - 1;
    if (!UNDONE.includes(filter) || (isLast && keepLast && filter === 'FlateDecode')) {
      if (!isLast) throw new UserError('decode-failed', `filters after ${filter}`);
      return { data, rest: filter, parameters: of };
    }
    const undone = undo(filter, data, resolve(of.get('EarlyChange')) === 0 ? 0 : 1, maxBytes);
    if (undone === null) {
      throw new UserError('too-large', 'a stream that is damaged, or unpacks to too many bytes');
    }
    data = undone;
  }
  return { data, rest: null, parameters: of };
}

function undo(filter: string, data: Buffer, early: 0 | 1, maxBytes: number): Buffer | null {
  switch (filter) {
    case 'ASCIIHexDecode':
      return decodeAsciiHex(data);
    case 'ASCII85Decode':
      return decodeAscii85(data);
    case 'LZWDecode':
      return decodeLzw(data, early, maxBytes);
    case 'RunLengthDecode':
      return decodeRunLength(data, maxBytes);
    default:
      return inflateUpTo(data, maxBytes);
  }
}

/** A value that stands for a list of one, or the list, each resolved. */
function listOf(value: Value | undefined, resolve: Objects['resolve']): (Value | undefined)[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map(resolve) : [value];
}
