/** The files of a scan: what folders, globs and lists on standard input come to, in a fixed order. */
import { glob, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import { toErrorBody, UserError, type ErrorBody } from '../../shared/base/errors.ts';
import { claimsToBeImage } from './image-names.ts';

/** A file to examine, or what could not even be listed. */
export interface ListedFile {
  /** As it is told: what was given, or that with the way down from it. */
  path: string;
  /** False where it was met in a folder or by a glob: then what is no image is passed over. */
  isNamed: boolean;
  error?: ErrorBody;
}

/**
 * The files that `paths` name, each once, folders with all that is in them by name. A link to a folder
 * is followed, but no folder is entered twice. What does not exist is listed with its error.
 */
export async function listFiles(
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<ListedFile[]> {
  const listing: Listing = { files: new Map(), folders: new Set(), signal };
  for (const path of paths) await listPath(path, true, listing);
  return [...listing.files.values()];
}

interface Listing {
  /** By absolute path. */
  files: Map<string, ListedFile>;
  /** Real paths of the folders that were entered. */
  folders: Set<string>;
  signal: AbortSignal | undefined;
}

async function listPath(path: string, isNamed: boolean, listing: Listing): Promise<void> {
  listing.signal?.throwIfAborted();
  let found: Awaited<ReturnType<typeof stat>>;
  try {
    found = await stat(path);
  } catch (error) {
    if (isNamed && isGlob(path)) return listGlob(path, listing);
    // A dangling link that does not even claim to be an image is none.
    if (isNamed || claimsToBeImage(path))
      add({ path, isNamed, error: failure(path, error) }, listing);
    return;
  }
  if (found.isDirectory()) return listFolder(path, listing);
  // Pipes and devices are no images; where one is asked for, or has such a name, that is told.
  if (isNamed || found.isFile() || claimsToBeImage(path)) add({ path, isNamed }, listing);
}

async function listFolder(path: string, listing: Listing): Promise<void> {
  let names: string[];
  try {
    const real = await realpath(path);
    if (listing.folders.has(real)) return;
    listing.folders.add(real);
    names = await readdir(path);
  } catch (error) {
    add({ path, isNamed: true, error: failure(path, error) }, listing);
    return;
  }
  for (const name of names.sort(byCode)) await listPath(join(path, name), false, listing);
}

async function listGlob(pattern: string, listing: Listing): Promise<void> {
  const matches: string[] = [];
  for await (const match of glob(pattern)) matches.push(match);
  if (matches.length === 0) {
    const error = new UserError('not-found', `${pattern} matches no file`);
    add({ path: pattern, isNamed: true, error: toErrorBody(error) }, listing);
  }
  for (const match of matches.sort(byCode)) {
    if (!matches.some((folder) => isInside(match, folder))) await listPath(match, false, listing);
  }
}

/** Whether `path` lies in `folder`: then the folder lists it. */
function isInside(path: string, folder: string): boolean {
  return path.startsWith(`${folder}${sep}`);
}

function isGlob(path: string): boolean {
  return /[*?[\]{}]/.test(path);
}

function add(file: ListedFile, { files }: Listing): void {
  const key = resolve(file.path);
  if (!files.has(key)) files.set(key, file);
}

function failure(path: string, error: unknown): ErrorBody {
  const { code } = error as NodeJS.ErrnoException;
  const say = (errorCode: 'not-found' | 'unreadable', what: string) =>
    toErrorBody(new UserError(errorCode, `${basename(path)} ${what}`));
  if (code === 'ENOENT' || code === 'ENOTDIR') return say('not-found', 'does not exist');
  if (code === 'EACCES' || code === 'EPERM') {
    return say('unreadable', 'cannot be read: permission denied');
  }
  if (code === 'ELOOP') return say('unreadable', 'cannot be read: its links form a loop');
  return say('unreadable', `cannot be read (${code ?? (error as Error).message})`);
}

/** By code unit, so that the order is the same wherever the scan runs. */
function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
