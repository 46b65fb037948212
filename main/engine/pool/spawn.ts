/** Starts engine processes: the one place that knows how Node and Electron fork. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Readable } from 'node:stream';
import { UserError } from '../../../shared/base/errors.ts';
import { systemReason } from '../../base/file-failure.ts';
import type { EngineRequest, EngineResponse, EngineSettings } from './protocol.ts';

export interface EngineProcess {
  readonly pid: number | undefined;
  send(request: EngineRequest): void;
  /** Stops it at once; settles when it has ended. */
  kill(): Promise<void>;
  /** While busy, a process keeps its host from ending. */
  setBusy(busy: boolean): void;
}

export interface EngineEvents {
  message(response: EngineResponse): void;
  /** Once, when the process has ended or could not be started; `reason` as told to people. */
  exit(reason: string): void;
}

/** The engine's entry: beside this file, from the sources (.ts) or built (.js). */
const entry = fileURLToPath(
  new URL(`../engine-process${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);

/** Longest piece of an engine's last words that is told. */
const REASON_CHARACTERS = 200;

/**
 * Starts an engine; what it says arrives at `events`. Rejects with UserError `engine-crashed` where
 * the system starts no process.
 */
export async function spawnEngine(
  settings: EngineSettings,
  events: EngineEvents,
): Promise<EngineProcess> {
  const args = [JSON.stringify(settings)];
  try {
    return process.versions.electron === undefined
      ? forkInNode(args, events)
      : await forkInElectron(args, events);
  } catch (error) {
    throw startFailure(error);
  }
}

/** Why no process could be started, as a UserError `engine-crashed`. */
function startFailure(error: unknown): UserError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const reason = systemReason(code);
  const why = reason === null ? ` (${message})` : `: ${reason}`;
  return new UserError('engine-crashed', `The engine could not be started${why}`);
}

function forkInNode(args: string[], events: EngineEvents): EngineProcess {
  const child = fork(entry, args, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  // Where the system gives no pipe Node makes a child without one, and tells why in an event later.
  if (child.stderr === null || child.stderr === undefined) {
    child.on('error', () => undefined);
    throw Object.assign(new Error('no pipe'), { code: 'EMFILE' });
  }
  const lastWords = collectLastWords(child.stderr);
  let ended = false;
  const end = (reason: string) => {
    if (!ended) events.exit(reason);
    ended = true;
  };
  child.on('message', (message) => events.message(message as EngineResponse));
  child.on('error', (error) => end(error.message));
  child.on('exit', (code, signal) => end(signal ?? `exit code ${code}${lastWords()}`));
  return {
    pid: child.pid,
    send: (request) => child.send(request, (error) => error && end(error.message)),
    kill: () => {
      if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
      setReferenced(child, true);
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGKILL');
      return ended;
    },
    setBusy: (busy) => setReferenced(child, busy),
  };
}

function setReferenced(child: ChildProcess, referenced: boolean): void {
  const stderr = child.stderr as (Readable & { ref(): void; unref(): void }) | null;
  for (const handle of [child, child.channel, stderr]) {
    if (referenced) handle?.ref();
    else handle?.unref();
  }
}

async function forkInElectron(args: string[], events: EngineEvents): Promise<EngineProcess> {
  const { utilityProcess } = await import('electron');
  const child = utilityProcess.fork(entry, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    serviceName: 'Scalescope engine',
  });
  const lastWords = collectLastWords(child.stderr as Readable);
  child.on('message', (message) => events.message(message as EngineResponse));
  child.on('exit', (code) => events.exit(`exit code ${code}${lastWords()}`));
  const kill = killOf(child);
  return {
    get pid() {
      return child.pid;
    },
    send: (request) => child.postMessage(request),
    kill,
    setBusy: () => undefined, // utility processes end with their host
  };
}

/** What stopping a utility process needs of it. */
export interface Stoppable {
  /** Undefined before it has started, and again when it has ended. */
  readonly pid: number | undefined;
  once(event: 'spawn' | 'exit', listener: () => void): unknown;
  kill(): boolean;
}

/** Stops `child` and settles at its end; one that is still starting is stopped once it has. */
export function killOf(child: Stoppable): () => Promise<void> {
  let hasEnded = false;
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      hasEnded = true;
      resolve();
    }),
  );
  return () => {
    if (hasEnded) return ended;
    if (child.pid === undefined) child.once('spawn', () => child.kill());
    else child.kill();
    return ended;
  };
}

/** The last line written to `stream`, as an addition to a sentence. */
function collectLastWords(stream: Readable): () => string {
  let tail = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => (tail = (tail + text).slice(-4096)));
  return () => {
    const lines = tail.split('\n').filter((line) => /Error|error/.test(line));
    const line = lines.at(-1)?.trim() ?? '';
    return line === '' ? '' : `: ${line.slice(0, REASON_CHARACTERS)}`;
  };
}
