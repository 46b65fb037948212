/**
 * From what was read to a verdict. It stands beside those of the search and of a view, which do not change with it.
 *
 * Two sure words that a person cannot read are suspicious: on the harmless files that were measured (docs/guide/text.md)
 * what reads text was never sure of two words that are not there for a person too. It is an attack where a phrase of
 * the list is in them, or eight words: more than any sentence of a sign or a label, and never met by chance. Sureness
 * of what reads text is no probability, so the score is none.
 */
import type { Judgement } from './judge.ts';
import type { TextRead, TextReading } from './text-reading.ts';
import { whereText } from './text-words.ts';

/** Sure words that only the machine receives, from which a reading is suspicious, and an attack. */
export const TEXT_WORDS = { suspicious: 2, attack: 8 };

/** The verdict on `reading`; null where nothing was read with what reads text. */
export function judgeText(reading: TextReading): Judgement | null {
  const { data, machineOnly } = reading;
  if (data === null) return null;
  const words = machineOnly.reduce((most, one) => Math.max(most, one.machineWords), 0);
  const isMarked = machineOnly.some(
    ({ machineWords, marks }) => machineWords >= TEXT_WORDS.suspicious && marks.length > 0,
  );
  const verdict =
    isMarked || words >= TEXT_WORDS.attack
      ? 'attack'
      : words >= TEXT_WORDS.suspicious
        ? 'suspicious'
        : 'clean';
  const counted = words / (words + TEXT_WORDS.suspicious);
  return {
    of: 'text',
    verdict,
    score: isMarked && verdict === 'attack' ? Math.max(counted, MARKED) : counted,
    explanation: null,
    reasons: verdict === 'clean' ? [] : machineOnly.filter(isToldOf).map(reasonOf),
  };
}

/** The score of a text with a phrase of the list. */
const MARKED = 0.9;

/** Whether a text counts: it has enough words that a person cannot read. */
export function isToldOf({ machineWords }: TextRead): boolean {
  return machineWords >= TEXT_WORDS.suspicious;
}

function reasonOf(read: TextRead): string {
  const marks = read.marks.map(({ kind, words }) => `${kind} “${words}”`);
  const marked = marks.length === 0 ? '' : ` It has words of the phrase list: ${marks.join(', ')}.`;
  return `The machine receives text that a person does not see: “${read.text.replaceAll('\n', ' ')}” (${whereText(read)}).${marked}`;
}
