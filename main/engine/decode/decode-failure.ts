/** Why a file could not be decoded, in words: what the decoder said, without its names for things. */
import { UserError } from '../../../shared/base/errors.ts';
import { FORMAT_TITLES } from './sniff.ts';
import type { FileIdentity } from './stored-facts.ts';

/** The failure to decode `file` for which the decoder threw `error`. A UserError stays as it is. */
export function decodeFailure(
  { name, format }: Pick<FileIdentity, 'name' | 'format'>,
  error: unknown,
): UserError {
  if (error instanceof UserError) return error;
  const title = FORMAT_TITLES[format];
  const article = format === 'avif' ? 'an' : 'a';
  const reason = reasonOf(error);
  return new UserError(
    'decode-failed',
    `${name} is ${article} ${title} image that could not be decoded: the data are damaged or cut off` +
      (reason === null ? '' : ` (the decoder's words: ${reason})`),
  );
}

/**
 * The first line of what libvips said that says something, without the preamble of sharp, the names
 * of operations in front and the final full stop; null where nothing is left.
 */
export function reasonOf(error: unknown): string | null {
  const message = error instanceof Error ? error.message : String(error);
  const lines = message
    .replace(/^Input buffer (has corrupt header|contains unsupported image format):?/, '')
    .split('\n')
    .map((line) => line.trim().replace(/^((Vips[A-Za-z]*|[a-z][a-z0-9_]*): )+/, ''))
    .filter((line) => !/^$|^Warning treated as error|^bad seek to|^unknown error/i.test(line));
  return lines.length === 0 ? null : lines[0].replace(/\.$/, '');
}
