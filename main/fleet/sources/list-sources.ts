/** The objects that a scan is to examine, source by source, in pages. */
import { dirname, relative, resolve, sep } from 'node:path';
import { statSync } from 'node:fs';
import type { ErrorBody } from '../../../shared/base/errors.ts';
import { fsPath, givenPaths, shownPath } from '../../base/byte-path.ts';
import { listFiles, type LeftOut, type ListedFile } from '../../scan/list-files.ts';
import type { Mounts } from './mounts.ts';
import type {
  FolderDescription,
  S3Description,
  SourceDescription,
  SourceObject,
} from './source.ts';

/** An object as it goes into a run. */
export interface ListedObject extends SourceObject {
  /** Whether it was asked for by name: then it is told of where it is no image. */
  isNamed: boolean;
  /** What kept it from being listed: it will not be examined. */
  error?: ErrorBody;
}

/** Objects of one source, and where the listing goes on after them. */
export interface ListedPage {
  source: string;
  objects: ListedObject[];
  /** Of a bucket: the last key. */
  after: string | null;
}

/** Objects of one page of a folder's list. */
const PAGE = 1000;

/** The folders that `paths` are in, as sources: those with a name, else what was given. */
export function folderSources(paths: readonly string[], mounts: Mounts): FolderDescription[] {
  const found = new Map<string, FolderDescription>();
  for (const path of paths.flatMap(givenPaths).map((given) => resolve(given))) {
    const mounted = [...mounts].find(([, root]) => isWithin(path, root));
    const root = mounted?.[1] ?? baseOf(path);
    const name = mounted?.[0] ?? shownPath(root);
    const source = found.get(name) ?? { kind: 'folder', name, root: shownPath(root), given: [] };
    source.given.push(shownPath(path));
    found.set(name, source);
  }
  return [...found.values()];
}

/** The files of `paths`, each with the source that has it, and what was not entered. */
export async function listFolders(
  paths: readonly string[],
  sources: readonly FolderDescription[],
  {
    mounts,
    ...options
  }: { mounts: Mounts; followLinks?: boolean | undefined; signal?: AbortSignal | undefined },
): Promise<{ pages: ListedPage[]; left: LeftOut }> {
  const { files, left } = await listFiles(paths, options);
  const roots = sources
    .map(({ name, root }) => ({ name, root: mounts.get(name) ?? root }))
    .sort((a, b) => b.root.length - a.root.length);
  const bySource = new Map<string, ListedObject[]>();
  for (const { path, isNamed, error } of files) {
    const full = resolve(path);
    const { name, root } = roots.find(({ root }) => isWithin(full, root)) ?? roots[0];
    const objects = bySource.get(name) ?? [];
    objects.push({ ...objectOf(full, root, { path, isNamed }), ...(error && { error }) });
    bySource.set(name, objects);
  }
  const pages = [...bySource].flatMap(([source, objects]) =>
    Array.from({ length: Math.ceil(objects.length / PAGE) }, (_, page) => ({
      ...{ source, after: null },
      objects: objects.slice(page * PAGE, (page + 1) * PAGE),
    })),
  );
  return { pages, left };
}

/** The objects of a bucket, from after the key `after` on. */
export async function* listBucket(
  source: S3Description,
  after: string | null,
  signal?: AbortSignal,
): AsyncGenerator<ListedPage> {
  const { listS3 } = await import('./s3-source.ts');
  for await (const objects of listS3(source, after, signal)) {
    const listed = objects.map((object) => ({ ...object, isNamed: false }));
    yield { source: source.name, objects: listed, after: objects.at(-1)!.key };
  }
}

/** What a source is called in a sentence. */
export function sourceText({ name }: SourceDescription): string {
  return name;
}

function objectOf(full: string, root: string, { isNamed }: ListedFile): ListedObject {
  return { key: shownPath(relative(root, full)), bytes: null, etag: null, isNamed };
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** The folder that is given, or has what is given: of a glob the part before its first sign. */
function baseOf(path: string): string {
  if (statSync(fsPath(path), { throwIfNoEntry: false })?.isDirectory()) return path;
  const sign = path.search(/[*?[\]{}]/);
  return sign === -1 ? dirname(path) : dirname(`${path.slice(0, sign)}x`);
}
