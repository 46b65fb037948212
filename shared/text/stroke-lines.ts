/**
 * Lines of strokes in a plane: rows of marks as high as letters, side by side, with little above and below.
 * What reads text is slow, and slowest where there is none; it gets these and nothing else.
 *
 *   mask     what stands out of its surroundings to one side, by a share of their deviation: once what stands out
 *            nearly as much as anything in the plane, so that grain does not hide it, and once all of it
 *   marks    connected pixels of the mask as high as letters; where specks prevail it is texture
 *   lines    marks that follow each other from left to right at one height
 *   kept     lines with fewer strokes above and below than in them
 */
import { marksOf, type Mark } from './marks.ts';
import { around, localMoments, overlapOf, shareIn, type Box, type GreyPlane } from './plane.ts';

/** A line of strokes; `height` is that of its marks together. */
export interface StrokeLine extends Box {
  /** Marks in it, and their median height in pixels. */
  marks: number;
  letter: number;
  /** Whether its strokes are brighter or darker than what is around them. */
  ink: 'bright' | 'dark';
}

/** Pixels around a pixel that are its surroundings. */
const RADIUS = 15;
/** Grey levels by which a stroke stands out at least, and deviations of its surroundings. */
const LEAST_LEVELS = 3;
const LEAST_DEVIATIONS = 0.5;
/** The share of what stands out most that is looked at first: by this quantile of it. */
const CLEAR_SHARE = 0.3;
const MOST_QUANTILE = 0.995;
/** The share of a line that lies on one with as many marks, from which it is the same. */
const SAME_LINE = 0.5;
/** Pixels that a letter is high, at least and at most, and how much wider joined letters may be. */
const LEAST_LETTER = 5;
const MOST_LETTER = 96;
const MOST_ASPECT = 12;
/** Pixels a side of the tiles in which specks are counted, and how many of them to a mark are texture. */
const TILE = 48;
const MOST_SPECKS = 4;
/** Marks that a line has at least, and how much longer than high it is. */
const LEAST_MARKS = 3;
const LEAST_LENGTH = 2.5;
/** The share of a line's strokes that may stand right above or below it. */
const MOST_BESIDE = 0.6;
/** Marks beyond which a plane is all texture. */
const MOST_MARKS = 6000;

/** What the lines of a plane were found to be, and whether it was too full of marks to be looked through. */
export interface FoundLines {
  lines: StrokeLine[];
  isTexture: boolean;
}

/** The lines of strokes of `plane`, bright and dark ones, most marks first. */
export function strokeLines(plane: GreyPlane): FoundLines {
  const { mean, deviation } = localMoments(plane, RADIUS);
  const lines: StrokeLine[] = [];
  let isTexture = false;
  const clear = CLEAR_SHARE * mostOver(plane, mean);
  const levels = clear > LEAST_LEVELS ? [clear, LEAST_LEVELS] : [LEAST_LEVELS];
  const passes = levels.flatMap((least) => [
    { least, ink: 'bright' as const, sign: 1 as const },
    { least, ink: 'dark' as const, sign: -1 as const },
  ]);
  for (const { least, ink, sign } of passes) {
    const mask = maskOf(plane, mean, deviation, sign, least);
    const letters = lettersOf(marksOf(mask, plane), plane.width);
    if (letters.length > MOST_MARKS) {
      isTexture ||= least === levels[0];
      continue;
    }
    for (const row of rowsOf(letters)) {
      const line = { ...row, ink };
      if (!isLine(line) || !isAlone(mask, plane, line)) continue;
      const same = lines.findIndex((one) => one.ink === ink && overlapOf(one, line) > SAME_LINE);
      if (same === -1) lines.push(line);
      else if (lines[same].marks < line.marks) lines[same] = line;
    }
  }
  return { lines: lines.sort((a, b) => b.marks - a.marks), isTexture };
}

/** By how many grey levels what stands out most does so: a quantile over a share of the pixels. */
function mostOver({ data }: GreyPlane, mean: Float32Array): number {
  const step = Math.max(1, Math.floor(data.length / MOST_SAMPLED));
  const over = new Float32Array(Math.ceil(data.length / step));
  for (let i = 0; i < over.length; i++) over[i] = Math.abs(data[i * step] - mean[i * step]);
  over.sort();
  return over[Math.floor(MOST_QUANTILE * (over.length - 1))] ?? 0;
}

const MOST_SAMPLED = 100_000;

/** What stands out to one side by `least` grey levels or more. */
function maskOf(
  { data }: GreyPlane,
  mean: Float32Array,
  deviation: Float32Array,
  sign: 1 | -1,
  least: number,
): Uint8Array {
  const mask = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const over = sign * (data[i] - mean[i]);
    if (over > Math.max(least, LEAST_DEVIATIONS * deviation[i])) mask[i] = 1;
  }
  return mask;
}

/** The marks that may be letters, but for those where specks prevail. */
function lettersOf(marks: readonly Mark[], width: number): Mark[] {
  const across = Math.ceil(width / TILE);
  const tileOf = ({ x, y, width: wide, height }: Mark): number =>
    Math.floor((y + height / 2) / TILE) * across + Math.floor((x + wide / 2) / TILE);
  const specks = new Map<number, number>();
  const letters = new Map<number, number>();
  const count = (counts: Map<number, number>, tile: number): void =>
    void counts.set(tile, (counts.get(tile) ?? 0) + 1);
  const isLetter = ({ width: wide, height }: Mark): boolean =>
    height >= LEAST_LETTER && height <= MOST_LETTER && wide <= MOST_ASPECT * height;
  for (const mark of marks) {
    if (isLetter(mark)) count(letters, tileOf(mark));
    else if (mark.height < LEAST_LETTER) count(specks, tileOf(mark));
  }
  return marks.filter((mark) => {
    if (!isLetter(mark)) return false;
    const tile = tileOf(mark);
    return (specks.get(tile) ?? 0) <= MOST_SPECKS * Math.max(3, letters.get(tile) ?? 0);
  });
}

interface Row extends Box {
  marks: number;
  letter: number;
}

/** Marks of about one height, each beside the one before. */
function rowsOf(letters: readonly Mark[]): Row[] {
  const sorted = [...letters].sort((a, b) => a.x - b.x);
  const open: { box: Box; last: Mark; heights: number[]; letter: number }[] = [];
  const rows: typeof open = [];
  for (const mark of sorted) {
    let best: (typeof open)[number] | null = null;
    for (let i = open.length - 1; i >= 0; i--) {
      const row = open[i];
      const gap = mark.x - (row.box.x + row.box.width);
      if (gap > 2 * row.letter) {
        open.splice(i, 1);
        continue;
      }
      const top = Math.max(mark.y, row.last.y);
      const bottom = Math.min(mark.y + mark.height, row.last.y + row.last.height);
      const shared = (bottom - top) / Math.min(mark.height, row.last.height);
      const likeness = mark.height / row.letter;
      if (shared < 0.5 || likeness < 0.35 || likeness > 2.8) continue;
      if (best === null || row.heights.length > best.heights.length) best = row;
    }
    if (best === null) {
      const row = { box: mark, last: mark, heights: [mark.height], letter: mark.height };
      open.push(row);
      rows.push(row);
    } else {
      best.box = around(best.box, mark);
      best.last = mark;
      best.heights.push(mark.height);
      best.letter = medianOf(best.heights);
    }
  }
  return rows.map(({ box: { x, y, width, height }, heights, letter }) => {
    return { x, y, width, height, marks: heights.length, letter };
  });
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function isLine({ marks, width, height, letter }: Row): boolean {
  return marks >= LEAST_MARKS && width >= LEAST_LENGTH * height && height <= 3 * letter;
}

/** Whether there are few strokes above and below: between lines of letters, unlike in grain, there is a gap. */
function isAlone(mask: Uint8Array, plane: GreyPlane, line: Row): boolean {
  const { x, y, width, height } = line;
  const beside = Math.max(2, Math.round(height / 5));
  const inside = shareIn(mask, plane, line);
  const above = shareIn(mask, plane, { x, y: y - beside, width, height: beside });
  const below = shareIn(mask, plane, { x, y: y + height, width, height: beside });
  return Math.min(above, below) <= MOST_BESIDE * inside && above + below <= 1.5 * inside;
}
