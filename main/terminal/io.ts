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

/** Shows `stage` with its share done, on one line of a terminal; silent elsewhere. */
export function progressLine(io: CommandIo): {
  show: (stage: string, fraction: number) => void;
  clear: () => void;
} {
  if (io.stderr.isTTY !== true) return { show: () => {}, clear: () => {} };
  return {
    show: (stage, fraction) =>
      void io.stderr.write(`\r\x1b[K${printable(stage)} ${Math.round(fraction * 100)} %`),
    clear: () => void io.stderr.write('\r\x1b[K'),
  };
}
