/** Whether the files of a case are still what was scanned. They are only ever read. */
import { stat } from 'node:fs/promises';
import systemRules from 'node:path';
import type { OriginalState } from '../../shared/case/case-queue.ts';
import { fsPath, openedPath, shownPath } from '../base/byte-path.ts';
import { mayLeadInside } from '../base/inside-path.ts';
import { hashFile } from '../base/hash.ts';
import type { HashFile } from '../scan/archive.ts';
import type { CaseFile } from './store/case-file.ts';

export interface Original {
  image: number;
  sha256: string;
  bytes: number;
  paths: string[];
}

/** What was found of an original: where it still is, or why it is at none of its paths. */
export interface CheckedOriginal {
  state: OriginalState;
  /** The path that holds it; null where none does. */
  path: string | null;
  /** A sentence where it is not there. */
  message: string | null;
}

/** Every original of the case, or the one of `image`. */
export function* originalsOf({ database }: CaseFile, image?: number): Generator<Original> {
  const rows = database.iterate<{ id: number; sha256: string; bytes: number; path: string | null }>(
    'SELECT i.id, i.sha256, i.bytes, s.path FROM images AS i LEFT JOIN sightings AS s ON s.image_id = i.id ' +
      `${image === undefined ? '' : 'WHERE i.id = ?'} ORDER BY i.id, s.id`,
    ...(image === undefined ? [] : [image]),
  );
  let last: Original | undefined;
  for (const { id, sha256, bytes, path } of rows) {
    if (last?.image !== id) {
      if (last !== undefined) yield last;
      last = { image: id, sha256, bytes, paths: [] };
    }
    if (path !== null) last.paths.push(openedPath(path));
  }
  if (last !== undefined) yield last;
}

/**
 * Whether `path`, which a case names, is one of this computer, where it may be looked at. A case may
 * come from anybody: one of another system would be sought beside the program, and asking for a share
 * tells its server who asks. Shares are taken of the server that the case itself (at `casePath`) lies on.
 */
export function isOwnPath(path: string, casePath: string, rules = systemRules): boolean {
  if (!rules.isAbsolute(path)) return false;
  const server = serverOf(path, rules);
  return server === null || (isServer(server) && server === serverOf(casePath, rules));
}

/** The name after two separators, which only on Windows is one of a server; null without. */
function serverOf(path: string, rules: typeof systemRules): string | null {
  if (rules.sep !== '\\') return null;
  return /^[\\/]{2}([^\\/]*)/.exec(path)?.[1].toLowerCase() ?? null;
}

/** `\\?\` and `\\.\` lead to devices, and by another spelling to servers. */
function isServer(name: string): boolean {
  return !['', '?', '.'].includes(name);
}

/**
 * Looks for `original` of the case at `casePath` at each of its paths, by its SHA-256. Without `hashInside`
 * one that lies inside another file is not found.
 */
export async function checkOriginal(
  { sha256, bytes, paths }: Original,
  casePath: string,
  signal?: AbortSignal,
  hashInside?: HashFile,
): Promise<CheckedOriginal> {
  const own = paths.filter((path) => isOwnPath(path, casePath));
  if (own.length === 0 && paths.length > 0) {
    const message = `${shownPath(paths[0])} is not a path on this computer and was not searched (sha256 ${sha256}).`;
    return { state: 'missing', path: null, message };
  }
  let changed: string | undefined;
  for (const path of own) {
    const found = await stat(fsPath(path)).catch(() => null);
    if (found === null) {
      const inside = mayLeadInside(path) && hashInside ? await hashInside(path, signal) : null;
      if (inside?.sha256 === sha256) return { state: 'there', path, message: null };
      if (inside !== null) changed ??= path;
      continue;
    }
    // Another size is another file; the hash decides where it is the same.
    const isSame =
      found.isFile() && found.size === bytes && (await hashFile(path, signal))?.sha256 === sha256;
    if (isSame) return { state: 'there', path, message: null };
    changed ??= path;
  }
  if (changed !== undefined) {
    const message = `${shownPath(changed)} is no longer the file that was examined (sha256 ${sha256}).`;
    return { state: 'changed', path: null, message };
  }
  const message = `${own[0] === undefined ? sha256 : shownPath(own[0])} is missing (sha256 ${sha256}).`;
  return { state: 'missing', path: null, message };
}
