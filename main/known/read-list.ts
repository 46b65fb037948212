/** Reads a list of hashes, whatever its form: told by what is in it, never by its name. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { UserError } from '../../shared/base/errors.ts';
import { HashRows } from '../../shared/known/hash-rows.ts';
import type {
  FileDigests,
  HashName,
  KnownHit,
  KnownKind,
  KnownList,
} from '../../shared/known/known.ts';
import { VicsMedia } from '../../shared/known/vics.ts';
import { PDQ_LEAST_QUALITY, PDQ_SAME_BITS, type PdqHash } from '../../shared/image/pdq.ts';
import { openRegularFile } from '../base/regular-file.ts';
import { HashSet } from './hash-set.ts';
import { encodingOf, Lines, textOf } from './list-text.ts';
import { openNsrl } from './nsrl-database.ts';

/** A list that can be asked. */
export interface OpenList {
  list: KnownList;
  /** The kinds of hashes that it knows files by. */
  kinds: HashName[];
  /** What it says of a file with these digests, and of pictures with these hashes. */
  find(digests: FileDigests, pictures: readonly NamedHash[]): KnownHit[];
  close(): void;
}

/** PDQ of what people see of an image, or a machine. */
export interface NamedHash extends PdqHash {
  picture: 'human' | 'machine';
}

const HEAD_BYTES = 4096;
const CHUNK_BYTES = 1024 * 1024;

const SQLITE = 'SQLite format 3\0';
const PACKED: [string, number[]][] = [
  ['a ZIP archive', [0x50, 0x4b, 0x03, 0x04]],
  ['compressed by gzip', [0x1f, 0x8b]],
  ['a 7z archive', [0x37, 0x7a, 0xbc, 0xaf]],
];

/**
 * Opens the list at `path`. Throws UserError: `invalid-argument` with the line of a broken one,
 * `not-found`, `unreadable`, `too-large`, and `cancelled` where `signal` fires.
 */
export async function openList(
  path: string,
  kind: KnownKind,
  signal?: AbortSignal,
): Promise<OpenList> {
  const name = basename(path);
  const file = await openRegularFile(path, name, { what: 'a list of hashes', maxBytes: Infinity });
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const start = head.subarray(0, bytesRead);
    refusePacked(name, start);
    if (start.toString('latin1', 0, SQLITE.length) === SQLITE)
      return openDatabase(path, name, kind);
    const chunks = file.createReadStream({
      start: 0,
      autoClose: false,
      highWaterMark: CHUNK_BYTES,
    });
    return await readText(chunks as AsyncIterable<Buffer>, { name, kind, start, signal });
  } finally {
    await file.close();
  }
}

function refusePacked(name: string, start: Buffer): void {
  const packed = PACKED.find(([, magic]) => magic.every((byte, at) => start[at] === byte));
  if (packed === undefined) return;
  throw new UserError(
    'invalid-argument',
    `${name} is ${packed[0]}. Unpack it, and give what is in it`,
  );
}

interface ListText {
  name: string;
  kind: KnownKind;
  start: Buffer;
  signal: AbortSignal | undefined;
}

async function readText(
  chunks: AsyncIterable<Buffer>,
  { name, kind, start, signal }: ListText,
): Promise<OpenList> {
  const set = new HashSet(name);
  const hash = createHash('sha256');
  const rows = new HashRows(name);
  const opening = new TextDecoder(encodingOf(start)).decode(start).trimStart();
  const isJson = opening.startsWith('{') || opening.startsWith('[');
  const media = new VicsMedia(name, (entry) => set.add(entry));
  const lines = new Lines(name, (line, number) => {
    for (const entry of rows.take(line, number)) set.add(entry);
  });
  const reader = isJson ? media : lines;
  const heard = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      if (signal?.aborted) throw new UserError('cancelled', 'Reading the lists was cancelled');
      hash.update(chunk);
      yield chunk;
    }
  };
  for await (const piece of textOf(heard())) reader.push(piece);
  reader.end();
  if (set.size === 0 && rows.passedOver === 0 && media.media === 0) {
    throw new UserError('invalid-argument', `${name} has no hashes`);
  }
  const list: KnownList = {
    name,
    kind,
    format: isJson ? 'vics' : rows.isTable ? 'csv' : 'plain',
    sha256: hash.digest('hex'),
    release: null,
    entries: set.size,
    passedOver: isJson ? media.passedOver : rows.passedOver,
  };
  const kinds = set.kinds;
  return {
    list,
    kinds,
    find: (digests, pictures) => [
      ...kinds.flatMap((by) => (by === 'pdq' ? [] : hitOf(set, list, by, digests))),
      ...(kinds.includes('pdq') ? pictures.flatMap((picture) => near(set, list, picture)) : []),
    ],
    close: () => undefined,
  };
}

function hitOf(
  set: HashSet,
  { name, kind }: KnownList,
  by: Exclude<HashName, 'pdq'>,
  digests: FileDigests,
): KnownHit[] {
  const category = set.find(by, digests[by]);
  return category === undefined ? [] : [{ list: name, kind, by, category }];
}

function near(set: HashSet, { name, kind }: KnownList, of: NamedHash): KnownHit[] {
  if (of.quality < PDQ_LEAST_QUALITY) return [];
  const found = set.nearest('pdq', of.hash, PDQ_SAME_BITS);
  if (found === null) return [];
  return [{ list: name, kind, by: 'pdq', ...found, picture: of.picture }];
}

function openDatabase(path: string, name: string, kind: KnownKind): OpenList {
  const { kinds, release, set, find, close } = openNsrl(path);
  const list: KnownList = {
    ...{ name, kind, format: 'nsrl-sqlite', sha256: null, release },
    ...{ entries: set?.size ?? null, passedOver: 0 },
  };
  return {
    list,
    kinds,
    find: (digests) => {
      const found = find(digests);
      return found === null ? [] : [{ list: name, kind, ...found }];
    },
    close,
  };
}
