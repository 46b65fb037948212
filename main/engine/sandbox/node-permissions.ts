/** Node's permission model around an engine: it covers JavaScript, not native code, and not the network. */
import { programFolders } from './program-folders.ts';

/**
 * Options of Node for an engine that reads the program and what lies in `read`, writes only in `write`, and
 * starts no process. Addons are allowed because the decoders are one, threads because views are compared in
 * several.
 */
export function permissionOptions(
  read: readonly string[] = [],
  write: readonly string[] = [],
): string[] {
  return [
    ...['--permission', '--allow-addons', '--allow-worker'],
    ...[...programFolders(), ...read].map((folder) => `--allow-fs-read=${folder}`),
    ...write.map((folder) => `--allow-fs-write=${folder}`),
    '--disable-warning=SecurityWarning', // that addons are allowed
  ];
}
