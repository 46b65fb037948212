/** Runs the tools of node_modules/.bin for the scripts of this folder. */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { root } from './freshness.ts';

/** Runs `command` with its output passed on; resolves with its exit code. */
export function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const path = [join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PATH: path, ...env },
      shell: process.platform === 'win32', // the tools are .cmd files there
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
