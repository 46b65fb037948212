/** What is in force around engines, in sentences. */
import type { SandboxState } from './sandbox.ts';

/** What a decoder that was taken over can do, and what it cannot. */
export function sandboxSentence({ kind, hasFilter, hasPermissions }: SandboxState): string {
  const javascript = hasPermissions
    ? 'Node’s permission model keeps JavaScript from files and programs'
    : 'Node’s permission model is not in force';
  if (kind === 'bubblewrap') {
    const filter = hasFilter
      ? 'A filter of system calls refuses other processes and sockets'
      : 'There is no filter of system calls for this processor';
    return `Decoders run in bubblewrap: they have no network, write nothing, and see none of your files. ${filter}, and ${javascript}.`;
  }
  if (kind === 'seatbelt') {
    return `Decoders run in sandbox-exec: they have no network, write no files, start and signal no process, and read nothing in the folders of people. Services of the system still answer them. In them ${javascript}.`;
  }
  return `Decoders run without a sandbox of the system: native code in them has your rights. In them ${javascript}.`;
}

/** What to do where there is no sandbox; null where nothing helps, or nothing has to. */
export function sandboxAdvice({ kind, reason }: SandboxState): string | null {
  if (kind !== 'none' || reason === null) return null;
  if (/not installed/.test(reason)) {
    return 'Install bubblewrap: apt install bubblewrap, dnf install bubblewrap or pacman -S bubblewrap.';
  }
  if (/utility processes/.test(reason)) {
    return 'Use scalescope serve, or --require-sandbox, with which the viewer opens in the browser.';
  }
  if (/bubblewrap does not work/.test(reason)) {
    return 'The system forbids it user namespaces. Allow them: on Ubuntu 24.04 by an AppArmor profile for bwrap, in a container by its security options.';
  }
  return null;
}
