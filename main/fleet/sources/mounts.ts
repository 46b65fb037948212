/** Folders that have a name, so that workers may have them at different paths: `photos=/mnt/photos`. */
import { InvalidArgumentError } from 'commander';
import { resolve } from 'node:path';

/** Path of each folder by its name. */
export type Mounts = ReadonlyMap<string, string>;

/** Reads one `--mount NAME=PATH` more. */
export function parseMount(text: string, before: Mounts | undefined): Mounts {
  const at = text.lastIndexOf('=');
  if (at < 1 || at === text.length - 1) {
    throw new InvalidArgumentError('Expected NAME=PATH, such as photos=/mnt/photos.');
  }
  return new Map([...(before ?? []), [text.slice(0, at), resolve(text.slice(at + 1))]]);
}
