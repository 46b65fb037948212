/** Reads the bytes of an image once. */
import { UserError } from '../../../shared/base/errors.ts';
import type { DecodeLimits } from '../../../shared/image/facts.ts';
import { mayLeadInside } from '../../base/inside-path.ts';
import { files } from '../reading/files.ts';

/** What to do where an image has too many bytes. */
export const RAISE_BYTES = 'raise it with --max-bytes';

/**
 * The bytes of the file at `path`, shown as `name`, which may lie inside another. Throws UserError
 * `not-found`, `unreadable` or `too-large`, and `decode-failed` where it cannot be unpacked.
 */
export async function readSource(
  path: string,
  name: string,
  { maxBytes }: Pick<DecodeLimits, 'maxBytes'>,
): Promise<Buffer> {
  try {
    return await files().read(path, name, { maxBytes, help: RAISE_BYTES });
  } catch (error) {
    const isMissing = error instanceof UserError && error.code === 'not-found';
    if (!isMissing || !mayLeadInside(path)) throw error;
    const { readInside } = await import('../containers/read-inside.ts');
    const bytes = await readInside(path, name, maxBytes);
    if (bytes === null) throw error;
    return bytes;
  }
}
