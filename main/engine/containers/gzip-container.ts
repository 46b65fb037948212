/** A file packed by gzip (RFC 1952): a tar archive, a picture, or a document or archive of another kind. */
import { pipeline, Readable } from 'node:stream';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { UserError } from '../../../shared/base/errors.ts';
import { sniff } from '../decode/formats/sniff.ts';
import { HEAD_BYTES, INSIDE_LIMITS, unopenedKind, type Container } from './container.ts';
import { sniffContainer } from './sniff-container.ts';
import { openTar } from './tar-container.ts';
import type { ReadAt } from './tar-headers.ts';

/** Packed bytes that are read at once, and at most, to see the first ones unpacked: names may precede them. */
const PIECE = 64 * 1024;
const MOST_PACKED_HEAD = 16 * PIECE;
/** Unpacked bytes that tell what a file is. */
const FEWEST = 512;

/**
 * What is packed in the file of `size` bytes that `read` reads: an archive of tar, a file that is or holds a
 * picture, or none such. `unsure` where its first bytes are damaged or too far inside. Throws what `read` does.
 */
export async function packedKind(
  read: ReadAt,
  size: number,
): Promise<'tar' | 'file' | 'none' | 'unsure'> {
  const first = await unpackedHead(read, Math.min(size, MOST_PACKED_HEAD));
  if (first === null) return 'unsure';
  if (first.length < FEWEST && size > MOST_PACKED_HEAD) return 'unsure';
  const kind = sniffContainer(first);
  if (kind === 'tar') return 'tar';
  const holds = kind !== null || unopenedKind(first) !== null;
  return holds || 'format' in sniff(first) ? 'file' : 'none';
}

/**
 * What is packed in `bytes`, at most `maxBytes` and as much as a file of this size may unpack to; null for what
 * holds no pictures. Throws UserError `too-large` beyond that, `decode-failed` where its first bytes are damaged, and
 * what openTar does.
 */
export async function openGzip(bytes: Buffer, maxBytes: number): Promise<Container | null> {
  const kind = await packedKind(
    async (at, length) => bytes.subarray(at, at + length),
    bytes.length,
  );
  if (kind === 'none') return null;
  if (kind === 'unsure') throw new UserError('decode-failed', 'its first bytes cannot be unpacked');
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

/** The first bytes of what is packed, at least HEAD_BYTES if there are as many; null where they are damaged. */
async function unpackedHead(read: ReadAt, size: number): Promise<Buffer | null> {
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < size; at += PIECE) {
      const piece = await read(at, Math.min(PIECE, size - at));
      if (piece.length === 0) return;
      yield piece;
    }
  }
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  pipeline(Readable.from(pieces()), gunzip, () => undefined);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= HEAD_BYTES) break; // which ends the stream
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    return null;
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}
