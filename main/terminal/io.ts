/** Where a command reads and writes, so that tests and hosts can stand in for the terminal. */
import { printable } from '../../shared/base/printable.ts';

export interface CommandIo {
  stdin: NodeJS.ReadableStream;
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
  /** Aborted by Ctrl-C; `run` brings one where there is none. */
  signal?: AbortSignal;
  /** Of a command that serves: what a hang-up does instead of ending it, and a second signal; `run` brings it. */
  serve?: (reread: () => void, hurry: () => void) => void;
}

export const processIo = (): CommandIo => ({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
});

/** Shows a line in place of the one before, at most ten times a second; silent without a terminal. */
export function statusLine(io: CommandIo): { show: (line: string) => void; clear: () => void } {
  if (io.stderr.isTTY !== true) return { show: () => {}, clear: () => {} };
  let shownAt = -Infinity;
  return {
    show(line) {
      if (performance.now() - shownAt < 100) return;
      shownAt = performance.now();
      io.stderr.write(`\r\x1b[K${printable(line)}`);
    },
    clear: () => void io.stderr.write('\r\x1b[K'),
  };
}

/** How often work that takes a minute says how far it is, where stderr is no terminal. */
export const LINE_MS = 10_000;

/**
 * Shows `stage` with its share done, on one line of a terminal. Elsewhere it is silent, or writes a line no more often
 * than `everyMs`, and none before.
 */
export function progressLine(
  io: CommandIo,
  { everyMs }: { everyMs?: number } = {},
): {
  show: (stage: string, fraction: number) => void;
  clear: () => void;
} {
  if (io.stderr.isTTY !== true) {
    let last = performance.now();
    const show = (stage: string, fraction: number): void => {
      const now = performance.now();
      if (everyMs === undefined || now - last < everyMs) return;
      last = now;
      io.stderr.write(`${printable(stage)} ${Math.round(fraction * 100)} %\n`);
    };
    return { show, clear: () => {} };
  }
  return {
    show: (stage, fraction) =>
      void io.stderr.write(`\r\x1b[K${printable(stage)} ${Math.round(fraction * 100)} %`),
    clear: () => void io.stderr.write('\r\x1b[K'),
  };
}
