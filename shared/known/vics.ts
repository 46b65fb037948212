/**
 * Media of Project VIC: VICS 2.0 (OData JSON with `value`, of cases with `Media` or of media themselves) and
 * 1.x, whose files have the same fields. https://www.projectvic.org has the data model.
 */
import { UserError } from '../base/errors.ts';
import { printable } from '../base/printable.ts';
import { isHash } from './hash-rows.ts';
import { JsonScan, type JsonSink } from './json-scan.ts';
import { FILE_HASHES, type FileHash, type HashEntry } from './known.ts';

export const VICS_CONTEXT =
  'http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/CUSTOM/$metadata#Cases';

/** Fields of media that are read, and names of alternative hashes, in lower case. */
const HASH_FIELDS: Record<string, FileHash | 'pdq'> = {
  md5: 'md5',
  sha1: 'sha1',
  sha256: 'sha256',
  'sha-1': 'sha1',
  'sha-256': 'sha256',
  pdq: 'pdq',
};

/** What may be in `category`, `hashname`, `hashvalue` and HASH_FIELDS. */
const FIELDS = /^(?:category|hash(?:name|value)|md5|sha-?(?:1|256)|pdq)$/i;
const MOST_FIELD = 9;

/** An object that is being read. */
interface Level {
  isMedia: boolean;
  line: number;
  hashes: Map<FileHash | 'pdq', string>;
  category: string | null;
  /** Of an alternative hash. */
  hashName: string | null;
  hashValue: string | null;
  isHash: boolean;
}

/** Reads the media of a file that comes in pieces; each goes to `found`. */
export class VicsMedia {
  /** Media, and those of them without a hash that can be looked up. */
  media = 0;
  passedOver = 0;
  readonly #scan: JsonScan;
  readonly #name: string;
  readonly #found: (entry: HashEntry) => void;
  readonly #levels: Level[] = [];
  /** The names of the lists that are open, in lower case. */
  readonly #lists: string[] = [];

  constructor(name: string, found: (entry: HashEntry) => void) {
    this.#name = name;
    this.#found = found;
    const sink: JsonSink = {
      startObject: () => this.#start(),
      endObject: () => this.#end(),
      startArray: (list) => void this.#lists.push(list?.toLowerCase() ?? ''),
      endArray: () => void this.#lists.pop(),
      scalar: (field, value) => this.#take(field, value),
    };
    this.#scan = new JsonScan(name, sink);
  }

  /** Takes the next piece. Throws UserError `invalid-argument` with the line. */
  push(piece: string): void {
    this.#scan.push(piece);
  }

  /** After the last piece; a file without media is refused. */
  end(): void {
    this.#scan.end();
    if (this.media > 0) return;
    throw new UserError(
      'invalid-argument',
      `${this.#name} is JSON, but no Project VIC file (VICS): it has no media with hashes`,
    );
  }

  #start(): void {
    const list = this.#lists.at(-1);
    this.#levels.push({
      isMedia: list === 'media' || (list === 'value' && this.#lists.length === 1),
      line: this.#scan.line,
      hashes: new Map(),
      category: null,
      hashName: null,
      hashValue: null,
      isHash: list !== undefined && list.includes('hash'),
    });
  }

  #take(field: string | null, value: string | number | boolean | null): void {
    const level = this.#levels.at(-1);
    if (level === undefined || field === null || value === null) return;
    // There are a dozen fields of each of a million media.
    if (field.length > MOST_FIELD || !FIELDS.test(field)) return;
    const name = field.toLowerCase();
    const by = HASH_FIELDS[name];
    const text = String(value).trim();
    if (name === 'category') level.category = text === '' ? null : printable(text).slice(0, 100);
    else if (name === 'hashname') level.hashName = text;
    else if (name === 'hashvalue') level.hashValue = text;
    else if (by !== undefined && text !== '') level.hashes.set(by, text);
  }

  #end(): void {
    const level = this.#levels.pop()!;
    if (level.isHash) {
      const by = HASH_FIELDS[level.hashName?.toLowerCase() ?? ''];
      if (by !== undefined && level.hashValue) this.#levels.at(-1)?.hashes.set(by, level.hashValue);
      return;
    }
    if (!level.isMedia) return;
    const { hashes, category } = level;
    const best = FILE_HASHES.find((by) => hashes.has(by));
    const isCase = best === undefined && category === null && this.#lists.length === 1;
    if (isCase) return;
    this.media++;
    if (best === undefined) this.passedOver++;
    for (const by of [best, 'pdq'] as const) {
      const hash = by && hashes.get(by);
      if (by === undefined || hash === undefined) continue;
      if (!isHash(hash, by)) throw this.#broken(level, hash);
      this.#found({ by, hash, category });
    }
  }

  #broken({ line }: Level, hash: string): UserError {
    const quoted = printable(hash.slice(0, 80));
    return new UserError(
      'invalid-argument',
      `${this.#name}, line ${line}: the media that begins here has "${quoted}", which is no hash`,
    );
  }
}
