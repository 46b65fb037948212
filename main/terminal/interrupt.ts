/** What ends a command early: a signal of the system, or an output that takes no more. */
import type { CommandIo } from './io.ts';

/** The exit code where each signal ended a command: 128 and its number, as shells have it. */
const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type SignalName = keyof typeof SIGNAL_CODES;

/** The exit code where the reader of the output has gone: what SIGPIPE gives other programs. */
const READER_GONE = 141;

/** Exit code of an output that failed in another way. */
const WRITE_FAILED = 2;

/** Signals this long after the first are others, not the same passed on. */
const AGAIN_MS = 500;

/** How a failed output ends a command: the exit code and, where a person should know, a sentence. */
export interface Ending {
  code: number;
  message: string | null;
}

export interface Interrupt {
  /** Fires at the first reason to end. */
  signal: AbortSignal;
  /** The exit code of the system's signal that came, or null. */
  signalCode(): number | null;
  /** How the output failed, or null. */
  outputEnding(): Ending | null;
  /** Settles once all that was printed has been taken, or cannot be. */
  flushed(): Promise<void>;
  /**
   * From now on a hang-up calls `reread` instead of ending the command, and a second signal, a while after the first,
   * calls `hurry`: for services.
   */
  serve(reread: () => void, hurry: () => void): void;
  /** Gives Ctrl-C back. */
  release(): void;
}

/**
 * Listens for what ends a command. Signals of the system only where `io` brings no signal of its
 * own; whoever brings one also decides what Ctrl-C means.
 */
export function createInterrupt(io: CommandIo): Interrupt {
  const controller = new AbortController();
  let signalCode: number | null = null;
  let outputEnding: Ending | null = null;
  let service: { reread: () => void; hurry: () => void } | null = null;
  let firstAt = Infinity;
  // Again and again is the same: npm and wrappers pass a Ctrl-C on that the terminal sent as well.
  const onSignal = (name: NodeJS.Signals): void => {
    if (service !== null && name === 'SIGHUP') return service.reread();
    if (performance.now() > firstAt + AGAIN_MS) return service?.hurry();
    firstAt = Math.min(firstAt, performance.now());
    signalCode ??= SIGNAL_CODES[name as SignalName];
    controller.abort();
  };
  const names = io.signal ? [] : (Object.keys(SIGNAL_CODES) as SignalName[]);
  for (const name of names) process.on(name, onSignal);
  const onWriteError = (error: NodeJS.ErrnoException): void => {
    outputEnding ??= writeEnding(error);
    controller.abort();
  };
  // Nobody can be told that standard error fails, and what was asked for may still be done.
  const ignore = (): void => undefined;
  io.stdout.on('error', onWriteError);
  io.stderr.on('error', ignore);
  return {
    signal: io.signal ? AbortSignal.any([controller.signal, io.signal]) : controller.signal,
    signalCode: () => signalCode,
    serve: (reread, hurry) => void (service = { reread, hurry }),
    outputEnding: () => outputEnding,
    async flushed() {
      await new Promise((resolve) => setImmediate(resolve)); // errors are told a tick later
      if (outputEnding === null && waits(io.stdout)) {
        await new Promise<void>((resolve) => io.stdout.write('', () => resolve()));
      }
    },
    release() {
      for (const name of names) process.off(name, onSignal);
      io.stdout.off('error', onWriteError);
      io.stderr.off('error', ignore);
    },
  };
}

function waits(stream: NodeJS.WritableStream & { writableLength?: number }): boolean {
  return (stream.writableLength ?? 0) > 0;
}

/** What a failed write to standard output means. */
function writeEnding({ code, message }: NodeJS.ErrnoException): Ending {
  if (code === 'EPIPE' || code === 'EOF') return { code: READER_GONE, message: null };
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  const because = isFull ? 'the disk is full' : `the system refused (${code ?? message})`;
  return { code: WRITE_FAILED, message: `Standard output cannot be written: ${because}` };
}
