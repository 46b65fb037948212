/** Files that an engine makes and its host writes: an engine has no right to write. */
import { UserError } from '../../../shared/base/errors.ts';
import { writeAllWhole, type WholeFile } from './write-whole.ts';

/** What a task tells, and the files that belong to it in the order in which they get their names. */
export interface Ordered<T> {
  told: T;
  files: WholeFile[];
}

/**
 * Writes the files of `ordered`, all or none, and returns what it tells. Throws UserError `write-failed`, and
 * `internal` where they are not those of `paths`, which were ordered, each in its place: an engine may be in
 * the hands of whoever made the image, and what it did not make must not be told as written.
 */
export async function writeOrdered<T>(ordered: Ordered<T>, paths: readonly string[]): Promise<T> {
  const files: unknown = (ordered as Partial<Ordered<T>> | null)?.files;
  const isOrdered =
    Array.isArray(files) &&
    files.length === paths.length &&
    paths.every((path, i) => isFileAt(path, files[i]));
  if (!isOrdered) {
    throw new UserError(
      'internal',
      'The engine made other files than were ordered; none is written',
    );
  }
  await writeAllWhole(ordered.files);
  return ordered.told;
}

function isFileAt(path: string, file: unknown): boolean {
  if (typeof file !== 'object' || file === null) return false;
  const { path: told, bytes } = file as Partial<WholeFile>;
  return told === path && bytes instanceof Uint8Array;
}
