/** The images that a client of the MCP server may name: files below allowed folders, and data URLs. */
import { realpath } from 'node:fs/promises';
import { basename, isAbsolute, relative, resolve } from 'node:path';
import { UserError } from '../../shared/base/errors.ts';
import { readRegularFile } from '../base/regular-file.ts';
import { bytesOfDataUrl, isDataUrl } from '../gate/input/data-url.ts';

export interface NamedImage {
  name: string;
  bytes: Uint8Array;
}

/** Folders as they really are, links followed. Throws UserError `not-found` where one is not there. */
export async function realFolders(folders: readonly string[]): Promise<string[]> {
  return Promise.all(
    folders.map((folder) =>
      realpath(folder).catch(() => {
        throw new UserError('not-found', `The folder ${folder} does not exist`);
      }),
    ),
  );
}

/**
 * The image that `text` names or holds; relative paths start at the first of `folders`, which realFolders made. Throws
 * UserError `unreadable` for what lies outside, also by a link, and what reading throws.
 */
export async function imageOf(
  text: string,
  folders: readonly string[],
  maxBytes: number,
): Promise<NamedImage> {
  if (isDataUrl(text)) {
    const bytes = bytesOfDataUrl(text);
    if (bytes.length > maxBytes) throw new UserError('too-large', 'The image is too large');
    return { name: 'image', bytes };
  }
  const outside = () =>
    new UserError('unreadable', `${text} is not below a folder that this server may read`);
  const path = resolve(folders[0]!, text);
  // Before it is looked at: nobody learns here what lies elsewhere.
  const isNear = folders.some((folder) => isInside(path, folder));
  const real = await realpath(path).catch(() => null);
  if (real === null) {
    throw isNear ? new UserError('not-found', `${text} does not exist`) : outside();
  }
  if (!folders.some((folder) => isInside(real, folder))) throw outside();
  return { name: basename(path), bytes: await readRegularFile(real, text, { maxBytes }) };
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !isAbsolute(way) && way.split(/[\\/]/, 1)[0] !== '..';
}
