/** Starts an engine as a process of Node, in the sandbox of a launch. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex, Readable, Writable } from 'node:stream';
import {
  FILTER_FD,
  INFO_FD,
  plainEnvironment,
  sandboxEnvironment,
  type Launch,
} from '../sandbox/sandbox.ts';
import { FrameReader, frameOf } from './frames.ts';
import { CHANNEL_FD } from './host-channel.ts';
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
    stdio: [
      // No channel of Node: what arrives there is read by Node itself, which ends the host by what it does not
      // understand. Windows can read and write a pipe at the same time only where it is overlapped.
      ...(['ignore', 'ignore', 'pipe', 'overlapped'] as const),
      filter === null ? 'ignore' : 'pipe',
      tellsPid ? 'pipe' : 'ignore',
    ],
    env: kind === 'none' ? plainEnvironment() : sandboxEnvironment(),
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
  const channel = pipeOf(child, CHANNEL_FD) as Duplex;
  const reader = new FrameReader(
    (message) => !hasEnded && events.message(message as EngineResponse),
    events.mostData,
  );
  channel.on('data', (piece: Buffer) => {
    // Whoever took over an engine sends what they like: it costs the engine, and never the host.
    try {
      if (!hasEnded) reader.push(piece);
    } catch (error) {
      channel.destroy();
      end(`it sent what is no answer: ${(error as Error).message}`);
    }
  });
  channel.on('error', () => undefined); // it closes
  // One that has ended says how; one that only has closed its pipe is of no use.
  channel.on('close', () => setTimeout(end, CLOSED_MS, 'it closed its pipe').unref());
  child.on('error', (error) => end(error.message));
  child.on('exit', (code, signal) => end(`${endOf(code, signal, kind !== 'none')}${lastWords()}`));
  if (filter !== null) handOver(pipeOf(child, FILTER_FD) as Writable, filter);
  const pid = tellsPid ? toldPid(pipeOf(child, INFO_FD) as Readable) : () => child.pid;
  return {
    get pid() {
      return pid();
    },
    send: (request) =>
      new Promise((resolve) => {
        channel.write(frameOf(request), () => resolve()); // where it cannot be written the pipe closes
      }),
    kill() {
      hasEnded = true; // nothing that it still says is heard
      channel.destroy();
      return kill(child, pid());
    },
    setBusy: (busy) => setReferenced(child, busy),
  };
}

/** A pipe may close this long before the system says how its process has ended. */
const CLOSED_MS = 2000;

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
  const streams = [
    child.stderr,
    ...[CHANNEL_FD, FILTER_FD, INFO_FD].map((fd) => pipeOf(child, fd)),
  ];
  const handles = streams as (
    null | undefined | { destroyed: boolean; ref?(): void; unref?(): void }
  )[];
  // A stream without its handle would wait for one, to do it then.
  for (const handle of [child, ...handles.filter((stream) => stream?.destroyed === false)]) {
    if (referenced) handle?.ref?.();
    else handle?.unref?.();
  }
}
