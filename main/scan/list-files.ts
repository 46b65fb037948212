/** The files of a scan: what folders, globs and lists on standard input come to, in a fixed order. */
import type { Dirent, Stats } from 'node:fs';
import { glob, lstat, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { toErrorBody, UserError, type ErrorBody } from '../../shared/base/errors.ts';
import { decodePath, fsPath, givenPaths, shownName, shownPath } from '../base/byte-path.ts';
import { systemReason } from '../base/file-failure.ts';
import { claimsToBeImage } from '../base/image-name.ts';
import { missingText } from '../base/regular-file.ts';
import { isSpecialFolder } from './special-folders.ts';

/** A file to examine, or what could not even be listed. */
export interface ListedFile {
  /** As it is told: what was given, or that with the way down from it; its raw bytes as decodePath has them. */
  path: string;
  /** False where it was met in a folder or by a glob: then what is no image is passed over. */
  isNamed: boolean;
  error?: ErrorBody;
}

/** What was met on the way and not entered, with how often. */
export interface LeftOut {
  /** Links to what is not listed: it lies outside of every folder that was entered. */
  links: number;
  /** Folders of file systems that hold no files of people. */
  special: number;
}

export interface FileList {
  files: ListedFile[];
  left: LeftOut;
}

export interface ListOptions {
  /** Whether links are followed that lead out of the folders that were given. Default false. */
  followLinks?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * The files that `paths` name, each once, folders with all that is in them by name. A link that is named
 * is followed. One that is met leads to a file that is listed by its own path, or out of the folders that
 * were entered: then it is left, or with `followLinks` followed after everything else, so that no file loses
 * its own path to it. A link that is named beside what it leads to is passed over. No folder is entered twice, and special file systems are never entered. What does
 * not exist is listed with its error.
 */
export async function listFiles(
  paths: readonly string[],
  { followLinks = false, signal }: ListOptions = {},
): Promise<FileList> {
  const listing: Listing = {
    files: new Map(),
    folders: new Set(),
    realFiles: new Set(),
    links: [],
    isFollowing: false,
    left: { links: 0, special: 0 },
    ...{ followLinks, signal },
  };
  const given = paths.flatMap(givenPaths);
  // A shell that expands `*` names links beside what they lead to, which keeps its own path.
  const links = new Set<string>();
  for (const path of given) if (await isLink(path)) links.add(path);
  for (const path of given) if (!links.has(path)) await listNamed(path, listing);
  for (const path of links) {
    const real = await realPathOf(path).catch(() => null);
    if (real === null || !isListed(real, listing)) await listNamed(path, listing);
  }
  // Only now is it known what is listed by its own path; to follow a link may bring more of them.
  listing.isFollowing = true;
  for (const { path, real } of listing.links) {
    if (isListed(real, listing)) continue;
    if (followLinks) await followLink(path, listing);
    else listing.left.links++;
  }
  return { files: [...listing.files.values()], left: listing.left };
}

interface Listing {
  /** By absolute path. */
  files: Map<string, ListedFile>;
  /** Real paths of the folders that were entered. */
  folders: Set<string>;
  /** Real paths of files that were given or matched, and where links are followed of those of folders. */
  realFiles: Set<string>;
  /** Links that were met, in that order, and the real paths that they lead to. */
  links: { path: string; real: string }[];
  /** Whether all is listed that has a path of its own. */
  isFollowing: boolean;
  left: LeftOut;
  followLinks: boolean;
  signal: AbortSignal | undefined;
}

async function listNamed(path: string, listing: Listing): Promise<void> {
  listing.signal?.throwIfAborted();
  let found: Stats;
  try {
    found = await stat(fsPath(path));
  } catch (error) {
    if (isGlob(path)) return listGlob(path, listing);
    add({ path, isNamed: true, error: failure(path, error) }, listing);
    return;
  }
  if (!found.isDirectory()) {
    listing.realFiles.add(await realPathOf(path).catch(() => resolve(path)));
    return add({ path, isNamed: true }, listing);
  }
  const before = listing.left.special;
  await listFolder(path, null, listing);
  if (listing.left.special > before && (await isSpecialFolder(await realPathOf(path)))) {
    listing.left.special = before; // it was asked for: that is told as a failure
    const said = `${shownPath(path)} is on a special file system, which is not walked`;
    add({ path, isNamed: true, error: toErrorBody(new UserError('unreadable', said)) }, listing);
  }
}

/** Lists the folder at `path`; `parent` is the device that the folder above lies on. */
async function listFolder(path: string, parent: number | null, listing: Listing): Promise<void> {
  listing.signal?.throwIfAborted();
  let entries: Dirent<Buffer>[];
  let real: string;
  let device: number;
  try {
    real = await realPathOf(path);
    if (listing.folders.has(real)) return;
    listing.folders.add(real);
    ({ dev: device } = await stat(fsPath(path)));
    if (device !== parent && (await isSpecialFolder(real))) {
      listing.left.special++;
      return;
    }
    entries = await readdir(fsPath(path), { encoding: 'buffer', withFileTypes: true });
  } catch (error) {
    add({ path, isNamed: true, error: failure(path, error) }, listing);
    return;
  }
  const named = entries.map((entry) => ({ entry, name: decodePath(entry.name) }));
  for (const { entry, name } of named.sort((a, b) => byCode(a.name, b.name))) {
    const below = join(path, name);
    if (entry.isDirectory()) await listFolder(below, device, listing);
    else if (entry.isSymbolicLink()) await noteLink(below, listing);
    // Pipes and devices are no images; where one has such a name, that is told.
    else if (entry.isFile() || claimsToBeImage(name)) {
      if (listing.isFollowing && listing.realFiles.has(join(real, name))) continue;
      add({ path: below, isNamed: false }, listing);
      if (listing.followLinks) listing.realFiles.add(join(real, name));
    }
  }
}

/** Keeps the link at `path` until all is listed that has a path of its own. */
async function noteLink(path: string, listing: Listing): Promise<void> {
  listing.signal?.throwIfAborted();
  let real: string;
  try {
    real = await realPathOf(path);
  } catch (error) {
    // A dangling link that does not even claim to be an image is none.
    if (claimsToBeImage(path)) add({ path, isNamed: false, error: failure(path, error) }, listing);
    return;
  }
  listing.links.push({ path, real });
}

/** Whether what lies at the real path was entered, or listed by a path of its own. */
function isListed(real: string, { folders, realFiles }: Listing): boolean {
  return folders.has(real) || folders.has(dirname(real)) || realFiles.has(real);
}

async function followLink(path: string, listing: Listing): Promise<void> {
  listing.signal?.throwIfAborted();
  try {
    const found = await stat(fsPath(path));
    if (found.isDirectory()) return await listFolder(path, null, listing);
    const real = await realPathOf(path);
    if (listing.realFiles.has(real)) return;
    listing.realFiles.add(real);
    if (found.isFile() || claimsToBeImage(path)) add({ path, isNamed: false }, listing);
  } catch (error) {
    add({ path, isNamed: false, error: failure(path, error) }, listing);
  }
}

async function listGlob(pattern: string, listing: Listing): Promise<void> {
  const matches: string[] = [];
  for await (const match of glob(pattern)) matches.push(...givenPaths(match));
  if (matches.length === 0) {
    const error = new UserError('not-found', `${pattern} matches no file`);
    add({ path: pattern, isNamed: true, error: toErrorBody(error) }, listing);
  }
  const folder = pattern.slice(0, pattern.search(/[^\\/]*[*?[\]{}]/)) || '.';
  const base = await realPathOf(folder).catch(() => resolve(folder));
  const links: string[] = [];
  for (const match of matches.sort(byCode)) {
    if (matches.some((other) => isInside(match, other))) continue;
    const isLink = (await lstat(fsPath(match)).catch(() => null))?.isSymbolicLink();
    if (isLink === true) links.push(match);
    else await listMatch(match, base, listing);
  }
  for (const link of links) await listMatch(link, base, listing);
}

/** Lists what a glob matched below the folder `base`; a link that leads out of that is like any other. */
async function listMatch(path: string, base: string, listing: Listing): Promise<void> {
  listing.signal?.throwIfAborted();
  const found = await stat(fsPath(path)).catch(() => null);
  const real = found === null ? '' : await realPathOf(path);
  if (found === null || !isInside(real, base)) return noteLink(path, listing);
  if (found.isDirectory()) return listFolder(path, null, listing);
  if (!found.isFile() && !claimsToBeImage(path)) return;
  add({ path, isNamed: false }, listing);
  listing.realFiles.add(real);
}

/** Whether `path` lies in `folder`: then the folder lists it. */
function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(fsPath(path)).catch(() => null))?.isSymbolicLink() === true;
}

async function realPathOf(path: string): Promise<string> {
  return decodePath(await realpath(fsPath(path), { encoding: 'buffer' }));
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
    toErrorBody(new UserError(errorCode, `${shownName(path)} ${what}`));
  if (code === 'ENOENT' || code === 'ENOTDIR') return say('not-found', missingText(path));
  if (code === 'EACCES' || code === 'EPERM') {
    return say('unreadable', 'cannot be read: permission denied');
  }
  if (code === 'ELOOP') return say('unreadable', 'cannot be read: its links form a loop');
  const reason = code === undefined ? null : systemReason(code);
  return say(
    'unreadable',
    `cannot be read: ${reason ?? `the system refused${code ? ` (${code})` : ''}`}`,
  );
}

/** By code unit, so that the order is the same wherever the scan runs. */
function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
