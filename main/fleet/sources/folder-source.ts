/** A folder that every worker mounts. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ErrorBody } from '../../../shared/base/errors.ts';
import { fsPath, openedPath, shownName } from '../../base/byte-path.ts';
import { missingText } from '../../base/regular-file.ts';
import type { Mounts } from './mounts.ts';
import { SourceLost, type FolderDescription, type Source } from './source.ts';

/** What the system answers of a file that is not there, or whose disk or server is not. */
const AWAY = new Set(['ENOENT', 'ENOTDIR', 'EIO', 'ESTALE', 'ENOTCONN', 'EHOSTDOWN', 'ETIMEDOUT']);

/** Where the folder is on this computer. */
export function mountOf({ name, root }: FolderDescription, mounts: Mounts): string {
  return mounts.get(name) ?? openedPath(root);
}

/** The folder as this worker has it; `someKeys` are those of some files that were listed in it. */
export function folderSource(
  description: FolderDescription,
  mounts: Mounts,
  someKeys: () => Promise<string[]>,
): Source {
  const root = mountOf(description, mounts);
  const at = (key: string): string => join(root, openedPath(key));
  const source: Source = {
    async refusal() {
      const found = await stat(fsPath(root)).catch(() => null);
      const why = found?.isDirectory() ? await strangeness() : `${root} is no folder here`;
      if (why === null) return null;
      const { name } = description;
      return (
        `The source ${name} is not on this computer: ${why}. ` +
        `Mount it there, or say where it is with --mount ${name}=PATH.`
      );
    },
    async reach({ key }) {
      const path = at(key);
      const away = await stat(fsPath(path)).then(
        () => null,
        ({ code }: NodeJS.ErrnoException) => (AWAY.has(code!) ? code! : null),
      );
      if (away === null) return { path };
      const refusal = await source.refusal();
      if (refusal !== null) throw new SourceLost(refusal);
      return { again: failureOf(path, away) };
    },
  };
  return source;

  /** Why the folder is not that which was listed; null where it is. */
  async function strangeness(): Promise<string | null> {
    const keys = await someKeys();
    // A folder of one file may have lost it.
    if (keys.length < 2) {
      const names = await readdir(fsPath(root)).catch(() => []);
      return keys.length > 0 && names.length === 0 ? `${root} is empty here` : null;
    }
    for (const key of keys) {
      if ((await stat(fsPath(at(key))).catch(() => null)) !== null) return null;
    }
    return `${root} has none of its files here`;
  }
}

function failureOf(path: string, code: string): ErrorBody {
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return { code: 'not-found', message: `${shownName(path)} ${missingText(path)}` };
  }
  const message = `${shownName(path)} cannot be read: its disk or server does not answer (${code})`;
  return { code: 'unreadable', message };
}
