/**
 * Files that a person names, read whole or in chunks: regular ones only, opened without blocking, so
 * that a pipe cannot hang whoever asks; limits are checked before; failures are put in words.
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readlinkSync,
  readSync,
  type Stats,
} from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { UserError } from '../../shared/base/errors.ts';
import { printable } from '../../shared/base/printable.ts';
import { fsPath } from './byte-path.ts';
import { systemReason } from './file-failure.ts';

export interface FileKind {
  /** What it should be, for sentences; default: a file. */
  what?: string;
  maxBytes: number;
  /** What to do where it is larger. */
  help?: string;
}

const READING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * The bytes of the file at `path`, shown as `name`. Throws UserError `not-found`, `unreadable` or
 * `too-large`.
 */
export async function readRegularFile(path: string, name: string, kind: FileKind): Promise<Buffer> {
  const { file, size } = await openChecked(path, name, kind);
  try {
    return await readExactly(file, size);
  } catch (error) {
    throw describeReadFailure(error, path, name, kind);
  } finally {
    await file.close();
  }
}

/** The same at once, for what is read before anything else goes on. */
export function readRegularFileSync(path: string, name: string, kind: FileKind): Buffer {
  let file: number | undefined;
  try {
    file = openSync(fsPath(path), READING);
    const stat = fstatSync(file);
    refuseOdd(stat, name, kind);
    const bytes = Buffer.allocUnsafeSlow(stat.size);
    let filled = 0;
    while (filled < stat.size) {
      const read = readSync(file, bytes, filled, stat.size - filled, filled);
      if (read === 0) break;
      filled += read;
    }
    return bytes.subarray(0, filled);
  } catch (error) {
    throw describeReadFailure(error, path, name, kind);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Opens the file to be read. Throws what readRegularFile does. */
export async function openRegularFile(
  path: string,
  name: string,
  kind: FileKind,
): Promise<FileHandle> {
  return (await openChecked(path, name, kind)).file;
}

/** The file, and the size for which its limit was checked: it may grow meanwhile. */
async function openChecked(
  path: string,
  name: string,
  kind: FileKind,
): Promise<{ file: FileHandle; size: number }> {
  let file: FileHandle | undefined;
  try {
    file = await open(fsPath(path), READING);
    const stat = await file.stat();
    refuseOdd(stat, name, kind);
    return { file, size: stat.size };
  } catch (error) {
    await file?.close();
    throw describeReadFailure(error, path, name, kind);
  }
}

function refuseOdd(stat: Stats, name: string, { what, maxBytes, help }: FileKind): void {
  if (stat.isDirectory()) throw isFolder(name, what);
  if (!stat.isFile()) throw isDevice(name, what);
  if (stat.size <= maxBytes) return;
  const more = `${name} has ${stat.size} bytes, more than the limit of ${maxBytes}`;
  throw new UserError('too-large', `${more}${what === undefined ? '' : ` for ${what}`}`, help);
}

function isFolder(name: string, what = 'a file'): UserError {
  return new UserError('unreadable', `${name} is a folder, not ${what}`);
}

function isDevice(name: string, what = 'a file'): UserError {
  return new UserError('unreadable', `${name} is a device or pipe, not ${what}`);
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

/** What follows the name of a file that is not there: it may be a link, and only what that leads to be missing. */
export function missingText(path: string): string {
  try {
    const target = readlinkSync(fsPath(path));
    return `is a link to something that is not there (${printable(target)})`;
  } catch {
    return 'does not exist';
  }
}

function describeReadFailure(
  error: unknown,
  path: string,
  name: string,
  { what }: FileKind,
): unknown {
  if (error instanceof UserError) return error;
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new UserError('not-found', `${name} ${missingText(path)}`);
    case 'EACCES':
    case 'EPERM':
      return new UserError('unreadable', `${name} cannot be read: permission denied`);
    case 'EISDIR':
      return isFolder(name, what);
    case 'ENXIO':
    case 'ENODEV':
      return isDevice(name, what);
    case undefined:
      return error;
    default:
      return new UserError(
        'unreadable',
        `${name} cannot be read: ${systemReason(code) ?? `the system refused (${code})`}`,
      );
  }
}
