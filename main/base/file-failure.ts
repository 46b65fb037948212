/** Failures of the file system in words: what an errno means for the person, never its raw text. */
import { mkdir, mkdtemp, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../../shared/base/errors.ts';
import { fsPath, shownPath } from './byte-path.ts';

/**
 * `error` as a UserError `write-failed` that starts with `what`, such as "photo.png cannot be
 * written"; an error without an errno is returned as it is. `folder` is where it was to go.
 */
export function writeFailure(error: unknown, what: string, folder: string): unknown {
  if (error instanceof UserError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string') return error;
  return new UserError('write-failed', `${what}: ${reasonOf(code, folder)}`);
}

/**
 * Throws UserError `write-failed` where `path` is no text: what Scalescope makes has names that any program,
 * table and database keeps.
 */
export function refuseByteName(path: string): void {
  if (typeof fsPath(path) === 'string') return;
  throw new UserError(
    'write-failed',
    `${shownPath(path)} cannot be written: its name is not UTF-8. Choose another name`,
  );
}

/** What the system lacks, by the errno of any operation; null for those that only a path explains. */
export function systemReason(code: string): string | null {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open. Allow more (ulimit -n), or close other programs';
    case 'ENOMEM':
      return 'the system has no memory left';
    case 'EAGAIN':
      return 'the system has no room for another process';
    default:
      return null;
  }
}

function reasonOf(code: string, folder: string): string {
  switch (code) {
    case 'ENOENT':
      return `the folder ${folder} does not exist`;
    case 'ENOTDIR':
      return `${folder} is not a folder`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `writing to ${folder} is not permitted`;
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    case 'EISDIR':
    case 'ENOTEMPTY':
      return 'it is a folder';
    case 'EEXIST':
      return 'a file of that name exists';
    case 'ENAMETOOLONG':
      return 'the name is too long for this disk';
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open';
    default:
      return `the system refused (${code})`;
  }
}

/**
 * Makes the folder at `path` where there is none, but none above it: Node's recursive mkdir never
 * ends below /proc, and a mistyped path is no wish for a tree. Throws UserError `write-failed`.
 */
export async function makeFolder(path: string): Promise<void> {
  refuseByteName(path);
  if (await isFolder(path)) return;
  try {
    await mkdir(path);
  } catch (error) {
    if (await isFolder(path)) return; // another job was faster
    throw writeFailure(error, `The folder ${path} could not be created`, dirname(path));
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() === true;
}

/** Makes a private folder of a new name in `parent`. Throws UserError `write-failed`. */
export async function makeTemporaryFolder(parent: string, prefix: string): Promise<string> {
  try {
    return await mkdtemp(join(parent, prefix)); // mkdtemp makes it 0700
  } catch (error) {
    throw writeFailure(error, 'A temporary folder could not be created', parent);
  }
}
