/**
 * One reading of several of one place: at each place the line that is read best, and in it words of others where it
 * has none that is sure. Parts of a sentence are legible in one plane or at one contrast, others in another.
 */
import { isClear, readingScore, type ReadWord } from './compose.ts';
import { overlapOf, type Box } from './plane.ts';

/** The share of a word that lies on another, from which they are at one place. */
const SAME_PLACE = 0.2;
/** Heights of a word from the middle of a line to that of a word, at most, for it to be in that line. */
const ONE_LINE = 0.6;
/** From which confidence a word stands where others read nothing. */
const LIKELY = 60;
/** Heights of a line from the last sure word, beyond which one that is not sure does not belong to it. */
const APART = 1;

/** The best words of `readings`, whose boxes are of one picture, in reading order with lines of their own. */
export function bestWords(readings: readonly (readonly ReadWord[])[]): ReadWord[] {
  const lines = readings.flatMap(linesOf).sort((a, b) => readingScore(b) - readingScore(a));
  const whole: ReadWord[] = [];
  for (const line of lines) {
    if (line.every((word) => isFree(word, whole))) whole.push(...line);
  }
  const clear = lines.flat().filter(isClear);
  const chosen = whole.filter(isClear);
  const doubtful = whole.filter((word) => !isClear(word));
  for (const word of clear) if (isFree(word, chosen)) chosen.push(word);
  const likely = lines.flat().filter(({ confidence }) => confidence >= LIKELY);
  for (const word of [...doubtful, ...likely]) if (isFree(word, chosen)) chosen.push(word);
  return inLines(chosen);
}

function isFree(word: Box, among: readonly Box[]): boolean {
  return among.every((one) => overlapOf(one, word) <= SAME_PLACE);
}

function linesOf(words: readonly ReadWord[]): ReadWord[][] {
  const lines = new Map<number, ReadWord[]>();
  for (const word of words) lines.set(word.line, [...(lines.get(word.line) ?? []), word]);
  return [...lines.values()];
}

function inLines(words: readonly ReadWord[]): ReadWord[] {
  const heights = words.map(({ height }) => height).sort((a, b) => a - b);
  const height = heights[heights.length >> 1] ?? 0;
  const lines: { middle: number; words: ReadWord[] }[] = [];
  for (const word of [...words].sort((a, b) => middleOf(a) - middleOf(b))) {
    const line = lines.at(-1);
    if (line === undefined || middleOf(word) - line.middle > ONE_LINE * height) {
      lines.push({ middle: middleOf(word), words: [word] });
      continue;
    }
    line.words.push(word);
    line.middle += (middleOf(word) - line.middle) / line.words.length;
  }
  return lines.flatMap(({ words: own }, line) =>
    withoutStrays(
      own.sort((a, b) => a.x - b.x),
      APART * height,
    ).map((word) => ({ ...word, line })),
  );
}

const middleOf = ({ y, height }: Box): number => y + height / 2;

/** `words` of a line without those at its ends that are not clear and more than `apart` from the rest. */
function withoutStrays(words: readonly ReadWord[], apart: number): ReadWord[] {
  const clear = words.flatMap((word, i) => (isClear(word) ? [i] : []));
  if (clear.length === 0) return [...words];
  let [first, last] = [clear[0], clear[clear.length - 1]];
  const gap = (i: number): number => words[i].x - (words[i - 1].x + words[i - 1].width);
  while (first > 0 && gap(first) <= apart) first--;
  while (last + 1 < words.length && gap(last + 1) <= apart) last++;
  return words.slice(first, last + 1);
}
