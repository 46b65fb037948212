/** Workers as processes that are killed and begun again, as whatever looks after them would. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const BIN = fileURLToPath(new URL('../../../build/scalescope.mjs', import.meta.url));

/** Loaded before each worker. */
const DIES_ON = new URL('dies-on.ts', import.meta.url).href;

/** How long (ms) until a worker is begun again that found no database. */
const AGAIN_MS = 500;

export interface RunningWorker {
  /** Kills the process that runs now. */
  kill(): void;
  /** Deaths so far, by kill and by themselves. */
  deaths(): number;
  /** Settles when a process of it has ended by itself, with its exit code and all that was told. */
  ended: Promise<{ code: number; stderr: string }>;
  stop(): void;
}

/**
 * A worker of the fleet at `address`, which ends when nothing is left. `diesOn`: part of the name of a file that kills
 * it; `prefix`: a program that runs it in its own place, with arguments.
 */
export function startWorker(
  address: string,
  diesOn?: string,
  prefix: readonly string[] = [],
): RunningWorker {
  let child: ChildProcess;
  let deaths = 0;
  let isStopped = false;
  let stderr = '';
  const env = {
    ...process.env,
    ...(diesOn !== undefined && { DIES_ON: diesOn, NODE_OPTIONS: `--import=${DIES_ON}` }),
  };
  const ended = new Promise<{ code: number; stderr: string }>((resolve) => {
    const start = (): void => {
      const worker = [BIN, 'worker', '--fleet', address, '--jobs', '1', '--until-done'];
      const [program, ...args] = [...prefix, process.execPath, ...worker];
      child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
      child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.once('close', (code) => {
        if (code === null) deaths++;
        // One that is begun while the database is away says so and ends.
        const mayStart =
          code === null || (code === 2 && /No PostgreSQL answers/.test(last(stderr)));
        if (mayStart && !isStopped) setTimeout(start, code === null ? 0 : AGAIN_MS);
        else resolve({ code: code ?? -1, stderr });
      });
    };
    start();
  });
  return {
    kill: () => void child.kill('SIGKILL'),
    deaths: () => deaths,
    ended,
    stop() {
      isStopped = true;
      child.kill('SIGKILL');
    },
  };
}

function last(text: string): string {
  return text.trimEnd().split('\n').at(-1)!;
}

/** Runs a command to its end; what it printed. Throws where it fails. */
export async function runCommand(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await tryCommand(...args);
  if (code !== 0) throw new Error(`scalescope ${args[0]} ended with ${code}: ${stderr}`);
  return stdout;
}

/** Runs a command to its end. */
export async function tryCommand(
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number>((resolve) =>
    child.once('close', (end) => resolve(end ?? -1)),
  );
  return { code, stdout, stderr };
}
