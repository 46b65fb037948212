/** What engines tell of text, checked: they hold what hostile files made of them. */
import * as v from 'valibot';
import { UserError } from '../../../shared/base/errors.ts';
import { withoutUnprintable } from '../../../shared/base/printable.ts';
import {
  READ_POLICIES,
  type TextBlocks,
  type TextOrder,
} from '../../../shared/text/text-orders.ts';
import type { ReadTextAnswer } from './read-blocks.ts';

/** Blocks of a size, words of a block, letters of a word, and pixels of a cut, at most. */
const MOST_BLOCKS = 16;
const MOST_WORDS = 5000;
const MOST_LETTERS = 200;
const MOST_PIXELS = 5_000_000;

const finite = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const side = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(65535));
const Box = v.object({ x: finite, y: finite, width: finite, height: finite });
const Cut = v.pipe(
  v.object({ width: side, height: side, range: finite, data: v.instance(Uint8Array) }),
  v.check(
    ({ width, height, data }) => data.length === width * height && data.length <= MOST_PIXELS,
  ),
);

const Blocks = v.object({
  blocks: v.pipe(
    v.array(
      v.object({
        box: Box,
        plane: v.picklist(['written', 'r', 'g', 'b', 'gray', 'view']),
        letter: v.pipe(finite, v.minValue(1)),
        marks: whole,
        isSeen: v.boolean(),
        cuts: v.pipe(v.array(Cut), v.length(2)),
        wide: v.object({ cut: Cut, box: Box, human: v.pipe(v.array(Cut), v.length(2)) }),
        human: v.pipe(v.array(Cut), v.length(2)),
      }),
    ),
    v.maxLength(MOST_BLOCKS),
  ),
  left: whole,
  isTexture: v.boolean(),
  place: v.object({
    view: v.nullable(
      v.object({ pipeline: v.string(), width: side, height: side, crop: v.optional(Box) }),
    ),
    ground: v.nullable(v.pipe(v.string(), v.maxLength(MOST_LETTERS))),
    crop: Box,
    size: v.object({ width: side, height: side }),
  }),
});

const Orders = v.array(
  v.union([
    v.object({
      size: v.object({
        width: side,
        height: side,
        crop: Box,
        samplers: v.array(v.pipe(v.string(), v.maxLength(MOST_LETTERS))),
      }),
    }),
    v.object({ loader: v.picklist(READ_POLICIES) }),
  ]),
);

const Words = v.pipe(
  v.array(
    v.object({
      ...Box.entries,
      // An image may hold them: marks of direction reorder what stands beside a text, a line break begins another.
      text: v.pipe(v.string(), v.maxLength(MOST_LETTERS), v.transform(withoutUnprintable)),
      confidence: finite,
      line: whole,
    }),
  ),
  v.maxLength(MOST_WORDS),
);

const Answer = v.object({
  data: v.object({
    language: v.string(),
    packages: v.pipe(
      v.array(
        v.object({
          name: v.pipe(v.string(), v.maxLength(MOST_LETTERS)),
          version: v.pipe(v.string(), v.regex(/^[\w.+-]{1,40}$/)),
        }),
      ),
      v.maxLength(4),
    ),
  }),
  readings: v.pipe(
    v.array(v.nullable(v.object({ words: Words, human: Words }))),
    v.maxLength(MOST_BLOCKS),
  ),
  late: whole,
  long: whole,
  spentMs: v.pipe(finite, v.minValue(0)),
});

/** What an engine says is to be read of the file called `name`. Throws UserError `internal` for what is nothing of the kind. */
export function toldOrders(told: unknown, name: string): TextOrder[] {
  if (v.is(Orders, told)) return told;
  throw untold(name);
}

/** The blocks that an engine tells of the file called `name`. Throws UserError `internal` for what are none. */
export function toldBlocks(told: unknown, name: string): TextBlocks | null {
  if (told === null) return null;
  if (v.is(Blocks, told)) return told;
  throw untold(name);
}

/**
 * The readings that what reads text tells, without controls and marks of direction. Throws UserError `internal` for
 * what are none.
 */
export function toldReadings(told: unknown, name: string): ReadTextAnswer {
  const { success, output } = v.safeParse(Answer, told);
  if (success) return output;
  throw untold(name);
}

function untold(name: string): UserError {
  return new UserError('internal', `The engine told nothing valid of the text in ${name}`);
}
