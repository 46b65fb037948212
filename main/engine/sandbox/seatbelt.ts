/**
 * The sandbox of macOS around an engine: no network, no writing, no other process, nothing of the person's. It
 * leaves the services of the system that any program may look up.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, resolve } from 'node:path';
import { UserError } from '../../../shared/base/errors.ts';
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
  const people = withoutNested(peoplesFolders());
  const shown = [ownFonts(), '/private/var/db/timezone'];
  return [
    '(version 1)',
    '(allow default)',
    '(deny network*)',
    '(deny process-fork)',
    `(deny process-exec*)`,
    `(allow process-exec ${literal(node)})`,
    '(deny signal)',
    '(allow signal (target self))',
    '(deny mach-priv*)',
    '(deny lsopen)', // which would have another program opened
    '(deny appleevent-send)', // which would have one do something
    '(deny job-creation)',
    '(deny file-write*)',
    '(allow file-write-data (literal "/dev/null"))',
    `(deny file-read-data ${people.map(subpath).join(' ')})`,
    `(allow file-read-data ${[...own, ...shown].map(subpath).join(' ')})`,
  ].join('\n');
}

/**
 * The font at `path` for native code under the profile. Throws UserError `unreadable` where the profile hides it:
 * an engine has no folder there to which its host could copy it.
 */
export function fontInSeatbelt(path: string): string {
  const file = resolve(path);
  // By their links, too: the profile knows them by their real paths.
  const hidden = [...peoplesFolders(), '/tmp', '/var'];
  if (isIn(file, ownFonts()) || !hidden.some((folder) => isIn(file, folder))) return file;
  throw new UserError(
    'unreadable',
    `${basename(file)} cannot be read by what draws text, which sandbox-exec keeps out of your folders`,
    'copy the font to Library/Fonts in your home folder',
  );
}

function peoplesFolders(): string[] {
  return [homedir(), '/Users', '/Volumes', '/private/tmp', '/private/var'];
}

const ownFonts = (): string => `${homedir()}/Library/Fonts`;
const isIn = (file: string, folder: string): boolean => file.startsWith(`${folder}/`);

const quoted = (path: string): string => `"${path.replace(/["\\]/g, '\\$&')}"`;
const literal = (path: string): string => `(literal ${quoted(path)})`;
const subpath = (path: string): string => `(subpath ${quoted(path)})`;
