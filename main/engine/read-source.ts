/** Reads the bytes of a file once, with its limits checked before and its failures put in words. */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { UserError } from '../../shared/errors.ts';
import type { DecodeLimits } from '../../shared/facts.ts';

/**
 * The bytes of the file at `path`, shown as `name`. Opened read-only and without blocking, so that
 * a pipe cannot hang the engine. Throws UserError `not-found`, `unreadable` or `too-large`.
 */
export async function readSource(
  path: string,
  name: string,
  limits: Pick<DecodeLimits, 'maxBytes'>,
): Promise<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = await file.stat();
    if (stat.isDirectory()) throw new UserError('unreadable', `${name} is a folder, not a file`);
    if (!stat.isFile()) {
      throw new UserError('unreadable', `${name} is a device or pipe, not a file`);
    }
    if (stat.size > limits.maxBytes) {
      throw new UserError(
        'too-large',
        `${name} has ${stat.size} bytes, more than the limit of ${limits.maxBytes}; ` +
          'raise it with --max-bytes',
      );
    }
    return await readExactly(file, stat.size);
  } catch (error) {
    throw describeReadFailure(error, name);
  } finally {
    await file?.close();
  }
}

/** Reads `size` bytes (fewer if the file shrank meanwhile); bytes appended later are not read. */
async function readExactly(file: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await file.read(bytes, filled, size - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function describeReadFailure(error: unknown, name: string): unknown {
  if (error instanceof UserError) return error;
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new UserError('not-found', `${name} does not exist`);
    case 'EACCES':
    case 'EPERM':
      return new UserError('unreadable', `${name} cannot be read: permission denied`);
    case 'EISDIR':
      return new UserError('unreadable', `${name} is a folder, not a file`);
    case 'ENXIO':
    case 'ENODEV':
      return new UserError('unreadable', `${name} is a device or pipe, not a file`);
    case undefined:
      return error;
    default:
      return new UserError('unreadable', `${name} cannot be read: ${(error as Error).message}`);
  }
}
