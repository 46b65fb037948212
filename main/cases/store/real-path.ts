/** Where a case lies, by whatever name it is opened. */
import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** The most links that lead to one another, as on Linux. */
const MOST_LINKS = 40;

/**
 * The path of the file at `path` without links, so that what lies beside it (`-lock`, `-wal`, `.anchors`) is the
 * same by each of its names. Also of a file that is not there yet, which a link may lead to.
 */
export function realPath(path: string): string {
  let at = resolve(path);
  for (let i = 0; i < MOST_LINKS; i++) {
    const real = tryOr(null, () => realpathSync(at));
    if (real !== null) return real;
    const from = at;
    const target = tryOr(null, () => readlinkSync(from));
    if (target === null) break;
    at = resolve(dirname(at), target);
  }
  return join(
    tryOr(dirname(at), () => realpathSync(dirname(at))),
    basename(at),
  );
}

function tryOr<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
