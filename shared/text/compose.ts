/** From words that were read in blocks to texts: those that only the machine receives, and those that a person sees. */
import type { Size } from '../base/raster.ts';
import type { TextRead } from '../verdict/text-reading.ts';
import type { BlockToRead } from './blocks-to-read.ts';
import { isSameWord, lettersOf } from './likeness.ts';
import { marksIn, type Phrase } from './phrases.ts';
import { around, overlapOf, type Box } from './plane.ts';

/** A word as what reads text gives it: its box in pixels of the block, and the line it is in. */
export interface ReadWord extends Box {
  text: string;
  /** 0..100. */
  confidence: number;
  line: number;
}

/** What was read of a block: by the machine, and by a person at the same place. */
export interface BlockReading {
  words: ReadWord[];
  human: ReadWord[];
}

/** What a text is told of a block by. */
export interface BlockOfText extends Pick<BlockToRead, 'box' | 'plane' | 'isSeen'> {
  /** Whether words of other planes are among those of `plane`. */
  isMixed?: boolean;
}

/** Where a block is of: its view and the part of the source under it. */
export interface BlockPlace {
  view: TextRead['view'];
  ground: string | null;
  /** The part of the source that the view, of `size`, covers. */
  crop: Box;
  size: Size;
}

/** From which confidence a word is sure, and how many letters it has. */
const SURE = 75;
const SURE_LETTERS = 3;
/** Words below are left out, for what reads text gives them to texture; in a line that is mostly sure, fewer are. */
const LEAST_CONFIDENCE = 40;
const LEAST_IN_SURE_LINE = 15;
const SURE_LINE = 0.4;
/** From which confidence a person reads a word: what is read in texture has less. */
const LEGIBLE = 50;
/** The share of sure words that a person cannot read, from which a text is the machine's alone. */
const MACHINE_ONLY = 0.6;
/** The mean confidence of its sure words: visible print that is read wrong has less. */
const SURE_TEXT = 85;
/** The same where all of it is written: visible print is not in it. */
const SURE_WRITTEN = 80;
/** The share of a text that lies in another of more words, from which it is not told again. */
const SAME_PLACE = 0.4;

/** Whether a word is sure; figures alone never are, for what reads text takes them for each other. */
export function isSure({ text, confidence }: Pick<ReadWord, 'text' | 'confidence'>): boolean {
  return confidence >= SURE && (text.match(/\p{L}/gu) ?? []).length >= SURE_LETTERS;
}

/** Whether a word of two letters or figures or more is read with as much confidence as a sure one. */
export function isClear({ text, confidence }: Pick<ReadWord, 'text' | 'confidence'>): boolean {
  return confidence >= SURE && lettersOf(text).length > 1;
}

/** How much was read: letters of words by their confidence, less what is doubtful. */
export function readingScore(words: readonly ReadWord[]): number {
  return words.reduce(
    (sum, { text, confidence }) =>
      confidence < SURE ? sum - 50 : sum + lettersOf(text).length * confidence,
    0,
  );
}

/**
 * The text of a block; null where no word of it is sure. `isSeen`: a person reads it too. It is neither where a person
 * does not, and its words are too doubtful to be told.
 */
export function textOf(
  block: BlockOfText,
  { words, human }: BlockReading,
  place: BlockPlace,
  phrases: readonly Phrase[],
): { read: TextRead; isMachineOnly: boolean; isSeen: boolean } | null {
  const sure = words.filter(isSure);
  if (sure.length === 0) return null;
  const legible = human.filter((word) => word.confidence >= LEGIBLE);
  const own = sure.filter((word) => !legible.some(({ text }) => isSameWord(text, word.text)));
  const lines = new Set(sure.map(({ line }) => line));
  const kept = words.filter(
    ({ line, confidence, text }) =>
      lines.has(line) && confidence >= leastIn(words, line) && lettersOf(text) !== '',
  );
  const lined = [...lines]
    .sort((a, b) => a - b)
    .map((line) =>
      kept
        .filter((word) => word.line === line)
        .map((word) => word.text)
        .join(' '),
    )
    .join('\n');
  const inBlock = kept
    .map(({ x, y, width, height }): Box => ({ x, y, width, height }))
    .reduce(around);
  const at = {
    x: Math.round(block.box.x + inBlock.x),
    y: Math.round(block.box.y + inBlock.y),
    width: Math.max(1, Math.round(inBlock.width)),
    height: Math.max(1, Math.round(inBlock.height)),
  };
  const confidence = sure.reduce((sum, word) => sum + word.confidence, 0) / sure.length;
  const read: TextRead = {
    ...{ text: lined, sureWords: sure.length, machineWords: own.length },
    confidence,
    ...{ view: place.view, ground: place.ground, plane: block.plane, place: at },
    region: sourceRegion(at, place),
    marks: marksIn(lined, phrases),
  };
  const isSeen = own.length < MACHINE_ONLY * sure.length;
  const isWritten = block.plane === 'written' && block.isMixed !== true;
  const isTold = confidence >= (isWritten ? SURE_WRITTEN : SURE_TEXT);
  return { read, isMachineOnly: !isSeen && isTold, isSeen };
}

/** The confidence that a word in `line` has at least. */
function leastIn(words: readonly ReadWord[], line: number): number {
  const all = words.filter((word) => word.line === line);
  return all.filter(isSure).length >= SURE_LINE * all.length
    ? LEAST_IN_SURE_LINE
    : LEAST_CONFIDENCE;
}

function sourceRegion(at: Box, { crop, size }: BlockPlace): Box {
  const [across, down] = [crop.width / size.width, crop.height / size.height];
  const x = Math.floor(crop.x + at.x * across);
  const y = Math.floor(crop.y + at.y * down);
  return {
    ...{ x, y },
    width: Math.ceil(crop.x + (at.x + at.width) * across) - x,
    height: Math.ceil(crop.y + (at.y + at.height) * down) - y,
  };
}

/** Each text once: of those at one place the one of which most is sure, most words first. */
export function distinctTexts(texts: readonly TextRead[]): TextRead[] {
  const weight = (read: TextRead): number =>
    read.machineWords * 1000 + read.sureWords * read.confidence - 0.1 * read.text.length;
  const kept: TextRead[] = [];
  for (const read of [...texts].sort((a, b) => weight(b) - weight(a))) {
    if (kept.every((one) => overlapOf(one.region, read.region) <= SAME_PLACE)) kept.push(read);
  }
  return kept;
}
