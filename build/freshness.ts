/** Whether dist/ is newer than the sources. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');
/** In dist/: as old as its sources. */
export const STAMP = '.built';
const stampFile = join(root, 'dist', STAMP);

const SOURCES = ['shared', 'main', 'renderer', 'build/bundle.ts', 'build/release', 'package.json'];

/** True where nothing in the sources is newer than the last complete build. */
export function isFresh(): boolean {
  if (!existsSync(stampFile)) return false;
  const built = statSync(stampFile).mtimeMs;
  return SOURCES.every((name) => newest(join(root, name)) <= built);
}

/** Folders count with their own time, so that a deleted file is noticed. */
function newest(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return readdirSync(path).reduce(
    (time, name) => Math.max(time, newest(join(path, name))),
    stats.mtimeMs,
  );
}
