/** From what is found in the second pictures of a file to a verdict on the file. */
import type { SecondPicture } from '../image/forensics/forensics.ts';
import { worstOf, type Judgement, type Verdict } from './judge.ts';

/** A second picture, and what examining it came to. */
export interface ExaminedItem extends SecondPicture {
  /** Null where it was not examined. */
  verdict: Verdict | null;
  score: number;
  /** What was found, or why it could not be or was not examined. */
  reasons: string[];
}

/** The most frames of an animated PNG, and the most other second pictures of a file, that are examined. */
export const MOST_EXAMINED_ITEMS = 64;

/** Pixels a side below which a second picture is shown and not examined: nothing is hidden in so few. */
export const LEAST_EXAMINED_SIDE = 64;

/** The verdict on `items`; null where nothing was found in any. */
export function judgeItems(items: readonly ExaminedItem[]): Judgement | null {
  const found = foundItems(items);
  if (found.length === 0) return null;
  const worst = worstOf(found);
  return {
    of: 'items',
    verdict: worst.verdict,
    score: worst.score,
    explanation: null,
    reasons: found.map(
      (item) =>
        `The file holds a second picture, ${itemPlace(item)}, ${FOUND[item.verdict]}: ` +
        (item.reasons[0] ?? ''),
    ),
  };
}

const FOUND = { attack: 'that is an attack', suspicious: 'that is suspicious' };

type FoundItem = ExaminedItem & { verdict: keyof typeof FOUND };

function foundItems(items: readonly ExaminedItem[]): FoundItem[] {
  return items.filter((item): item is FoundItem => item.verdict !== null && item.verdict in FOUND);
}

/** `appended-1 (Picture after the end, 640x480 at byte 6346)`. */
export function itemPlace({ id, title, width, height, offset }: SecondPicture): string {
  return `${id} (${title}, ${width}x${height} at byte ${offset})`;
}

/** What of `items`, of which the file has `count`, was not examined, in sentences; none where all were. */
export function itemsLeft(items: readonly ExaminedItem[], count: number): string[] {
  const failed = items.filter(({ verdict }) => verdict === 'error');
  const left = items.filter(({ verdict, reasons }) => verdict === null && reasons[0] !== TOO_SMALL);
  const unlisted = count - items.length;
  const number = left.length + unlisted;
  return [
    ...failed.map(({ id, reasons }) => `${id} could not be examined: ${reasons[0] ?? ''}`),
    ...(number === 0
      ? []
      : [
          `${number} of ${count} second pictures in the file ${number === 1 ? 'was' : 'were'} not examined` +
            `${left[0]?.reasons[0] === undefined ? '' : `: ${left[0].reasons[0]}`}.`,
        ]),
  ];
}

/**
 * Why a file of which nothing else was found is not called clean, in a sentence; null where it may be. Small
 * pictures hide nothing, and of an animation some frames stand for the others.
 */
export function itemsOpen(items: readonly ExaminedItem[]): string | null {
  const open = items.filter(
    ({ verdict, reasons }) =>
      verdict === 'error' || (verdict === null && ![TOO_SMALL, MORE_FRAMES].includes(reasons[0])),
  );
  if (open.length === 0) return null;
  const [{ id, reasons }] = open;
  const number = open.length === 1 ? 'A second picture' : `${open.length} second pictures`;
  return `${number} in the file could not be looked at: ${id}: ${reasons[0] ?? ''}`;
}

/** Why frames of a long animation are left. */
export const MORE_FRAMES = `at most ${MOST_EXAMINED_ITEMS} frames of a file are examined`;

/** Why small ones are not examined. */
export const TOO_SMALL = `it is smaller than ${LEAST_EXAMINED_SIDE} pixels a side`;
