/** MD5, SHA-1 and SHA-256 of bytes and of files: what older records compare with, and what withstands forgery. */
import { createHash } from 'node:crypto';
import type { FileHashes } from '../../shared/report/examination.ts';
import { UserError } from '../../shared/base/errors.ts';
import { openRegularFile } from '../base/regular-file.ts';

const ALGORITHMS = ['md5', 'sha1', 'sha256'] as const;

/** Of the regular file at `path`, called `name`. Throws UserError where it cannot be read. */
export async function hashesOfFile(
  path: string,
  name: string,
  signal?: AbortSignal,
): Promise<FileHashes> {
  const hashes = ALGORITHMS.map((algorithm) => createHash(algorithm));
  const file = await openRegularFile(path, name, { maxBytes: Infinity });
  const chunks = file.createReadStream({ ...(signal && { signal }) }); // which closes the file
  try {
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      for (const hash of hashes) hash.update(chunk);
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new UserError('unreadable', `${name} could not be read to its end`);
  }
  return asHashes(hashes.map((hash) => hash.digest('hex')));
}

/** Of `bytes`. */
export function hashesOf(bytes: Uint8Array): FileHashes {
  return asHashes(ALGORITHMS.map((algorithm) => createHash(algorithm).update(bytes).digest('hex')));
}

function asHashes([md5, sha1, sha256]: string[]): FileHashes {
  return { md5: md5!, sha1: sha1!, sha256: sha256! };
}
