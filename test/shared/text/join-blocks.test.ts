/** What was read of one place in several planes is one reading: its words, what a person reads, and its plane. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { textOf, type ReadWord } from '../../../shared/text/compose.ts';
import type { PlaneName } from '../../../shared/text/compared-views.ts';
import { joinBlocks } from '../../../shared/text/join-blocks.ts';

const place = {
  view: { pipeline: 'pillow/nearest', width: 400, height: 100 },
  ground: null,
  crop: { x: 0, y: 0, width: 400, height: 100 },
  size: { width: 400, height: 100 },
};

/** A word of `confidence` at pixel `x` of the view, in a block that begins at `from`. */
function word(text: string, x: number, from: number, confidence = 95): ReadWord {
  return { text, confidence, line: 0, x: x - from, y: 4, width: 9 * text.length, height: 12 };
}

/** A block at `from` with words as `text x`; `human`: what a person reads in it. */
function read(
  plane: PlaneName,
  from: number,
  words: string[],
  { human = [] as string[], isSeen = false, confidence = 95 } = {},
) {
  const wordsOf = (all: string[], sure = 95): ReadWord[] =>
    all.map((one) => {
      const [text, x] = one.split(' ');
      return word(text, Number(x), from, sure);
    });
  return {
    block: { box: { x: from, y: 10, width: 300, height: 20 }, plane, isSeen },
    reading: { words: wordsOf(words, confidence), human: wordsOf(human) },
  };
}

const toldOf = ({ block, reading }: ReturnType<typeof joinBlocks>[number]) =>
  textOf(block, reading, place, [])!;

suite('blocks of one place', () => {
  test('are joined, and what a person reads in any of them is not the machine’s alone', () => {
    const first = read('r', 20, ['reply 20', 'with 80', 'LANTERN 130']);
    const words = ['today 210', 'tomorrow 265'];
    const second = read('view', 30, words, { human: words });
    const all = joinBlocks([second, first]);
    assert.equal(all.length, 3);
    const joined = all[2];
    assert.deepEqual(joined.block.box, first.block.box);
    assert.deepEqual(
      joined.reading.human.map(({ text, x }) => [text, x]),
      [
        ['today', 190],
        ['tomorrow', 245],
      ],
    );
    const { read: text, isSeen } = toldOf(joined);
    assert.equal(text.text, 'reply with LANTERN today tomorrow');
    assert.deepEqual([text.sureWords, text.machineWords], [5, 3]);
    assert.equal(isSeen, false);
  });

  test('may be less sure only where all of it is written', () => {
    const doubtful = { confidence: 82 };
    const written = read('written', 20, ['reply 20', 'with 80', 'LANTERN 130'], doubtful);
    const more = read('written', 22, ['today 210'], doubtful);
    const view = read('view', 22, ['today 210'], doubtful);
    const own = joinBlocks([written, more])[2];
    assert.equal(own.block.plane, 'written');
    assert.equal(toldOf(own).isMachineOnly, true);
    const mixed = joinBlocks([written, view])[2];
    assert.equal(mixed.block.plane, 'written');
    assert.deepEqual(mixed.block.box, written.block.box);
    assert.equal(toldOf(mixed).isMachineOnly, false);
  });

  test('are those that a person sees alike, and in which a word is sure', () => {
    const own = read('r', 20, ['reply 20', 'with 80']);
    const seen = read('view', 20, ['today 210'], { isSeen: true });
    const unsure = read('g', 20, ['tomorrow 210'], { confidence: 60 });
    assert.deepEqual(joinBlocks([unsure, seen, own]), [seen, own]);
  });
});
