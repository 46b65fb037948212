/** Hashes in hexadecimal, of what is at hand and of files: SHA-256, and others where lists need them. */
import { createHash, hash } from 'node:crypto';
import type { FileDigests } from '../../shared/known/known.ts';
import { openRegularFile } from './regular-file.ts';

/** How it is written. */
export const SHA256 = /^[0-9a-f]{64}$/;

/** Of a text (as UTF-8) or bytes. */
export function sha256Of(data: string | Uint8Array): string {
  return hash('sha256', data);
}

/** The id by which a host names what it has open: the first half of the SHA-256 of a text. */
export function idOf(text: string): string {
  return sha256Of(text).slice(0, 32);
}

/** Of a regular file, and its size; null where it cannot be read. Rejects where `signal` fires. */
export async function hashFile(
  path: string,
  signal?: AbortSignal,
): Promise<{ sha256: string; bytes: number } | null> {
  const read = await readHashes(path, ['sha256'], signal);
  return read && { sha256: read.hashes[0], bytes: read.bytes };
}

/** MD5, SHA-1 and SHA-256 of a regular file; null where it cannot be read. Rejects where `signal` fires. */
export async function digestFile(path: string, signal?: AbortSignal): Promise<FileDigests | null> {
  const read = await readHashes(path, ['md5', 'sha1', 'sha256'], signal);
  if (read === null) return null;
  const [md5, sha1, sha256] = read.hashes;
  return { md5, sha1, sha256 };
}

/** The same of bytes. */
export function digestsOf(bytes: Uint8Array): FileDigests {
  const of = (name: string) => createHash(name).update(bytes).digest('hex');
  return { md5: of('md5'), sha1: of('sha1'), sha256: of('sha256') };
}

async function readHashes(
  path: string,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<{ hashes: string[]; bytes: number } | null> {
  const hashes = names.map((name) => createHash(name));
  let bytes = 0;
  try {
    const file = await openRegularFile(path, path, { maxBytes: Infinity });
    const chunks = file.createReadStream({ ...(signal && { signal }) }); // which closes the file
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      for (const hash of hashes) hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    return null;
  }
  return { hashes: hashes.map((hash) => hash.digest('hex')), bytes };
}
