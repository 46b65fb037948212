/** Why a file could not be decoded, in words: what the decoder said, without its names for things. */
import { UserError } from '../../../../shared/base/errors.ts';
import { FORMAT_TITLES } from './sniff.ts';
import type { FileIdentity, Header } from './header.ts';
import { saysNoMemory, wantOfMemory } from '../../../base/no-memory.ts';

/**
 * What decoders say of files that are whole, but stored in a way that they do not read: a compression that
 * they were built without, a layout of the samples.
 */
const UNREAD =
  /\bnot (supported|implemented|configured)\b|\bunsupported\b|unimplemented|whole number of bytes|bad labq format|required field \d+ missing|unknown compression|no codec/i;

/** `LZMA compression support is not configured`: which compression. */
const COMPRESSION = /^(.+?) compression support is not configured/i;

/** What sharp says where no loader takes the bytes. */
const NO_LOADER = /^Input buffer contains unsupported image format$/;

/**
 * The failure to decode `file` for which the decoder threw `error`: `unsupported-format` where it says that
 * it cannot read such files, `too-large` where it got no memory, `decode-failed` otherwise. A UserError stays
 * as it is.
 */
export function decodeFailure(
  { name, format }: Pick<FileIdentity, 'name' | 'format'>,
  error: unknown,
): UserError {
  if (error instanceof UserError) return error;
  const title = FORMAT_TITLES[format];
  const what = `${name} is ${format === 'avif' ? 'an' : 'a'} ${title} image`;
  const reason = reasonOf(error);
  const [, compression] = COMPRESSION.exec(reason ?? '') ?? [];
  if (compression !== undefined) {
    const stored = `${what} with ${compression} compression, which Scalescope does not read`;
    return new UserError('unsupported-format', stored);
  }
  if (reason !== null && saysNoMemory(reason)) return wantOfMemory('decode', name);
  const words = reason === null ? '' : ` (the decoder's words: ${reason})`;
  // Of other formats sharp says so of what is cut off.
  const isUnread =
    reason === null ? format === 'avif' && isWithoutLoader(error) : UNREAD.test(reason);
  if (isUnread) {
    return new UserError(
      'unsupported-format',
      `${what} of a kind that Scalescope does not read${words}`,
    );
  }
  return new UserError(
    'decode-failed',
    `${what} that could not be decoded: the data are damaged or cut off${words}`,
  );
}

function isWithoutLoader(error: unknown): boolean {
  return error instanceof Error && NO_LOADER.test(error.message.trim());
}

/** Sample types that are not read, by libvips' names for them. */
const SAMPLE_TYPES: Record<string, string> = {
  char: 'signed numbers of 8 bits',
  short: 'signed numbers of 16 bits',
  int: 'signed numbers of 32 bits',
  uint: 'numbers of 32 bits',
  float: 'floating-point numbers of 32 bits',
  double: 'floating-point numbers of 64 bits',
  complex: 'complex numbers',
  dpcomplex: 'complex numbers',
};

/** The refusal of a file whose samples are of another type than is read, or too many to a pixel. */
export function unreadSamples(
  name: string,
  { depth, channels }: Pick<Header, 'depth' | 'channels'>,
): UserError {
  const kind = SAMPLE_TYPES[depth];
  const found =
    kind === undefined
      ? `${name} stores ${channels} samples to a pixel`
      : `The samples of ${name} are ${kind}`;
  return new UserError(
    'unsupported-format',
    `${found}. Scalescope reads gray, RGB, CMYK and alpha in 8 or 16 bits`,
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
