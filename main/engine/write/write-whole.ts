/** Files written whole or not at all, by way of temporary files beside them. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, link, lstat, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../../shared/base/errors.ts';
import { refuseByteName, writeFailure } from '../../base/file-failure.ts';

/** A file and what it is to hold. */
export interface WholeFile {
  path: string;
  bytes: Uint8Array;
}

/** Where the bytes really go, and the permissions a file that is there has. */
interface Target {
  path: string;
  mode: number | undefined;
}

/**
 * Writes several files that belong together: all are complete before the first gets its name, and
 * where one cannot have its name none is kept, and what the others replaced is back. A file that is
 * there is replaced and keeps its mode, a link is followed, a device or pipe is refused. Throws
 * UserError `write-failed`.
 */
export async function writeAllWhole(files: readonly WholeFile[]): Promise<void> {
  const written: { temporary: string; target: string }[] = [];
  const named: Named[] = [];
  let current = files[0];
  try {
    for (current of files) {
      const target = await targetOf(current.path);
      const temporary = temporaryBeside(target.path);
      written.push({ temporary, target: target.path });
      await writeNew(temporary, current.bytes, target.mode);
    }
    for (const [i, { temporary, target }] of written.entries()) {
      current = files[i];
      // After the last there is nothing that could fail.
      const replaced = i === written.length - 1 ? null : await setAside(target);
      const name: Named = { target, replaced, isNamed: false };
      named.push(name);
      await rename(temporary, target);
      name.isNamed = true;
    }
  } catch (error) {
    const lost = await putBack(named);
    // What cannot be removed must not hide why it had to be.
    await Promise.allSettled(written.map(({ temporary }) => rm(temporary, { force: true })));
    const { path } = current;
    const what = `${basename(path)} cannot be written`;
    throw writeFailure(error, lost === '' ? what : `${what}, and ${lost}`, dirname(path));
  }
  const replaced = named.flatMap((name) => name.replaced ?? []);
  await Promise.allSettled(replaced.map((path) => rm(path, { force: true })));
}

/** A target whose file gets its name, and where what it replaces is kept meanwhile. */
interface Named {
  target: string;
  replaced: string | null;
  isNamed: boolean;
}

/** Short, because the name of the file itself may already be as long as names can be. */
function temporaryBeside(path: string): string {
  return join(dirname(path), `.scalescope-${randomBytes(6).toString('hex')}.tmp`);
}

/** A second name for the file at `path`, or its only one where the disk has no links; null where there is none. */
async function setAside(path: string): Promise<string | null> {
  const aside = temporaryBeside(path);
  try {
    await link(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    if (!(await lstat(path)).isFile()) return null; // naming it will fail
    await rename(path, aside);
  }
  return aside;
}

/** Undoes `named`; says where the older files are that cannot be put back, or nothing. */
async function putBack(named: readonly Named[]): Promise<string> {
  const lost: string[] = [];
  for (const { target, replaced, isNamed } of named) {
    if (replaced === null) {
      if (isNamed) await rm(target, { force: true }).catch(() => undefined);
      continue;
    }
    try {
      await rename(replaced, target);
      await rm(replaced, { force: true }); // two names of one file are not renamed
    } catch {
      lost.push(`what ${basename(target)} held before is in ${basename(replaced)}`);
    }
  }
  return lost.join(', ');
}

async function writeNew(path: string, bytes: Uint8Array, mode: number | undefined): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    if (mode !== undefined) await file.chmod(mode);
  } finally {
    await file.close();
  }
}

async function targetOf(path: string): Promise<Target> {
  refuseByteName(path);
  const refused = (because: string) =>
    new UserError('write-failed', `${basename(path)} cannot be written: ${because}`);
  const entry = await unlessMissing(lstat(path));
  if (entry === null) return { path, mode: undefined };
  const target = entry.isSymbolicLink() ? await unlessMissing(realpath(path)) : path;
  if (target === null) throw refused('it is a link to a file that does not exist');
  const file = await stat(target);
  if (file.isDirectory()) throw refused('it is a folder');
  if (!file.isFile()) throw refused('it is a device or pipe, not a file');
  await access(target, constants.W_OK).catch(() => {
    throw refused('it is write-protected');
  });
  return { path: target, mode: file.mode & 0o777 };
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
