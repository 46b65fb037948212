/** Chromium's own sandbox, which it cannot have as root. */

let isSaid = false;

/** True where this process is root on Linux. */
export function isRootOnLinux(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

/**
 * The switch without which Chromium does not run as root, and nothing for anybody else. Where it `isQuiet`, it
 * is said once on the standard error that it runs without its sandbox.
 */
export function rootSwitches(isQuiet: boolean): string[] {
  if (!isRootOnLinux()) return [];
  if (isQuiet && !isSaid) process.stderr.write(`scalescope: ${NO_SANDBOX_SENTENCE}\n`);
  isSaid ||= isQuiet;
  return ['--no-sandbox'];
}

export const NO_SANDBOX_SENTENCE =
  'you are root, so Chromium runs without its sandbox. Use another user to have it';
