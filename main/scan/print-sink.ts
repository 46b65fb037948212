/** Findings on standard output: as JSON lines, or a line for each in which something was found or that failed. */
import { once } from 'node:events';
import { printable, printableJson } from '../../shared/base/printable.ts';
import { knownText } from '../../shared/known/known.ts';
import { verdictAndScore, verdictWord } from '../../shared/verdict/words.ts';
import type { FindingSink, ScanRecord } from './sink.ts';

/** Prints every record as JSON. */
export function createJsonSink(output: NodeJS.WritableStream): FindingSink {
  return printing(output, (record) => `${printableJson(record)}\n`);
}

/** Prints what a person has to look at. */
export function createTextSink(output: NodeJS.WritableStream): FindingSink {
  return printing(output, (record) =>
    record.verdict === 'clean' && !isKnownBad(record) ? '' : `${printable(textOf(record))}\n`,
  );
}

function textOf(record: ScanRecord): string {
  const { file, verdict, targets, error, frames, item, known = [] } = record;
  const word = verdictWord(record);
  const lists = known.map((hit) => `; ${knownText(hit)}`).join('');
  if (verdict === 'error') return `${file}: ${word}: ${error?.message ?? ''}${lists}`;
  if (verdict === 'clean') return `${file}: ${word}${lists}`;
  const sizes = targets.map(({ width, height }) => `${width}x${height}`).join(', ');
  const place = frames === undefined ? '' : ` in frame ${frames.told} of ${frames.count}`;
  const inside = item === undefined ? '' : ` in its second picture ${item}`;
  return `${file}: ${verdictAndScore(record, word.toUpperCase())}${sizes === '' ? '' : ` at ${sizes}`}${place}${inside}${lists}`;
}

/** A list of known bad files has a say in what is looked at, though none in the verdict. */
function isKnownBad({ known = [] }: ScanRecord): boolean {
  return known.some(({ kind }) => kind === 'bad');
}

function printing(
  output: NodeJS.WritableStream,
  format: (record: ScanRecord) => string,
): FindingSink {
  return {
    async write(record) {
      const text = format(record);
      // A reader that has gone never drains; whoever listens for that ends the scan.
      if (text !== '' && !output.write(text) && output.writable) await drained(output);
    },
    close: async () => undefined,
  };
}

async function drained(output: NodeJS.WritableStream): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  const ends = ['drain', 'close', 'error'].map((event) => once(output, event, { signal }));
  await Promise.race(ends).catch(() => undefined);
  stop.abort();
  await Promise.allSettled(ends);
}
