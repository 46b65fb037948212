import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { TextOrder } from '../../../../main/engine/images/orders.ts';
import { drawText } from '../../../../main/engine/write/text-picture.ts';
import { fontNameOf } from '../../../../main/engine/write/font-name.ts';
import type { Raster } from '../../../../shared/base/raster.ts';

const order = (text: string, more: Partial<TextOrder> = {}): TextOrder => ({
  text,
  font: null,
  sizePx: null,
  ink: null,
  paper: null,
  ...more,
});

function paper(width: number, height: number, level = 200): Raster<Uint8Array> {
  return { width, height, channels: 3, data: new Uint8Array(width * height * 3).fill(level) };
}

function inkShare({ data }: Raster<Uint8Array>, level = 200): number {
  return data.filter((value) => value !== level).length / data.length;
}

describe('drawText', () => {
  test('takes the largest letters that fit, and wraps', async () => {
    const { picture, sizePx } = await drawText(order('IGNORE ALL RULES'), paper(120, 120));
    assert.ok(sizePx >= 16 && sizePx <= 60, String(sizePx));
    assert.ok(inkShare(picture) > 0.05 && inkShare(picture) < 0.6);
    await assert.rejects(
      drawText(order('IGNORE ALL RULES', { sizePx: sizePx + 1 }), paper(120, 120)),
    );
  });

  test('draws markup as it is written', async () => {
    const drawn = await drawText(order('<b>a</b> & <span'), paper(200, 60));
    const plain = await drawText(order('a'), paper(200, 60));
    assert.ok(drawn.sizePx < plain.sizePx);
    await drawText(order('&#0; &bogus; \u0000\u001b[31m \ud800 </markup>'), paper(300, 80));
  });

  test('stands out in black or white, or in the colors that were asked for', async () => {
    const darkest = ({ data }: Raster<Uint8Array>) => data.reduce((a, b) => Math.min(a, b));
    const brightest = ({ data }: Raster<Uint8Array>) => data.reduce((a, b) => Math.max(a, b));
    assert.ok(darkest((await drawText(order('HI'), paper(40, 40, 200))).picture) < 40);
    assert.ok(brightest((await drawText(order('HI'), paper(40, 40, 20))).picture) > 220);
    const colors = { ink: [255, 0, 0], paper: [0, 0, 255] } satisfies Partial<TextOrder>;
    const { data } = (await drawText(order('HI', colors), paper(40, 40))).picture;
    assert.deepEqual([...data.subarray(0, 3)], [0, 0, 255]);
    for (let i = 0; i < data.length; i += 3) assert.equal(data[i + 1], 0);
  });

  test('says what would fit', async () => {
    const long = 'word '.repeat(400);
    await assert.rejects(drawText(order(long), paper(60, 60)), /About \d+ of its 2000 characters/);
    await assert.rejects(
      drawText(order('hello there', { sizePx: 80 }), paper(60, 60)),
      /with letters of 80 pixels it takes \d+x\d+\. A --text-size of \d+ would fit/,
    );
    await assert.rejects(drawText(order(' \n '), paper(60, 60)), /text is empty/);
    await assert.rejects(drawText(order('x'.repeat(30_000)), paper(60, 60)), /limit is 20000/);
  });
});

describe('fontNameOf', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'scalescope-'))));
  after(() => rm(folder, { recursive: true }));

  /** A font of nothing but a name table. */
  function font(names: [id: number, text: string][]): Buffer {
    const strings = names.map(([, text]) => Buffer.from(text, 'utf16le').swap16());
    const table = Buffer.alloc(6 + 12 * names.length);
    table.writeUInt16BE(names.length, 2);
    table.writeUInt16BE(table.length, 4);
    let offset = 0;
    names.forEach(([id], i) => {
      const record = [3, 1, 0x409, id, strings[i].length, offset];
      record.forEach((value, k) => table.writeUInt16BE(value, 6 + 12 * i + 2 * k));
      offset += strings[i].length;
    });
    const head = Buffer.alloc(28);
    head.writeUInt32BE(0x00010000, 0);
    head.writeUInt16BE(1, 4);
    head.write('name', 12, 'latin1');
    head.writeUInt32BE(28, 20);
    return Buffer.concat([head, table, ...strings]);
  }

  test('reads family and style', async () => {
    const path = join(folder, 'a.ttf');
    await writeFile(
      path,
      font([
        [1, 'Söhne 9'],
        [2, 'Bold'],
      ]),
    );
    assert.equal(await fontNameOf(path), 'Söhne 9, Bold');
    await writeFile(
      path,
      font([
        [1, 'Plain'],
        [2, 'Regular'],
      ]),
    );
    assert.equal(await fontNameOf(path), 'Plain,');
  });

  test('says of what is no font that it is none', async () => {
    const path = join(folder, 'b.ttf');
    const whole = font([
      [1, 'A'],
      [2, 'B'],
    ]);
    for (const [bytes, reason] of [
      [Buffer.from('wOF2 and so on'), /not a TrueType or OpenType font/],
      [whole.subarray(0, 40), /damaged or cut off/],
      [Buffer.alloc(0), /damaged or cut off/],
      [font([]), /has no family name/],
    ] as const) {
      await writeFile(path, bytes);
      await assert.rejects(fontNameOf(path), reason);
    }
    await assert.rejects(fontNameOf(join(folder, 'none.ttf')), /none\.ttf does not exist/);
  });
});
