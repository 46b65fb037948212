/** Blocks of text: lines of strokes of one ink that lie below each other, to be read together. */
import type { Size } from '../base/raster.ts';
import { around, overlapOf, type Box } from './plane.ts';
import type { StrokeLine } from './stroke-lines.ts';

/** A block; its box has room around the strokes. */
export interface TextBlock extends Box {
  ink: StrokeLine['ink'];
  /** The median height of its letters in pixels, and how many marks it has. */
  letter: number;
  marks: number;
  lines: StrokeLine[];
}

/** Letters of room beside a block, where strokes may be too faint to be found, and above and below. */
const BESIDE = 8;
const ABOVE = 1.5;

/** How much the letters of lines of one block differ in height. */
const LIKE = 2;
/** Lines of one block are no farther from each other than this many of their letters. */
const APART = 3;

/** The blocks that `lines` of a plane of `size` make, most marks first. */
export function textBlocks(lines: readonly StrokeLine[], size: Size): TextBlock[] {
  const blocks: { box: Box; ink: StrokeLine['ink']; lines: StrokeLine[] }[] = [];
  for (const line of [...lines].sort((a, b) => a.y - b.y)) {
    const beside = blocks.filter((block) => block.ink === line.ink && isOf(block, line));
    const block = { box: line as Box, ink: line.ink, lines: [line] };
    for (const one of beside) {
      block.box = around(block.box, one.box);
      block.lines.push(...one.lines);
      blocks.splice(blocks.indexOf(one), 1);
    }
    blocks.push(block);
  }
  return blocks
    .map(({ box, ink, lines: own }) => {
      const letters = own.flatMap(({ letter, marks }) => Array<number>(marks).fill(letter));
      const letter = letters.sort((a, b) => a - b)[letters.length >> 1];
      return { ...withRoom(box, letter, size), ink, letter, marks: letters.length, lines: own };
    })
    .sort((a, b) => b.marks - a.marks);
}

function isOf(
  { box, lines }: { box: Box; lines: readonly StrokeLine[] },
  line: StrokeLine,
): boolean {
  const isNear = lines.some((one) => {
    const likeness = line.letter / one.letter;
    if (likeness > LIKE || likeness < 1 / LIKE) return false;
    const room = APART * Math.max(line.letter, one.letter);
    const down = Math.max(line.y, one.y) - Math.min(line.y + line.height, one.y + one.height);
    const across = Math.max(line.x, one.x) - Math.min(line.x + line.width, one.x + one.width);
    return down <= room / 2 && across <= room;
  });
  return isNear || overlapOf(box, line) > 0.5;
}

/** `box` with `times` the room of a block on each side, within `size`. */
export function withRoom(box: Box, letter: number, { width, height }: Size, times = 1): Box {
  const [wide, high] = [Math.ceil(times * BESIDE * letter), Math.ceil(times * ABOVE * letter)];
  const x = Math.max(0, box.x - wide);
  const y = Math.max(0, box.y - high);
  return {
    ...{ x, y },
    width: Math.min(width, box.x + box.width + wide) - x,
    height: Math.min(height, box.y + box.height + high) - y,
  };
}
