/** Names of dropped files are for people only: they never become a path. */
import { invalid, refusal } from '../../shared/base/invalid.ts';
import { withoutUnprintable } from '../../shared/base/printable.ts';

/** The most characters of a file name that any common file system keeps. */
const MAX_NAME_LENGTH = 255;

/**
 * `name` without folders, control characters and characters that reorder text. Throws UserError
 * `invalid-argument` where nothing is left or it is too long to be a file name.
 */
export function displayName(name: string | undefined): string {
  const clean = withoutUnprintable(lastPart(name ?? '')).trim();
  if (clean === '' || clean === '.' || clean === '..') {
    throw invalid('a file name', 'name', name);
  }
  if (clean.length > MAX_NAME_LENGTH) {
    throw refusal(`at most ${MAX_NAME_LENGTH} characters`, 'name', String(clean.length));
  }
  return clean;
}

/** What follows the last slash of either kind: the name may come from another system. */
function lastPart(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
