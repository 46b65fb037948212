/** Starts an engine as a process of Node, in the sandbox of a launch. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { FILTER_FD, INFO_FD, sandboxEnvironment, type Launch } from '../sandbox/sandbox.ts';
import { collectLastWords, endOf } from './last-words.ts';
import type { EngineEvents, EngineProcess } from './started-engine.ts';
import type { EngineResponse } from './protocol.ts';

/** Starts `entry` with `args`; what it says arrives at `events`. Throws what spawn throws. */
export function forkInNode(
  launch: Launch,
  entry: string,
  args: string[],
  events: EngineEvents,
): EngineProcess {
  const { command, before, nodeOptions, filter, tellsPid, kind } = launch;
  const child = spawn(command, [...before, ...nodeOptions, entry, ...args], {
    serialization: 'advanced',
    stdio: [
      ...(['ignore', 'ignore', 'pipe', 'ipc'] as const),
      filter === null ? 'ignore' : 'pipe',
      tellsPid ? 'pipe' : 'ignore',
    ],
    ...(kind !== 'none' && { env: sandboxEnvironment() }),
    // A terminal sends Ctrl-C to a whole group, and bubblewrap would end by it. It ends with its host anyway.
    detached: kind === 'bubblewrap',
  });
  // Where the system gives no pipe Node makes a child without one, and tells why in an event later.
  if (child.stderr === null || child.stderr === undefined) {
    child.on('error', () => undefined);
    throw Object.assign(new Error('no pipe'), { code: 'EMFILE' });
  }
  const lastWords = collectLastWords(child.stderr);
  let hasEnded = false;
  const end = (reason: string) => {
    if (!hasEnded) events.exit(reason);
    hasEnded = true;
  };
  child.on('message', (message) => events.message(message as EngineResponse));
  child.on('error', (error) => end(error.message));
  child.on('exit', (code, signal) => end(`${endOf(code, signal, kind !== 'none')}${lastWords()}`));
  if (filter !== null) handOver(pipeOf(child, FILTER_FD) as Writable, filter);
  const pid = tellsPid ? toldPid(pipeOf(child, INFO_FD) as Readable) : () => child.pid;
  return {
    get pid() {
      return pid();
    },
    send: (request) => child.send(request, (error) => error && end(error.message)),
    kill: () => kill(child, pid()),
    setBusy: (busy) => setReferenced(child, busy),
  };
}

/** What is connected to descriptor `fd` of `child`; the types of Node know five. */
function pipeOf({ stdio }: ChildProcess, fd: number): Readable | Writable | null {
  return (stdio as readonly (Readable | Writable | null | undefined)[])[fd] ?? null;
}

function handOver(pipe: Writable, bytes: Buffer): void {
  pipe.on('error', () => undefined); // the program has ended, and says why
  pipe.end(bytes);
}

/** The id of the process that bubblewrap has started, once it has told it. */
function toldPid(stream: Readable): () => number | undefined {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('error', () => undefined); // the same
  stream.on('data', (some: string) => (text += some));
  return () => {
    const pid = /"child-pid":\s*(\d+)/.exec(text)?.[1];
    return pid === undefined ? undefined : Number(pid);
  };
}

/** Stops the process itself, not only what is around it, and settles when both have ended. */
function kill(child: ChildProcess, pid: number | undefined): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  setReferenced(child, true);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (pid === undefined || pid === child.pid) child.kill('SIGKILL');
  else stopInner(child, pid);
  return ended;
}

function stopInner(child: ChildProcess, pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function setReferenced(child: ChildProcess, referenced: boolean): void {
  const streams = [child.stderr, pipeOf(child, FILTER_FD), pipeOf(child, INFO_FD)];
  const handles = streams as (null | undefined | { ref?(): void; unref?(): void })[];
  for (const handle of [child, child.channel, ...handles]) {
    if (referenced) handle?.ref?.();
    else handle?.unref?.();
  }
}
