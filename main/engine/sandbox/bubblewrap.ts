/** Bubblewrap around an engine on Linux: no network, no other process, and of the disk what it runs on. */
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { loadedLibraryFolders, programFolders, withoutNested } from './program-folders.ts';

/** The engine's own folder for temporary files, in memory, which nobody else sees. */
export const SCRATCH = '/tmp';
const SCRATCH_BYTES = 256 * 1024 ** 2;

/** Where systems keep libraries, fonts and times; those that are there are shown. */
const SYSTEM_PATHS = [
  ...['/lib', '/lib64', '/usr/lib', '/usr/lib64', '/usr/local/lib', '/etc/ld.so.cache'],
  ...['/nix/store', '/gnu/store', '/run/current-system/sw/share/X11/fonts'],
  ...['/etc/fonts', '/usr/share/fonts', '/usr/share/fontconfig', '/usr/local/share/fonts'],
  ...['/var/cache/fontconfig', '/etc/localtime', '/usr/share/zoneinfo'],
  '/sys/fs/cgroup', // Node and libvips look there how much memory and how many cores they may use
];

/** Fonts and their settings in the person's folder. */
const HOME_PATHS = ['.fonts', '.local/share/fonts', '.config/fontconfig', '.cache/fontconfig'];

/** The program `bwrap` in a folder of PATH; null where there is none. */
export function findBubblewrap(path = process.env['PATH'] ?? ''): string | null {
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const file = join(folder, 'bwrap');
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/**
 * Arguments of bubblewrap up to the program that it starts, which is `node`. The program sees `read` besides
 * what it runs on. The filter of system calls is read from `filterFd` where there is one, and the id of the
 * process is told to `infoFd`.
 */
export function bubblewrapArguments(
  node: string,
  read: readonly string[],
  { filterFd, infoFd }: { filterFd: number | null; infoFd: number },
): string[] {
  const own = withoutNested([...programFolders(), node, ...loadedLibraryFolders(), ...read]);
  const shown = [...SYSTEM_PATHS, ...HOME_PATHS.map((path) => join(homedir(), path)), ...own];
  return [
    // Without the network there is no loopback either; a namespace of users only where one is needed.
    ...['--unshare-user-try', '--unshare-net', '--unshare-pid', '--unshare-ipc', '--unshare-uts'],
    ...['--cap-drop', 'ALL', '--die-with-parent', '--new-session', '--as-pid-1'],
    ...['--proc', '/proc', '--dev', '/dev', '--size', String(SCRATCH_BYTES), '--tmpfs', SCRATCH],
    ...shown.flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--remount-ro', '/', '--chdir', '/', '--info-fd', String(infoFd)],
    ...(filterFd === null ? [] : ['--seccomp', String(filterFd)]),
    '--',
  ];
}
