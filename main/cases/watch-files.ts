/** Folders that are watched: what is added or changed in them, batch by batch. */
import { watch } from 'chokidar';
import { UserError } from '../../shared/base/errors.ts';
import { systemReason } from '../base/file-failure.ts';
import { isSpecialFolderSync } from '../scan/special-folders.ts';

/** A file is taken once it has stayed the same for so long. */
const SETTLED_MS = 500;

/**
 * Hands each file that is added to `paths` or changed there to `take`, until `signal` fires; those
 * that come while `take` is at work come together afterwards. `ready` is told once it watches.
 * Links in the folders are followed with `followLinks`; special file systems are not watched. Rejects with what
 * `take` rejects with, and UserError `unreadable` where the system cannot watch.
 */
export async function watchFiles(
  paths: readonly string[],
  take: (files: string[]) => Promise<void>,
  signal: AbortSignal,
  ready: () => void = () => undefined,
  followLinks = false,
): Promise<void> {
  const watcher = watch([...paths], {
    ignoreInitial: true,
    followSymlinks: followLinks,
    ignored: (path, stats) => stats?.isDirectory() === true && isSpecialFolderSync(path),
    awaitWriteFinish: { stabilityThreshold: SETTLED_MS, pollInterval: 100 },
  });
  const waiting = new Set<string>();
  try {
    await new Promise<void>((resolve, reject) => {
      let isTaking = false;
      const next = (): void => {
        if (isTaking || waiting.size === 0 || signal.aborted) return;
        const files = [...waiting];
        waiting.clear();
        isTaking = true;
        take(files).then(() => {
          isTaking = false;
          next();
        }, reject);
      };
      const add = (path: string): void => {
        waiting.add(path);
        next();
      };
      watcher.on('add', add).on('change', add).on('ready', ready);
      watcher.on('error', (error) => {
        const { code = '' } = error as NodeJS.ErrnoException;
        reject(new UserError('unreadable', `The folders cannot be watched: ${reasonOf(code)}`));
      });
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
  } finally {
    await watcher.close();
  }
}

function reasonOf(code: string): string {
  if (code === 'ENOSPC') return 'the system watches as many files as it may already';
  return systemReason(code) ?? `the system refused${code && ` (${code})`}`;
}
