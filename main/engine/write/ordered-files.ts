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
 * `internal` for a path that is none of `paths`, which were ordered: an engine may be in the hands of
 * whoever made the image.
 */
export async function writeOrdered<T>(
  { told, files }: Ordered<T>,
  paths: readonly string[],
): Promise<T> {
  if (!files.every(({ path }) => paths.includes(path))) {
    throw new UserError(
      'internal',
      'The engine made a file that was not ordered; it is not written',
    );
  }
  await writeAllWhole(files);
  return told;
}
