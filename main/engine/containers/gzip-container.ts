/** A file packed by gzip (RFC 1952): a tar archive, or one picture. */
import { constants, gunzipSync } from 'node:zlib';
import { UserError } from '../../../shared/base/errors.ts';
import { sniff } from '../decode/formats/sniff.ts';
import { HEAD_BYTES, INSIDE_LIMITS, type Container } from './container.ts';
import { openTar } from './tar-container.ts';
import { isTarHeader } from './tar-headers.ts';

/** Packed bytes that unpack to the first ones. */
const PACKED_HEAD = 64 * 1024;

/** What is packed in the file that begins with `head`; null for anything that holds no pictures by itself. */
export function packedKind(head: Uint8Array): 'tar' | 'picture' | null {
  const first = unpackedHead(head);
  if (first === null) return null;
  if (isTarHeader(first)) return 'tar';
  return 'format' in sniff(first) ? 'picture' : null;
}

/**
 * What is packed in `bytes`, at most `maxBytes` and as much as a file of this size may unpack to; null for what
 * holds no pictures. Throws UserError `too-large` beyond that, and what openTar does.
 */
export async function openGzip(bytes: Buffer, maxBytes: number): Promise<Container | null> {
  const kind = packedKind(bytes.subarray(0, PACKED_HEAD));
  if (kind === null) return null;
  const fair = Math.max(INSIDE_LIMITS.freeBytes, INSIDE_LIMITS.ratio * bytes.length);
  const most = Math.min(maxBytes, fair);
  const unpacked = unpack(bytes, most);
  const unpackedBytes = unpacked.length;
  if (kind === 'tar') return { ...(await openTar(unpacked)), unpackedBytes };
  const entry = {
    id: 'unpacked',
    bytes: unpacked.length,
    refusal: null,
    head: async () => unpacked.subarray(0, HEAD_BYTES),
    read: async () => unpacked,
  };
  return { kind: 'gzip', unpackedBytes, entries: [entry], left: [], close: async () => undefined };
}

function unpack(bytes: Buffer, most: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
    throw new UserError('too-large', `unpacks to more than ${most} bytes`);
  }
}

function unpackedHead(head: Uint8Array): Buffer | null {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * 1024 ** 2 };
  try {
    return gunzipSync(head, options);
  } catch {
    return null;
  }
}
