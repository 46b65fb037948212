/** Blocks of a size that lie on each other are one place, in several planes: what was read of them is one reading. */
import { bestWords } from './best-words.ts';
import {
  isSure,
  readingScore,
  type BlockOfText,
  type BlockReading,
  type ReadWord,
} from './compose.ts';
import { overlapOf, type Box } from './plane.ts';

/** A block with what was read of it; boxes of words are in pixels of the block. */
interface ReadBlock {
  block: BlockOfText;
  reading: BlockReading;
}

/** The share of the larger block that lies in the other, from which both are one place. */
const ONE_PLACE = 0.6;

/**
 * Those of `read` in which a word is sure, in their order, then each place of several such blocks joined: with the words
 * and what a person reads of all of them, in the box and under the plane of the one of which most was read.
 */
export function joinBlocks(read: readonly ReadBlock[]): ReadBlock[] {
  const groups: ReadBlock[][] = [];
  const some = read.filter(({ reading }) => reading.words.some(isSure));
  const score = ({ reading }: ReadBlock): number => readingScore(reading.words);
  for (const one of some.toSorted((a, b) => score(b) - score(a))) {
    const group = groups.find(([first]) => isOnePlace(first.block, one.block));
    if (group === undefined) groups.push([one]);
    else group.push(one);
  }
  const joined = groups.filter(({ length }) => length > 1).map(joinedOf);
  return [...some, ...joined];
}

function isOnePlace(a: BlockOfText, b: BlockOfText): boolean {
  const larger = Math.max(area(a.box), area(b.box));
  const smaller = Math.min(area(a.box), area(b.box));
  return a.isSeen === b.isSeen && overlapOf(a.box, b.box) * smaller > ONE_PLACE * larger;
}

const area = ({ width, height }: Box): number => width * height;

function joinedOf(group: readonly ReadBlock[]): ReadBlock {
  const [{ block }] = group;
  const placed = (of: 'words' | 'human'): ReadWord[][] =>
    group.map((one) => one.reading[of].map((word) => moved(word, one.block.box, block.box)));
  const isMixed = group.some((one) => one.block.plane !== block.plane);
  return {
    block: { ...block, isMixed },
    reading: { words: bestWords(placed('words')), human: placed('human').flat() },
  };
}

function moved(word: ReadWord, from: Box, to: Box): ReadWord {
  return { ...word, x: word.x + from.x - to.x, y: word.y + from.y - to.y };
}
