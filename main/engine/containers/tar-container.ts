/** What lies in a tar archive (POSIX.1-2017, pax; the long names of GNU), read from its headers alone. */
import { UserError } from '../../../shared/base/errors.ts';
import { decodePath } from '../../base/byte-path.ts';
import { distinctIds, entryId } from '../../base/inside-path.ts';
import {
  HEAD_BYTES,
  INSIDE_LIMITS,
  type Container,
  type ContainerSource,
  type Entry,
} from './container.ts';
import { tooLarge } from './zip-container.ts';

const BLOCK = 512;
/** Bytes of a name or of a record of pax. */
const MOST_TEXT = 64 * 1024;

/** At most `length` bytes from `at` on. */
type Read = (at: number, length: number) => Promise<Buffer>;

interface Found {
  name: string;
  start: number;
  size: number;
  refusal: string | null;
}

/** Whether `head`, the first bytes of a file, is the header of an entry: its checksum is right. */
export function isTarHeader(head: Uint8Array): boolean {
  if (head.length < BLOCK || head[0] === 0) return false;
  const stated = octal(head, 148, 8);
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 0x20 : head[i];
  return sum === stated;
}

/** Opens an archive. Throws UserError `decode-failed` where it does not begin with an entry. */
export async function openTar(source: ContainerSource): Promise<Container> {
  const size = Buffer.isBuffer(source) ? source.length : source.size;
  const read: Read = async (at, length) => {
    if (Buffer.isBuffer(source)) return source.subarray(at, at + length);
    return source.read(at, Math.max(0, Math.min(length, size - at)));
  };
  const { found, left } = await readHeaders(read, size);
  const ids = distinctIds(found.map(({ name }) => entryId(name)));
  const entries = found.map((entry, at) => entryOf(entry, ids[at], read, size));
  return { kind: 'tar', entries, left, close: async () => undefined };
}

async function readHeaders(read: Read, size: number) {
  const found: Found[] = [];
  const left: string[] = [];
  let longName: string | null = null;
  let longSize: number | null = null;
  let headers = 0;
  for (let at = 0; at + BLOCK <= size;) {
    const head = await read(at, BLOCK);
    if (head.every((byte) => byte === 0)) break; // the end of the archive
    if (!isTarHeader(head)) {
      if (found.length === 0) throw new UserError('decode-failed', 'no header');
      left.push('Its list of entries is damaged; those before the damage were read.');
      break;
    }
    if (++headers > 2 * INSIDE_LIMITS.entries || found.length >= INSIDE_LIMITS.entries) {
      left.push(`Entries after the first ${found.length} were left out.`);
      break;
    }
    const kind = String.fromCharCode(head[156]);
    const bytes = longSize ?? numberAt(head, 124, 12);
    if (!Number.isSafeInteger(bytes) || bytes < 0) {
      left.push('Its list of entries is damaged; those before the damage were read.');
      break;
    }
    const start = at + BLOCK;
    at = start + Math.ceil(bytes / BLOCK) * BLOCK;
    if (kind === 'L') longName = textOf(await read(start, Math.min(bytes, MOST_TEXT)));
    else if (kind === 'x') {
      const records = paxRecords(await read(start, Math.min(bytes, MOST_TEXT)));
      longName = records.get('path') ?? longName;
      const stated = Number(records.get('size') ?? NaN);
      longSize = Number.isSafeInteger(stated) ? stated : null;
    } else {
      const isRegular = kind === '0' || kind === '\0' || kind === '7' || kind === 'S';
      const refusal = kind === 'S' ? 'is stored with holes, which is not read' : null;
      const name = longName ?? nameIn(head);
      // A folder has no bytes, and a link none of its own.
      if (isRegular && !name.endsWith('/')) found.push({ name, start, size: bytes, refusal });
      if (kind !== 'g') longName = longSize = null;
    }
  }
  return { found, left };
}

function entryOf({ start, size, refusal }: Found, id: string, read: Read, whole: number): Entry {
  return {
    id,
    bytes: size,
    refusal,
    head: () => read(start, Math.min(size, HEAD_BYTES)),
    async read(maxBytes) {
      if (size > maxBytes) throw tooLarge(id, size, maxBytes);
      if (start + size <= whole) return read(start, size);
      throw new UserError('decode-failed', `${id} could not be unpacked: its archive is cut off`);
    },
  };
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
  const text = String.fromCharCode(...head.subarray(at, at + length)).replace(/[\0 ]+$/, '');
  return /^ *[0-7]+$/.test(text) ? parseInt(text.trim(), 8) : text === '' ? 0 : NaN;
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
