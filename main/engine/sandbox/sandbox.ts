/** Which sandbox is put around engines: the strongest that the system offers without extra privileges. */
import { existsSync, realpathSync } from 'node:fs';
import type { EngineSandbox } from '../../../shared/api/contract.ts';
import { SANDBOX_VARIABLE, sandboxPolicy } from '../../base/sandbox-policy.ts';
import { bubblewrapArguments, findBubblewrap, SCRATCH } from './bubblewrap.ts';
import { permissionOptions } from './node-permissions.ts';
import { findSandboxExec, seatbeltProfile } from './seatbelt.ts';
import { seccompFilter } from './seccomp.ts';

/** What is in force around an engine: bubblewrap on Linux, sandbox-exec on macOS. */
export type SandboxState = EngineSandbox;
export type SandboxKind = SandboxState['kind'];

/** A way to start an engine's Node. */
export interface Launch {
  kind: SandboxKind;
  /** The program, and what stands before Node's own options. */
  command: string;
  before: string[];
  nodeOptions: string[];
  /** The filter of system calls, for the program to read; null: none. */
  filter: Buffer | null;
  /** True where the program tells the id of the engine's process. */
  tellsPid: boolean;
  /** See EngineSettings. */
  scratch: string | null;
  hasPermissions: boolean;
}

/** File descriptors of a started program: 0 to 2 as always, 3 is the pipe to the host. */
export const FILTER_FD = 4;
export const INFO_FD = 5;

const OPTIONS = ['--disable-warning=ExperimentalWarning'];

/**
 * The ways to start an engine with this Node, strongest first, and why there is none stronger. `read` are
 * files that it may read besides the program. Throws what sandboxPolicy throws.
 */
export function launches(read: readonly string[] = []): { ways: Launch[]; reason: string | null } {
  const plain: Launch = {
    ...{ kind: 'none', command: process.execPath, before: [], nodeOptions: OPTIONS },
    ...{ filter: null, tellsPid: false, scratch: null, hasPermissions: false },
  };
  const policy = sandboxPolicy();
  if (policy === 'off') return { ways: [plain], reason: `${SANDBOX_VARIABLE} is off` };
  const guarded: Launch = {
    ...plain,
    nodeOptions: [...OPTIONS, ...permissionOptions(read)],
    hasPermissions: true,
  };
  const { way, reason } = systemSandbox(guarded, read);
  if (policy === 'require') return { ways: way === null ? [] : [way], reason };
  return { ways: [...(way === null ? [] : [way]), guarded, plain], reason };
}

function systemSandbox(
  guarded: Launch,
  read: readonly string[],
): { way: Launch | null; reason: string | null } {
  if (process.versions.electron !== undefined) {
    return { way: null, reason: 'the desktop app decodes in utility processes of Electron' };
  }
  if (process.platform === 'linux') return bubblewrapped(guarded, read);
  if (process.platform === 'darwin') {
    const command = findSandboxExec();
    if (command === null) return { way: null, reason: 'macOS has no sandbox-exec' };
    const before = ['-p', seatbeltProfile(guarded.command, read), guarded.command];
    return { way: { ...guarded, kind: 'seatbelt', command, before }, reason: null };
  }
  return { way: null, reason: 'this system offers none to a program without privileges' };
}

function bubblewrapped(guarded: Launch, read: readonly string[]): ReturnType<typeof systemSandbox> {
  const command = findBubblewrap();
  if (command === null) return { way: null, reason: 'bubblewrap (bwrap) is not installed' };
  const node = realPath(guarded.command);
  const filter = seccompFilter(process.arch);
  const fds = { filterFd: filter === null ? null : FILTER_FD, infoFd: INFO_FD };
  const kept = compileCache();
  const shown = [...read, ...kept];
  const way: Launch = {
    ...{ kind: 'bubblewrap', command, filter, tellsPid: true, scratch: SCRATCH },
    before: [...bubblewrapArguments(node, shown, fds), node],
    // Node reads what it has compiled only where it may write it, too; bubblewrap shows it read-only.
    nodeOptions: [...OPTIONS, ...permissionOptions(shown, [SCRATCH, ...kept])],
    hasPermissions: true,
  };
  return { way, reason: null };
}

/** The folder where Node keeps what it has compiled, where there is one. */
function compileCache(): string[] {
  const folder = process.env['NODE_COMPILE_CACHE'];
  return folder !== undefined && existsSync(folder) ? [realPath(folder)] : [];
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // whoever starts it says that it is not there
  }
}

/** Variables that an engine in a sandbox may know: what it runs by, and nothing of the person's. */
const PASSED =
  /^(HOME|LANG|LANGUAGE|LC_\w+|TZ|UV_THREADPOOL_SIZE|VIPS_\w+|MALLOC_\w+|SCALESCOPE_DEBUG|NODE_COMPILE_CACHE)$/;

/** The environment of an engine in a sandbox. */
export function sandboxEnvironment(all: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const passed = Object.entries(all).filter(([name]) => PASSED.test(name));
  // A picture that does not fit memory would go to a file, which a sandbox has in memory all the same.
  return { VIPS_DISC_THRESHOLD: '1t', ...Object.fromEntries(passed) };
}

/** What the system itself runs programs by, or Electron: needed where nothing is around an engine. */
const OF_SYSTEM =
  /^(PATH|PATHEXT|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|TE?MP|TMPDIR|USERPROFILE|(LOCAL)?APPDATA|PROGRAMDATA|NUMBER_OF_PROCESSORS|PROCESSOR_\w+|LD_PRELOAD|(LD|DYLD)_LIBRARY_PATH|XDG_\w+|FONTCONFIG_\w+|OMP_\w+|ELECTRON_\w+|NODE_OPTIONS|NODE_V8_COVERAGE|SCALESCOPE_SANDBOX)$/i;

/** The environment of an engine without a sandbox: passwords, tokens and keys of the person are not in it, either. */
export function plainEnvironment(all: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const isPassed = (name: string): boolean => PASSED.test(name) || OF_SYSTEM.test(name);
  return Object.fromEntries(Object.entries(all).filter(([name]) => isPassed(name)));
}
