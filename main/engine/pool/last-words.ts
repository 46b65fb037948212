/** What a process said before it ended, for the sentence that tells it. */
import { constants } from 'node:os';
import type { Readable } from 'node:stream';

/** Longest piece of an engine's last words that is told. */
const REASON_CHARACTERS = 200;

/** Collects what is written to `stream`; returns its last line about an error, as an addition to a sentence. */
export function collectLastWords(stream: Readable): () => string {
  let tail = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => (tail = (tail + text).slice(-4096)));
  return () => {
    const lines = tail
      .split('\n')
      .filter((line) => /Error|error|out of memory|^bwrap: /.test(line));
    const line = lines.at(-1)?.trim() ?? '';
    return line === '' ? '' : `: ${line.slice(0, REASON_CHARACTERS)}`;
  };
}

/**
 * How a process ended, in words. A program around it gives 128 and the number of the signal that ended what it
 * had started.
 */
export function endOf(code: number | null, signal: string | null, isWrapped: boolean): string {
  if (signal !== null) return signal;
  const number = isWrapped && code !== null && code > 128 ? code - 128 : null;
  const name = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  return name ?? `exit code ${code}`;
}
