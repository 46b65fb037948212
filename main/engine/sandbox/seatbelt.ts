/** The sandbox of macOS around an engine: no network, no writing, no other process, nothing of the person's. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { loadedLibraryFolders, programFolders, withoutNested } from './program-folders.ts';

const SANDBOX_EXEC = '/usr/bin/sandbox-exec';

/** The program that sets a profile; null where it is gone: Apple calls it deprecated, and gives no other. */
export function findSandboxExec(): string | null {
  return existsSync(SANDBOX_EXEC) ? SANDBOX_EXEC : null;
}

/**
 * The profile for an engine that `node` runs, which may read `read` besides the program and what is outside
 * of the folders of people. Rules that come later win.
 */
export function seatbeltProfile(node: string, read: readonly string[]): string {
  const own = withoutNested([...programFolders(), node, ...loadedLibraryFolders(), ...read]);
  const people = withoutNested([homedir(), '/Users', '/Volumes', '/private/tmp', '/private/var']);
  const fonts = [`${homedir()}/Library/Fonts`, '/private/var/db/timezone'];
  return [
    '(version 1)',
    '(allow default)',
    '(deny network*)',
    '(deny process-fork)',
    `(deny process-exec*)`,
    `(allow process-exec ${literal(node)})`,
    '(deny mach-priv*)',
    '(deny file-write*)',
    '(allow file-write-data (literal "/dev/null"))',
    `(deny file-read-data ${people.map(subpath).join(' ')})`,
    `(allow file-read-data ${[...own, ...fonts].map(subpath).join(' ')})`,
  ].join('\n');
}

const quoted = (path: string): string => `"${path.replace(/["\\]/g, '\\$&')}"`;
const literal = (path: string): string => `(literal ${quoted(path)})`;
const subpath = (path: string): string => `(subpath ${quoted(path)})`;
