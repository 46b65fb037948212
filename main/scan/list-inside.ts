/**
 * The pictures inside files of a list: in place of each archive, document or mail stands what it holds, and after
 * each image what an archive or document holds that begins after it.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { toErrorBody, UserError } from '../../shared/base/errors.ts';
import type { DecodeLimits } from '../../shared/image/facts.ts';
import { DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import { fsPath, shownName } from '../base/byte-path.ts';
import { claimsToBeImage } from '../base/image-name.ts';
import { insidePath } from '../base/inside-path.ts';
import { HEAD_BYTES, unopenedKind } from '../engine/containers/container.ts';
import { openedFile } from '../engine/reading/files.ts';
import { tailTells } from '../engine/containers/open-container.ts';
import { sniffContainer } from '../engine/containers/sniff-container.ts';
import { sniff } from '../engine/decode/formats/sniff.ts';
import type { Contents } from '../engine/containers/list-contents.ts';
import type { Engines } from '../engine/pool/engines.ts';
import type { ListedFile } from './list-files.ts';

export interface ListInsideOptions {
  engines: Engines;
  /** How many files are looked into at once. */
  jobs: number;
  limits: DecodeLimits;
  /** Told after each file that was looked into. */
  onProgress?: (done: number, of: number) => void;
  signal?: AbortSignal | undefined;
}

/**
 * `files` with the pictures inside in place of each file that holds any, whatever its name, or after it where it
 * is an image itself; one that holds none stays as it is, to be passed over. Of a file that could not be read, or only in part, there is one
 * more with the error that says what was left out.
 */
export async function listInside(
  files: readonly ListedFile[],
  { engines, jobs, limits, onProgress, signal }: ListInsideOptions,
): Promise<ListedFile[]> {
  const listed: (readonly ListedFile[])[] = files.map((file) => [file]);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < files.length && signal?.aborted !== true) {
      const at = next++;
      const file = files[at];
      if (file.error !== undefined || !(await mayHoldFiles(file.path))) continue;
      listed[at] = await expanded(file, engines, limits, signal);
      onProgress?.(at, files.length);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return listed.flat();
}

async function expanded(
  file: ListedFile,
  engines: Engines,
  limits: DecodeLimits,
  signal: AbortSignal | undefined,
): Promise<ListedFile[]> {
  const name = shownName(file.path);
  const source = { path: file.path, name, policy: DEFAULT_DECODE_POLICY, limits };
  try {
    const contents = await engines.run('contents', { source }, { signal });
    return contents === null ? [file] : partsOf(file, name, contents);
  } catch (error) {
    if (signal?.aborted) return [file];
    return [{ ...file, isNamed: true, error: toErrorBody(error) }];
  }
}

function partsOf(file: ListedFile, name: string, contents: Contents): ListedFile[] {
  const { pictures, left, isImage } = contents;
  const inside = pictures.map(({ path }) => ({ path, isNamed: true }));
  const itself = isImage ? [file] : [];
  if (left.length === 0) {
    return inside.length > 0 ? [...itself, ...inside] : [{ ...file, isNamed: isImage }];
  }
  const said = `Not everything in ${name} was examined: ${left.join(' ')}`;
  const error = toErrorBody(new UserError('unreadable', said.replace(/\.$/, '')));
  // The finding on the image itself has its path.
  const path = isImage ? insidePath(file.path, REST) : file.path;
  return [...itself, { path, isNamed: true, error }, ...inside];
}

/** What stands in the path of that which was left out after an image. */
const REST = '*';

/** Whether a file that begins with `head` is examined whatever its name: as an image, or for what it holds. */
export function beginsAsExamined(head: Uint8Array): boolean {
  return 'format' in sniff(head) || beginsAsHolder(head);
}

function beginsAsHolder(head: Uint8Array): boolean {
  return sniffContainer(head) !== null || unopenedKind(head) !== null;
}

/**
 * Whether the file at `path` begins as those do that hold others, or is an image that ends so; any other with the
 * name of an image is examined as one.
 */
export async function mayHoldFiles(path: string): Promise<boolean> {
  try {
    const handle = await open(fsPath(path), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const file = await openedFile(handle);
      const head = await file.read(0, HEAD_BYTES);
      if ('format' in sniff(head)) return await tailTells(file);
      if (claimsToBeImage(path)) return false;
      return beginsAsHolder(head);
    } finally {
      await handle.close();
    }
  } catch {
    return false; // examining it tells why
  }
}
