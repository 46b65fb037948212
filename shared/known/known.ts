/** Lists of hashes of files that are known, and what they say of a file: shown, never a finding. */
import * as v from 'valibot';

/** What a list is of, as the person says who gives it. */
export const KNOWN_KINDS = ['good', 'bad'] as const;
export type KnownKind = (typeof KNOWN_KINDS)[number];

/** Hashes of the bytes of a file, the strongest first. */
export const FILE_HASHES = ['sha256', 'sha1', 'md5'] as const;
export type FileHash = (typeof FILE_HASHES)[number];

/** What a file is found by in a list: one of its bytes, or the picture. */
export const HASH_NAMES = [...FILE_HASHES, 'pdq'] as const;
export type HashName = (typeof HASH_NAMES)[number];

/** Bytes of each. */
export const HASH_BYTES: Record<HashName, number> = { sha256: 32, sha1: 20, md5: 16, pdq: 32 };

/** In hexadecimal, lower case. */
export type FileDigests = Record<FileHash, string>;

/** One line of a list. */
export interface HashEntry {
  by: HashName;
  /** In hexadecimal, in either case. */
  hash: string;
  /** As the list has it; null where it has none. */
  category: string | null;
}

/** How a list was written. */
export const LIST_FORMATS = ['nsrl-sqlite', 'vics', 'csv', 'plain'] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];

/** A list that was looked into. */
export interface KnownList {
  name: string;
  kind: KnownKind;
  format: ListFormat;
  /** Of the file of the list; null of a database, which is not read as a whole. */
  sha256: string | null;
  /** What a database says of its release; null where it does not. */
  release: string | null;
  /** Different hashes; null of a database that is asked and not read. */
  entries: number | null;
  /** Rows that have no hash that can be looked up. */
  passedOver: number;
}

/** What a list says of a file. */
export interface KnownHit {
  list: string;
  kind: KnownKind;
  by: HashName;
  category: string | null;
  /** Of PDQ: bits in which the hashes differ, and of which picture the hash is. */
  distance?: number;
  picture?: 'human' | 'machine';
}

export const KnownHitShape = v.looseObject({
  list: v.string(),
  kind: v.picklist(KNOWN_KINDS),
  by: v.picklist(HASH_NAMES),
  category: v.nullable(v.string()),
  distance: v.optional(v.pipe(v.number(), v.finite())),
  picture: v.optional(v.picklist(['human', 'machine'])),
});

/** `known bad in list.json (category 1, by SHA-1)`. */
export function knownText({ kind, list, by, category, distance, picture }: KnownHit): string {
  const name = { sha256: 'SHA-256', sha1: 'SHA-1', md5: 'MD5', pdq: 'PDQ' }[by];
  const near =
    distance === undefined ? '' : ` at ${distance} of 256 bits, as ${seenBy(picture)} see it`;
  const of = category === null ? '' : `category ${category}, `;
  return `known ${kind} in ${list} (${of}by ${name}${near})`;
}

function seenBy(picture: KnownHit['picture']): string {
  return picture === 'machine' ? 'machines' : 'people';
}

/** A list in a line: how many hashes of which release, and what was passed over. */
export function listText({ name, kind, entries, release, passedOver }: KnownList): string {
  const count =
    entries === null ? 'asked by its index' : entries === 1 ? '1 hash' : `${entries} hashes`;
  const of = release === null ? '' : `, release ${release}`;
  const rest = passedOver === 0 ? '' : `, ${passedOver} rows without one passed over`;
  return `Known ${kind}: ${name} (${count}${of}${rest})`;
}
