/** SHA-256 in hexadecimal, of what is at hand and of files. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** How it is written. */
export const SHA256 = /^[0-9a-f]{64}$/;

/** Of a text (as UTF-8) or bytes. */
export function sha256Of(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** The id by which a host names what it has open: the first half of the SHA-256 of a text. */
export function idOf(text: string): string {
  return sha256Of(text).slice(0, 32);
}

/** Of a file, and its size; null where it cannot be read. Rejects where `signal` fires. */
export async function hashFile(
  path: string,
  signal?: AbortSignal,
): Promise<{ sha256: string; bytes: number } | null> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, { signal })) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    return null;
  }
  return { sha256: hash.digest('hex'), bytes };
}
