/** Starts engine processes: the one place that knows how Node and Electron fork. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Readable } from 'node:stream';
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
  new URL(`./engine-process${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);

/** Longest piece of an engine's last words that is told. */
const REASON_CHARACTERS = 200;

/** Starts an engine; what it says arrives at `events`. */
export function spawnEngine(
  settings: EngineSettings,
  events: EngineEvents,
): Promise<EngineProcess> {
  const args = [JSON.stringify(settings)];
  return process.versions.electron === undefined
    ? Promise.resolve(forkInNode(args, events))
    : forkInElectron(args, events);
}

function forkInNode(args: string[], events: EngineEvents): EngineProcess {
  const child = fork(entry, args, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const lastWords = collectLastWords(child.stderr!);
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
  return {
    get pid() {
      return child.pid;
    },
    send: (request) => child.postMessage(request),
    kill: () => {
      if (child.pid === undefined) return Promise.resolve();
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill();
      return ended;
    },
    setBusy: () => undefined, // utility processes end with their host
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
