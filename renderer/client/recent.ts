/** Files that were opened before: by path where the host may read paths, else by name alone. */
import type { OpenSource } from './api-client.ts';
import { remembered } from './remembered.ts';

export interface RecentFile {
  name: string;
  /** Null in a browser, which tells no paths and lets no page open a file again by itself. */
  path: string | null;
}

const MOST = 8;

export const recentFiles = remembered<readonly RecentFile[]>('recent', [], (stored) =>
  Array.isArray(stored) ? stored.filter(isRecent).slice(0, MOST) : undefined,
);

function isRecent(entry: unknown): entry is RecentFile {
  if (typeof entry !== 'object' || entry === null) return false;
  const { name, path } = entry as Record<string, unknown>;
  return typeof name === 'string' && (path === null || typeof path === 'string');
}

/** Puts what was opened first in the list. The sample and files of the command line stay out. */
export function rememberFile(name: string, origin: OpenSource | { index: number }): void {
  if ('index' in origin || 'sample' in origin) return;
  const path = 'path' in origin ? origin.path : null;
  const others = recentFiles.value.filter((file) => file.name !== name || file.path !== path);
  recentFiles.value = [{ name, path }, ...others].slice(0, MOST);
}

export function forgetFiles(): void {
  recentFiles.value = [];
}
