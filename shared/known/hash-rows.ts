/** Lists of hashes as text: one hash a line, tables with a first row of names, and NSRLFile.txt of RDS 2. */
import { UserError } from '../base/errors.ts';
import { printable } from '../base/printable.ts';
import { FILE_HASHES, HASH_BYTES, type HashEntry, type HashName } from './known.ts';

/** What columns mean, by their names without case and signs. */
const COLUMNS: Record<string, Column> = {
  md5: 'md5',
  md5hash: 'md5',
  hashmd5: 'md5',
  sha1: 'sha1',
  sha1hash: 'sha1',
  hashsha1: 'sha1',
  sha256: 'sha256',
  sha256hash: 'sha256',
  hashsha256: 'sha256',
  pdq: 'pdq',
  pdqhash: 'pdq',
  hash: 'value',
  hashvalue: 'value',
  signalstr: 'value',
  signalvalue: 'value',
  indicator: 'value',
  hashtype: 'type',
  hashname: 'type',
  algorithm: 'type',
  signaltype: 'type',
  category: 'category',
  specialcode: 'special',
};
type Column = HashName | 'value' | 'type' | 'category' | 'special';

/** What a column of types calls them, without case and signs; video_md5 is the MD5 of a file. */
const TYPES: Record<string, HashName> = {
  md5: 'md5',
  videomd5: 'md5',
  hashmd5: 'md5',
  sha1: 'sha1',
  hashsha1: 'sha1',
  sha256: 'sha256',
  hashsha256: 'sha256',
  pdq: 'pdq',
  hashpdq: 'pdq',
};

/** Codes of NSRLFile.txt for what is no good file. */
const SPECIAL: Record<string, string> = { M: 'malicious (M)', S: 'special (S)' };

const LINE = /^(?:(pdq|md5|sha-?1|sha-?256)[\s:=,]+)?"?([0-9a-f]{32,64})"?(?=$|[\s,;|:*])(.*)$/i;

/** Reads line after line; the first one tells whether it is a table. */
export class HashRows {
  /** Rows that have no hash that can be looked up. */
  passedOver = 0;
  readonly #name: string;
  #columns: Column[] | null | undefined;
  #delimiter = ',';

  /** `name`: what the list is called in sentences. */
  constructor(name: string) {
    this.#name = name;
  }

  /** True of a table, false of bare lines. */
  get isTable(): boolean {
    return this.#columns !== null && this.#columns !== undefined;
  }

  /** What the line has, from `number` 1. Throws UserError `invalid-argument` with that number. */
  take(line: string, number: number): HashEntry[] {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) return [];
    if (this.#columns === undefined) {
      this.#columns = this.#readHead(text);
      if (this.#columns !== null) return [];
    }
    return this.#columns === null
      ? [this.#readBare(text, number)]
      : this.#readRow(text, this.#columns, number);
  }

  /** The columns that the first line names; null where it is a hash already. */
  #readHead(text: string): Column[] | null {
    const delimiter = [',', ';', '\t', '|'].find((mark) => text.includes(mark)) ?? ',';
    const columns = cellsOf(text, delimiter).map((cell) => COLUMNS[plain(cell)]);
    if (!columns.some((column) => column in HASH_BYTES || column === 'value')) return null;
    this.#delimiter = delimiter;
    return columns;
  }

  #readBare(text: string, number: number): HashEntry {
    const [, type, hash = '', rest = ''] = LINE.exec(text) ?? [];
    const by = type === undefined ? nameOf(hash) : TYPES[plain(type)];
    if (by === undefined || hash.length !== 2 * HASH_BYTES[by]) throw this.#broken(text, number);
    // What follows a comma is a category, what follows spaces the name of a file.
    const [, category] = /^[,;|]\s*"?([^,;|"]+)/.exec(rest) ?? [];
    return { by, hash, category: named(category) };
  }

  #readRow(text: string, columns: readonly Column[], number: number): HashEntry[] {
    const cells = cellsOf(text, this.#delimiter);
    const cellOf = (column: Column): string => cells[columns.indexOf(column)]?.trim() ?? '';
    const special = cellOf('special');
    const category = named(cellOf('category')) ?? named(SPECIAL[special] ?? special);
    const told = columns.includes('value') ? this.#typed(cellOf('value'), cellOf('type')) : null;
    if (told === 'other') return [];
    const found: HashEntry[] = told === null ? [] : [{ ...told, category }];
    const best = FILE_HASHES.find((by) => cellOf(by) !== '');
    for (const by of [best, 'pdq'] as const) {
      if (by !== undefined && cellOf(by) !== '') found.push({ by, hash: cellOf(by), category });
    }
    if (found.length === 0) throw this.#broken(text, number);
    if (found.some(({ by, hash }) => !isHash(hash, by))) throw this.#broken(text, number);
    return found;
  }

  /** The hash of a column of values; `other`: one of a kind that is not looked up. */
  #typed(hash: string, type: string): { by: HashName; hash: string } | 'other' | null {
    if (hash === '') return null;
    const by = type === '' ? nameOf(hash) : TYPES[plain(type)];
    if (by !== undefined) return { by, hash };
    if (type === '') return { by: 'sha256', hash }; // which it is not, and so is told
    this.passedOver++;
    return 'other';
  }

  #broken(text: string, number: number): UserError {
    const quoted = printable(text.length > 60 ? `${text.slice(0, 60)}…` : text);
    return new UserError(
      'invalid-argument',
      `${this.#name}, line ${number}: expected an MD5, SHA-1 or SHA-256 in hexadecimal but found "${quoted}"`,
    );
  }
}

/** Whether `text` is a hash of that kind. */
export function isHash(text: string, by: HashName): boolean {
  return text.length === 2 * HASH_BYTES[by] && /^[0-9a-f]+$/i.test(text);
}

/** The kind of a hash of the bytes of a file by its length. */
function nameOf(hash: string): HashName | undefined {
  return FILE_HASHES.find((by) => isHash(hash, by));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

const MOST_CATEGORY_CHARACTERS = 100;

function named(category: string | undefined): string | null {
  const text = printable((category ?? '').trim()).slice(0, MOST_CATEGORY_CHARACTERS);
  return text === '' ? null : text;
}

/** The cells of a row; a quote within a cell is doubled. */
function cellsOf(row: string, delimiter: string): string[] {
  if (!row.includes('"')) return row.split(delimiter);
  const cells: string[] = [];
  let at = 0;
  while (at <= row.length) {
    if (row[at] !== '"') {
      const end = row.indexOf(delimiter, at);
      cells.push(row.slice(at, end === -1 ? row.length : end));
      at = end === -1 ? row.length + 1 : end + 1;
      continue;
    }
    let cell = '';
    let from = at + 1;
    for (;;) {
      const end = row.indexOf('"', from);
      cell += row.slice(from, end === -1 ? row.length : end);
      if (end === -1) return [...cells, cell];
      if (row[end + 1] !== '"') {
        at = end + 1;
        break;
      }
      cell += '"';
      from = end + 2;
    }
    cells.push(cell);
    const next = row.indexOf(delimiter, at);
    at = next === -1 ? row.length + 1 : next + 1;
  }
  return cells;
}
