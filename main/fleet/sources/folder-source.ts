/** A folder that every worker mounts. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fsPath, openedPath } from '../../base/byte-path.ts';
import type { Mounts } from './mounts.ts';
import type { FolderDescription, Source } from './source.ts';

/** Where the folder is on this computer. */
export function mountOf({ name, root }: FolderDescription, mounts: Mounts): string {
  return mounts.get(name) ?? openedPath(root);
}

/** The folder as this worker has it. */
export function folderSource(description: FolderDescription, mounts: Mounts): Source {
  const root = mountOf(description, mounts);
  return {
    async refusal() {
      const found = await stat(fsPath(root)).catch(() => null);
      if (found?.isDirectory()) return null;
      const { name } = description;
      return (
        `The source ${name} is not on this computer: ${root} is no folder here. ` +
        `Mount it there, or say where it is with --mount ${name}=PATH.`
      );
    },
    reach: ({ key }) => Promise.resolve({ path: join(root, openedPath(key)) }),
  };
}
