/** Reads the blocks of a size, in the order in which they promise most, for as long as there is time. */
import { UserError } from '../../../shared/base/errors.ts';
import type { Size } from '../../../shared/base/raster.ts';
import type { BlockToRead } from '../../../shared/text/blocks-to-read.ts';
import { bestWords } from '../../../shared/text/best-words.ts';
import { isSure, type BlockReading, type ReadWord } from '../../../shared/text/compose.ts';
import { pageOf, type Cut } from '../../../shared/text/cut.ts';
import type { TextData } from '../../../shared/verdict/text-reading.ts';
import { textReader, type TextReader } from './tesseract.ts';

/** What is to be read. */
export interface ReadTextOrder {
  language: string;
  blocks: Pick<BlockToRead, 'box' | 'cuts' | 'wide' | 'human' | 'letter' | 'marks' | 'isSeen'>[];
  /** Processor time after which no further block is begun: a busy machine reads what an idle one does. */
  budgetMs: number;
}

/** A reading for each block; null for those that there was no time for, or that are pages of visible print. */
export interface ReadTextAnswer {
  data: TextData;
  readings: (BlockReading | null)[];
  /** Blocks that were left for want of time, and because they are long and visible. */
  late: number;
  long: number;
  /** Processor time that it took. */
  spentMs: number;
}

/** Marks from which a block that a person sees, too, is a page of print: it is not read. */
const MANY_MARKS = 180;
/** Confidence and letters of a word that give hope: what has none is read one way only. */
const HOPE = 50;
const HOPE_LETTERS = 3;

/** Reads them. Throws UserError where what reads text is missing or does not start, or `cancelled`. */
export async function readBlocks(
  { language, blocks, budgetMs }: ReadTextOrder,
  signal?: AbortSignal,
): Promise<ReadTextAnswer> {
  const reader = await textReader(language);
  const before = process.cpuUsage();
  const spent = (): number => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const answer: ReadTextAnswer = { data: reader.data, readings: [], late: 0, long: 0, spentMs: 0 };
  for (const block of blocks) {
    await new Promise(setImmediate);
    if (signal?.aborted) throw new UserError('cancelled', 'Reading text was cancelled');
    const isLong = block.isSeen && block.marks > MANY_MARKS;
    const isLate = !isLong && spent() > budgetMs;
    if (isLong) answer.long++;
    if (isLate) answer.late++;
    answer.readings.push(isLong || isLate ? null : readBlock(reader, block));
  }
  answer.spentMs = spent();
  return answer;
}

function readBlock(
  reader: TextReader,
  { cuts: [even, plain], wide, box, human, letter }: ReadTextOrder['blocks'][number],
): BlockReading {
  const wordsOf = (cut: Cut, x = 0, y = 0): ReadWord[] => {
    const page = pageOf(cut, letter);
    return reader.read(page).map((word) => ({
      ...word,
      x: (word.x - page.margin) / page.scale + x,
      y: (word.y - page.margin) / page.scale + y,
      width: word.width / page.scale,
      height: word.height / page.scale,
    }));
  };
  const first = wordsOf(even);
  const isHope = first.some(
    ({ text, confidence }) => confidence >= HOPE && text.length >= HOPE_LETTERS,
  );
  if (!isHope) return { words: first, human: [] };
  const readings = [first, wordsOf(plain)];
  const aroundOf = (cut: Cut): ReadWord[] => wordsOf(cut, wide.box.x - box.x, wide.box.y - box.y);
  if (readings.flat().some(isSure)) readings.push(aroundOf(wide.cut));
  const words = bestWords(readings);
  const sure = words.filter(isSure);
  // Of one word nothing is told.
  if (sure.length < 2) return { words, human: [] };
  const seen = human.flatMap((cut) => wordsOf(cut));
  const isAround = sure.some((word) => !isIn(word, box));
  return { words, human: isAround ? [...seen, ...wide.human.flatMap(aroundOf)] : seen };
}

/** Whether all of `word` is in a block of `size`. */
function isIn({ x, y, width, height }: ReadWord, size: Size): boolean {
  return x >= 0 && y >= 0 && x + width <= size.width && y + height <= size.height;
}
