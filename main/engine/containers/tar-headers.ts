/**
 * The headers of a tar archive (POSIX.1-2017, pax; the long names of GNU). What GNU tar or Python's tarfile unpack
 * is listed, and what they read differently is told.
 */
import { UserError } from '../../../shared/base/errors.ts';
import { decodePath } from '../../base/byte-path.ts';
import { INSIDE_LIMITS } from './container.ts';

const BLOCK = 512;
/** Bytes of a name or of a record of pax. */
const MOST_TEXT = 64 * 1024;

/** Blocks that list the holes of an entry. */
const MOST_LISTS = 4096;

/** Kinds that describe the entry after them. */
const PAX = 'xX';
const EXTENSIONS = `${PAX}gLK`;
/** Links, devices and folders: they have no bytes of their own. Readers take every other kind as a file. */
const WITHOUT_BYTES = '123456';

const DAMAGED = 'Its list of entries is damaged; those before the damage were read.';

/** At most `length` bytes from `at` on. */
export type ReadAt = (at: number, length: number) => Promise<Buffer>;

/** An entry that has bytes of its own. */
export interface TarEntry {
  name: string;
  start: number;
  size: number;
  refusal: string | null;
}

/** What extensions say of the entry after them. */
interface Described {
  name?: string;
  size?: number;
  hasHoles?: true;
}

/** Whether `head`, the first bytes of a file, is the header of an entry: its checksum is right. */
export function isTarHeader(head: Uint8Array): boolean {
  if (head.length < BLOCK) return false;
  const stated = octal(head, 148, 8);
  let [sum, signed] = [0, 0];
  for (let i = 0; i < BLOCK; i++) {
    const byte = i >= 148 && i < 156 ? 0x20 : head[i];
    sum += byte;
    signed += byte < 0x80 ? byte : byte - 0x100; // as old programs sum it
  }
  return stated !== 0 && (sum === stated || signed === stated);
}

/**
 * The entries of an archive of `size` bytes, and what was left of it, as sentences. Throws UserError `decode-failed`
 * where it does not begin with an entry.
 */
export async function readTarHeaders(
  read: ReadAt,
  size: number,
): Promise<{ found: TarEntry[]; left: string[] }> {
  const found: TarEntry[] = [];
  const left = new Set<string>();
  let described: Described = {};
  let headers = 0;
  for (let at = 0; at + BLOCK <= size;) {
    const head = await read(at, BLOCK);
    if (head.every((byte) => byte === 0)) break; // the end of the archive
    if (!isTarHeader(head)) {
      if (headers === 0) throw new UserError('decode-failed', 'no header');
      left.add(DAMAGED);
      break;
    }
    if (++headers > 2 * INSIDE_LIMITS.entries || found.length >= INSIDE_LIMITS.entries) {
      left.add(`Entries after the first ${found.length} were left out.`);
      break;
    }
    const kind = String.fromCharCode(head[156]);
    const isExtension = EXTENSIONS.includes(kind);
    const bytes = (isExtension ? undefined : described.size) ?? numberAt(head, 124, 12);
    if (!Number.isSafeInteger(bytes) || bytes < 0) {
      left.add(DAMAGED);
      break;
    }
    const name = described.name ?? nameIn(head);
    const start = await startOfData(read, at, head, kind);
    at = start + Math.ceil(bytes / BLOCK) * BLOCK;
    if (isExtension) {
      if (bytes > MOST_TEXT) left.add('A name or record in it is too long to be read.');
      const text = await read(start, Math.min(bytes, MOST_TEXT));
      described = { ...described, ...describedBy(kind, text, left) };
      continue;
    }
    if (isWithoutBytes(kind, name)) {
      if (bytes > 0) at = await endOfBare(read, { kind, name, start, end: at, size }, left);
    } else if (!name.endsWith('/') || bytes > 0) {
      const hasHoles = kind === 'S' || described.hasHoles === true;
      const refusal = hasHoles ? 'is stored with holes, which is not read' : null;
      found.push({ name, start, size: bytes, refusal });
    }
    described = {};
  }
  return { found, left: [...left] };
}

/** What an extension of `kind` with `text` says; what it says of all entries is told in `left`. */
function describedBy(kind: string, text: Buffer, left: Set<string>): Described {
  if (kind === 'L') return { name: textOf(text) };
  if (kind === 'K') return {};
  const records = paxRecords(text);
  const size = Number(records.get('size') ?? NaN);
  const hasHoles = [...records.keys()].some((key) => key.startsWith('GNU.sparse.'));
  const name = records.get('GNU.sparse.name') ?? records.get('path');
  if (kind === 'g') {
    const isOdd = hasHoles || name !== undefined || records.has('size');
    if (isOdd) left.add('It gives one name or size to all entries, which was not followed.');
    return {};
  }
  return {
    ...(name !== undefined && { name }),
    ...(Number.isSafeInteger(size) && size >= 0 && { size }),
    ...(hasHoles && { hasHoles }),
  };
}

/** An old mark of a file, with the name of a folder, is one. */
function isWithoutBytes(kind: string, name: string): boolean {
  return WITHOUT_BYTES.includes(kind) || (kind === '\0' && name.endsWith('/'));
}

interface Bare {
  kind: string;
  name: string;
  /** Where its bytes begin and end, if it has those that it states. */
  start: number;
  end: number;
  /** Of the archive. */
  size: number;
}

/**
 * Where the entry ends that should have no bytes and states some. Most readers skip none; GNU tar skips those of
 * all but hard links.
 */
async function endOfBare(read: ReadAt, bare: Bare, left: Set<string>): Promise<number> {
  const { kind, name, start, end, size } = bare;
  const next = await read(start, Math.min(BLOCK, Math.max(0, size - start)));
  const isEnd = next.every((byte) => byte === 0);
  const isHeader = isTarHeader(next);
  // Many programs state the size of the file that a hard link leads to.
  if (kind === '1' && (isHeader || isEnd)) return start;
  left.add(
    `${name} is a link, a device or a folder and has bytes, which readers take differently.`,
  );
  return isHeader ? start : end;
}

/** Where the data of an entry begin: of one with holes, after the blocks that list them. */
async function startOfData(read: ReadAt, at: number, head: Buffer, kind: string): Promise<number> {
  let start = at + BLOCK;
  if (kind !== 'S' || head[482] === 0) return start;
  for (let count = 0; count < MOST_LISTS; count++) {
    const block = await read(start, BLOCK);
    start += BLOCK;
    if (block.length < BLOCK || block[504] === 0) break;
  }
  return start;
}

function nameIn(head: Buffer): string {
  const isUstar = head.toString('latin1', 257, 262) === 'ustar';
  const prefix = isUstar && head[262] === 0 ? textOf(head.subarray(345, 500)) : '';
  const name = textOf(head.subarray(0, 100));
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Up to the first zero. */
function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return decodePath(end === -1 ? bytes : bytes.subarray(0, end));
}

/** An octal number, or of GNU a binary one whose first bit is set. */
function numberAt(head: Buffer, at: number, length: number): number {
  if (head[at] < 0x80) return octal(head, at, length);
  let value = head[at] & 0x7f;
  for (let i = at + 1; i < at + length; i++) value = value * 256 + head[i];
  return value;
}

function octal(head: Uint8Array, at: number, length: number): number {
  const [text] = String.fromCharCode(...head.subarray(at, at + length)).split('\0');
  const digits = text.trim();
  return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : digits === '' ? 0 : NaN;
}

/** Records of pax: `LENGTH KEY=VALUE\n`, the length counting itself. */
function paxRecords(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(bytes.toString('latin1', at, Math.max(at, space)));
    if (space === -1 || !Number.isSafeInteger(length) || length < space - at + 3) break;
    const record = bytes.subarray(space + 1, at + length - 1);
    const split = record.indexOf(0x3d);
    if (split > 0) {
      records.set(record.toString('latin1', 0, split), decodePath(record.subarray(split + 1)));
    }
    at += length;
  }
  return records;
}
