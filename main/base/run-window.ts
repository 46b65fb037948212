/** A program that shows the viewer: started, waited for, and told apart from one that cannot. */
import { spawn } from 'node:child_process';
import { rootSwitches } from './chromium-root.ts';

/** `failed`: it ended at once with an error, so something else has to show the viewer. */
export type WindowEnd = 'closed' | 'failed';

/** A window that ends with an error within this time has not been a window. */
const START_MS = 10_000;

/** Runs `program` until it ends or `signal` fires, which ends it; with `more` in its environment. */
export function runWindow(
  program: string,
  args: string[],
  stdio: 'inherit' | 'ignore',
  signal: AbortSignal,
  more: NodeJS.ProcessEnv = {},
): Promise<WindowEnd> {
  const env = { ...process.env, ...more };
  delete env['ELECTRON_RUN_AS_NODE'];
  return new Promise((resolve) => {
    const started = Date.now();
    const child = spawn(program, [...rootSwitches(stdio === 'ignore'), ...args], {
      stdio,
      env,
      signal,
    });
    const end = (isFailure: boolean): void => {
      const isEarly = Date.now() - started < START_MS;
      resolve(isFailure && isEarly && !signal.aborted ? 'failed' : 'closed');
    };
    child.once('error', () => end(true));
    child.once('exit', (code) => end(code !== 0));
  });
}
