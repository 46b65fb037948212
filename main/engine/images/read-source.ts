/** Reads the bytes of an image once. */
import type { DecodeLimits } from '../../../shared/image/facts.ts';
import { readRegularFile } from '../../base/regular-file.ts';

/** What to do where an image has too many bytes. */
export const RAISE_BYTES = 'raise it with --max-bytes';

/**
 * The bytes of the file at `path`, shown as `name`. Throws UserError `not-found`, `unreadable` or
 * `too-large`.
 */
export function readSource(
  path: string,
  name: string,
  { maxBytes }: Pick<DecodeLimits, 'maxBytes'>,
): Promise<Buffer> {
  return readRegularFile(path, name, { maxBytes, help: RAISE_BYTES });
}
