/** What was read in the views of an image, for a terminal. */
import { dataText, readingText, whereText } from '../../../shared/verdict/text-words.ts';
import type { TextRead, TextReading } from '../../../shared/verdict/text-reading.ts';

/** Texts that are printed of each kind. */
const MOST_TEXTS = 12;

/** The reading as lines: texts quoted, those of the machine alone first. */
export function textLines(reading: TextReading): string[] {
  const { machineOnly, seen, notes, data } = reading;
  return [
    `Text: ${readingText(reading)}`,
    ...machineOnly.slice(0, MOST_TEXTS).flatMap((read) => textOf(read, 'Only the machine')),
    ...seen.slice(0, MOST_TEXTS).flatMap((read) => textOf(read, 'A person too')),
    ...moreLines(machineOnly.length + seen.length - 2 * MOST_TEXTS),
    ...notes.map((note) => `  ${note}`),
    ...(data === null ? [] : [`  Read by ${dataText(data)}`]),
  ];
}

function textOf(read: TextRead, who: string): string[] {
  return [
    ...read.text.split('\n').map((line, i) => `  ${(i === 0 ? who : '').padEnd(18)}“${line}”`),
    `  ${''.padEnd(18)}${whereText(read)}`,
    ...read.marks.map(({ kind, words, source }) => {
      return `  ${''.padEnd(18)}${kind}: “${words}” (${source})`;
    }),
  ];
}

function moreLines(count: number): string[] {
  return count > 0 ? [`  and ${count} more, which --json tells`] : [];
}
