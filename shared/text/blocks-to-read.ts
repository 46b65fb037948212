/** The blocks of a size that are read: where there are lines of strokes, those that a person does not see first. */
import type { ComparedPlane, ComparedView, PlaneName } from './compared-views.ts';
import { cutOf, type Cut } from './cut.ts';
import { overlapOf, type Box } from './plane.ts';
import { seenOf, seenShare } from './seen.ts';
import { strokeLines, type StrokeLine } from './stroke-lines.ts';
import { textBlocks, withRoom, type TextBlock } from './text-blocks.ts';

/** A block as it goes to what reads text. */
export interface BlockToRead {
  /** Where it is in its view, in pixels. */
  box: Box;
  plane: PlaneName;
  /** The height of its letters in pixels, and how many marks were found. */
  letter: number;
  marks: number;
  /** Whether a person sees lines of strokes there as well. */
  isSeen: boolean;
  /** Evened out, and as it is: at each place the best word is told. */
  cuts: Cut[];
  /**
   * More of the plane around it, as it is, with where that is in the view, and what a person sees there: for lines
   * whose strokes were not found.
   */
  wide: { cut: Cut; box: Box; human: Cut[] };
  /** What a person sees there, in dark ink on bright and the other way round. */
  human: Cut[];
}

/** Blocks that are kept of a size, and of each plane. */
const MOST_BLOCKS = 8;
const MOST_OF_PLANE = 6;
/** The share of a block that another of its ink covers with as many marks: it is not read again. */
const COVERED = 0.6;
/** How much more room the wide cut has. */
const WIDE = 2;
/** The share of the marks of a block that lie in lines that a person sees, from which it is seen. */
const SEEN = 0.5;
/** Grey levels from black to white in what a person sees, at least. */
const HUMAN_RANGE = 48;

/** How many times as much a block of what is written promises as one of as many marks: print is not in it. */
const WRITTEN_FIRST = 4;

/** Blocks of one place are read once in each kind of plane. */
const kindOf = ({ name }: ComparedPlane): string =>
  name === 'written' || name === 'view' ? name : 'difference';

/** What is to be read of a size. */
export interface Readable {
  /** Most promising first. */
  blocks: BlockToRead[];
  /** How many blocks were left, and whether a plane was too full of marks to be looked through. */
  left: number;
  isTexture: boolean;
}

/** What is to be read of a view. */
export function blocksToRead({ planes }: Pick<ComparedView, 'planes'>): Readable {
  let isTexture = false;
  let left = 0;
  const found: { of: ComparedPlane; block: TextBlock }[] = [];
  for (const of of planes) {
    const { lines, isTexture: isFull } = strokeLines(of.plane);
    isTexture ||= isFull;
    const blocks = textBlocks(lines, of.plane);
    left += Math.max(0, blocks.length - MOST_OF_PLANE);
    for (const block of blocks.slice(0, MOST_OF_PLANE)) {
      const isKnown = found.some(
        (one) =>
          one.block.ink === block.ink &&
          one.block.marks >= block.marks &&
          kindOf(of) === kindOf(one.of) &&
          overlapOf(one.block, block) > COVERED,
      );
      if (!isKnown) found.push({ of, block });
    }
  }
  if (found.length === 0) return { blocks: [], left, isTexture };
  const { human } = found[0].of;
  const linesAt = new Map<number, StrokeLine[]>();
  /** The lines that a person sees beside strokes of `range` grey levels, by steps of a doubling. */
  const seenLines = (range: number): StrokeLine[] => {
    const step = 2 ** Math.floor(Math.log2(Math.max(1, range)));
    const lines = linesAt.get(step) ?? strokeLines(seenOf(human, step)).lines;
    linesAt.set(step, lines);
    return lines;
  };
  const seen = found.map(({ of, block }) => {
    const plain = cutOf(of.plane, block, false);
    const isSeen = seenShare(block.lines, seenLines(plain.range)) > SEEN;
    return { of, block, plain, isSeen };
  });
  const rank = ({ of, block, isSeen }: (typeof seen)[number]): number =>
    block.marks * (isSeen ? 0.01 : 1) * (of.name === 'written' ? WRITTEN_FIRST : 1);
  const chosen = seen.sort((a, b) => rank(b) - rank(a)).slice(0, MOST_BLOCKS);
  const blocks = chosen.map(({ of: { name, plane }, block, plain, isSeen }): BlockToRead => {
    const { x, y, width, height, letter, marks } = block;
    const even = cutOf(plane, block, true);
    const around = { ...block, ...withRoom(block, letter, plane, WIDE) };
    const visible = seenOf(human, plain.range);
    const humanOf = (part: TextBlock): Cut[] =>
      (['dark', 'bright'] as const).map((of) =>
        cutOf(visible, { ...part, ink: of }, false, HUMAN_RANGE),
      );
    return {
      ...{ box: { x, y, width, height }, plane: name, letter, marks, isSeen },
      cuts: [even, plain],
      wide: {
        cut: cutOf(plane, around, false),
        box: { x: around.x, y: around.y, width: around.width, height: around.height },
        human: humanOf(around),
      },
      human: humanOf(block),
    };
  });
  return { blocks, left: left + seen.length - chosen.length, isTexture };
}
