/** SHA-256 in hexadecimal, of what is at hand and of files. */
import { createHash, hash } from 'node:crypto';
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
  const reading = createHash('sha256');
  let bytes = 0;
  try {
    const file = await openRegularFile(path, path, { maxBytes: Infinity });
    const chunks = file.createReadStream({ ...(signal && { signal }) }); // which closes the file
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      reading.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    return null;
  }
  return { sha256: reading.digest('hex'), bytes };
}
