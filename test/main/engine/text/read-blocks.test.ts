/** Words around a block are read by its machine and by its person alike, for real and at their places. */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { before, suite, test } from 'node:test';
import sharp from 'sharp';
import { readBlocks } from '../../../../main/engine/text/read-blocks.ts';
import { blocksToRead, type BlockToRead } from '../../../../shared/text/blocks-to-read.ts';
import { textOf, type BlockReading, type ReadWord } from '../../../../shared/text/compose.ts';
import { overlapOf, type GreyPlane } from '../../../../shared/text/plane.ts';

const SIZE = { width: 940, height: 160 };
const PAPER = 200;
/** Columns of the second line of the sample, half of which a plane has, and where they go: too far for one block. */
const [TOP, HEIGHT] = [126, 70];
const WORDS = {
  before: { left: 50, width: 284, to: 60 },
  hidden: { left: 334, width: 302, to: 390 },
  after: { left: 636, width: 300, to: 740 },
};
const TO_ROW = 60;
const HIDDEN = {
  ...{ x: WORDS.hidden.to, y: TO_ROW },
  ...{ width: WORDS.hidden.width / 2, height: HEIGHT / 2 },
};

const sample = new URL('../../../samples/alpha-zero-text.png', import.meta.url);

/** A plane with those words in dark ink on paper. */
async function planeOf(...names: (keyof typeof WORDS)[]): Promise<GreyPlane> {
  // Under full transparency a resize would lose the glyphs.
  const { data: rgba, info: page } = await sharp(fileURLToPath(sample))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const red = rgba.filter((_, i) => i % page.channels === 0);
  const data = new Float32Array(SIZE.width * SIZE.height).fill(PAPER);
  for (const name of names) {
    const { left, width, to } = WORDS[name];
    const { data: glyphs, info } = await sharp(red, {
      raw: { width: page.width, height: page.height, channels: 1 },
    })
      .extract({ left, top: TOP, width, height: HEIGHT })
      .resize(width / 2, HEIGHT / 2)
      .raw()
      .toBuffer({ resolveWithObject: true });
    for (let y = 0; y < info.height; y++) {
      for (let x = 0; x < info.width; x++) {
        const level = glyphs[(y * info.width + x) * info.channels];
        data[(TO_ROW + y) * SIZE.width + to + x] = (PAPER * level) / 255;
      }
    }
  }
  return { ...SIZE, data };
}

const place = {
  view: { pipeline: 'pillow/nearest', ...SIZE },
  ground: null,
  crop: { x: 0, y: 0, ...SIZE },
  size: SIZE,
};

suite('words around a block', () => {
  let machine: GreyPlane;
  before(async () => {
    machine = await planeOf('before', 'hidden', 'after');
  });

  /** The block of the hidden word in the machine's plane beside `human`, with what is read of it. */
  async function readBeside(
    human: GreyPlane,
  ): Promise<{ block: BlockToRead; reading: BlockReading }> {
    const { blocks } = blocksToRead({ planes: [{ name: 'view', plane: machine, human }] });
    // Gaps between its strokes are bright lines of their own, which are shorter.
    const block = blocks
      .filter(({ box }) => overlapOf(box, HIDDEN) === 1)
      .reduce((one, other) => (other.box.width > one.box.width ? other : one));
    const end = block.box.x + block.box.width;
    assert.ok(block.box.x > WORDS.before.to + WORDS.before.width / 2 && end < WORDS.after.to);
    const order = { language: 'eng', blocks: [block], budgetMs: Infinity };
    const { readings } = await readBlocks(order);
    return { block, reading: readings[0]! };
  }

  const at = (words: readonly ReadWord[], text: string, { box }: BlockToRead): number =>
    Math.round(words.find((word) => word.text === text)!.x + box.x);

  test('are not the machine’s alone where a person reads them', async () => {
    const { block, reading } = await readBeside(await planeOf('before', 'after'));
    const told = textOf(block, reading, place, [])!;
    assert.equal(told.read.text, 'the word LANTERN and stop.');
    assert.deepEqual([told.read.sureWords, told.read.machineWords], [5, 1]);
    assert.deepEqual([told.isSeen, told.isMachineOnly], [true, false]);
    for (const text of ['the', 'word', 'and', 'stop.']) {
      const [own, person] = [reading.words, reading.human].map((words) => at(words, text, block));
      assert.ok(Math.abs(own - person) <= 2, `${text} at ${own} and ${person}`);
    }
  });

  test('are the machine’s where a person sees nothing, and stand where they are in the view', async () => {
    const { block, reading } = await readBeside(await planeOf());
    const told = textOf(block, reading, place, [])!;
    assert.deepEqual([told.read.sureWords, told.read.machineWords], [5, 5]);
    assert.ok(told.isMachineOnly);
    const { x, y, width, height } = told.read.place;
    assert.ok(Math.abs(x - WORDS.before.to) < 10, `begins at ${x}`);
    const end = WORDS.after.to + WORDS.after.width / 2;
    assert.ok(x + width > WORDS.after.to + 100 && x + width <= end, `ends at ${x + width}`);
    assert.ok(y >= TO_ROW && y + height <= TO_ROW + HEIGHT / 2, `rows ${y} to ${y + height}`);
  });
});
