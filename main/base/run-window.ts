/** A program that shows the viewer: started, waited for, and told apart from one that cannot. */
import { spawn } from 'node:child_process';

/** `failed`: it ended at once with an error, so something else has to show the viewer. */
export type WindowEnd = 'closed' | 'failed';

/** A window that ends with an error within this time has not been a window. */
const START_MS = 10_000;

/** Runs `program` until it ends or `signal` fires, which ends it. */
export function runWindow(
  program: string,
  args: string[],
  stdio: 'inherit' | 'ignore',
  signal: AbortSignal,
): Promise<WindowEnd> {
  const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;
  const sandbox = isRootOnLinux ? ['--no-sandbox'] : []; // Chromium refuses to run as root otherwise
  const env = { ...process.env };
  delete env['ELECTRON_RUN_AS_NODE'];
  return new Promise((resolve) => {
    const started = Date.now();
    const child = spawn(program, [...sandbox, ...args], { stdio, env, signal });
    const end = (isFailure: boolean): void => {
      const isEarly = Date.now() - started < START_MS;
      resolve(isFailure && isEarly && !signal.aborted ? 'failed' : 'closed');
    };
    child.once('error', () => end(true));
    child.once('exit', (code) => end(code !== 0));
  });
}
