/** Runs the tools of node_modules/.bin for the scripts of this folder. */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { root } from './freshness.ts';

/** Runs `command` with its output passed on; resolves with its exit code. */
export async function run(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  return (await runTool(command, args, 'inherit', env)).exitCode;
}

/**
 * Runs the script at `path` with this Node and its output passed on; resolves with its exit code. No shell
 * takes the arguments apart, as it does on Windows with those of a tool: they may hold spaces.
 */
export async function runScript(
  path: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  return (await start(process.execPath, [path, ...args], 'inherit', env, false)).exitCode;
}

/** Runs `command`; resolves with its exit code and all that it printed. */
export function runCaptured(command: string, args: string[]): Promise<ToolRun> {
  return runTool(command, args, 'pipe', {});
}

export interface ToolRun {
  exitCode: number;
  /** What went to both streams, in the order it came; empty where it was passed on. */
  output: string;
}

function runTool(
  command: string,
  args: string[],
  output: 'inherit' | 'pipe',
  env: NodeJS.ProcessEnv,
): Promise<ToolRun> {
  const isShell = process.platform === 'win32'; // the tools are .cmd files there
  return start(command, args, output, env, isShell);
}

function start(
  command: string,
  args: string[],
  output: 'inherit' | 'pipe',
  env: NodeJS.ProcessEnv,
  shell: boolean,
): Promise<ToolRun> {
  const path = [join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['inherit', output, output],
      env: { ...process.env, PATH: path, ...env },
      shell,
    });
    const printed: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => printed.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => printed.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ exitCode: code ?? 1, output: Buffer.concat(printed).toString() }),
    );
  });
}
