/** What is read of a file beside its pixels: its facts, and the pictures in it besides the main one. */
import { brotliDecompressSync, crc32, inflateSync } from 'node:zlib';
import { UserError } from '../../../shared/base/errors.ts';
import type { ImageFormat } from '../../../shared/image/facts.ts';
import type { ForensicTools, SecondPicture } from '../../../shared/image/forensics/forensics.ts';
import { heifMetadata } from '../../../shared/loaders/heif/metadata.ts';
import { readForensics, type FileFacts } from '../../../shared/image/forensics/read-forensics.ts';

const TOOLS: ForensicTools = {
  crc32: (data) => crc32(data),
  metadata: heifMetadata,
  unbrotli(data, most) {
    try {
      return brotliDecompressSync(data, { maxOutputLength: most });
    } catch {
      return null; // damaged, or larger than what is shown
    }
  },
  inflate(data, most) {
    try {
      return inflateSync(data, { maxOutputLength: most });
    } catch {
      return null; // damaged, or larger than what is shown
    }
  },
};

/** The facts of `bytes`, a file of `format`; throws nothing. */
export function fileFacts(bytes: Uint8Array, format: ImageFormat): FileFacts {
  return readForensics(bytes, format, TOOLS);
}

/** The second picture called `id`. Throws UserError `invalid-argument` that names those that there are. */
export function findItem(name: string, items: readonly SecondPicture[], id: string): SecondPicture {
  const found = items.find((item) => item.id === id);
  if (found !== undefined) return found;
  const ids = items.slice(0, MOST_NAMED).map((item) => item.id);
  const more = items.length > ids.length ? ', …' : '';
  throw new UserError(
    'invalid-argument',
    `${name} has no second picture called ${id.slice(0, 80)}`,
    ids.length === 0 ? 'it has none' : `choose one with --item: ${ids.join(', ')}${more}`,
  );
}

const MOST_NAMED = 8;
