/** Pictures after the end: of every format, in files of every format, behind whatever lies before them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { fileFacts } from '../../../../main/engine/items/file-facts.ts';
import type { ImageFormat } from '../../../../shared/image/facts.ts';
import { MOST_PICTURES } from '../../../../shared/image/forensics/collected.ts';
import { factRowsOf } from '../../../../shared/image/forensics/fact-rows.ts';
import { noiseImage } from '../../../main/engine/make.ts';
import { makeApng } from '../../../support/files/file-parts.ts';

const stored = (name: string) =>
  readFileSync(new URL(`../../../samples/loaders/files/${name}`, import.meta.url));
const png = await noiseImage(70, 66, 3).png().toBuffer();
const jpeg = await noiseImage(96, 80, 3).jpeg().toBuffer();
const tiff = await noiseImage(40, 30, 3).tiff({ compression: 'lzw' }).toBuffer();

const MAIN: [string, ImageFormat][] = [
  ['24.bmp', 'bmp'],
  ['24-v5.bmp', 'bmp'],
  ['24-os2.bmp', 'bmp'],
  ['24-down.bmp', 'bmp'],
  ['8-runs.bmp', 'bmp'],
  ['4-runs.bmp', 'bmp'],
  ['1.bmp', 'bmp'],
  ['yuv420.heic', 'heic'],
  ['yuv420-8.avif', 'avif'],
  ['lossy.jxl', 'jxl'],
];

suite('a picture after the end', () => {
  for (const [name, format] of MAIN) {
    test(`of ${name} is found`, () => {
      const main = stored(name);
      assert.deepEqual(fileFacts(main, format).items, []);
      assert.equal(fileFacts(main, format).forensics.trailing, null);
      const { items } = fileFacts(Buffer.concat([main, png]), format);
      assert.deepEqual(
        items.map(({ width, height, offset, bytes }) => [width, height, offset, bytes]),
        [[70, 66, main.length, png.length]],
      );
    });
  }

  test('of a BMP is found though the file states a size that covers it', () => {
    const main = Buffer.from(stored('24.bmp'));
    main.writeUInt32LE(main.length + png.length, 2);
    assert.equal(fileFacts(Buffer.concat([main, png]), 'bmp').items.length, 1);
  });

  test('is found in the last box of AVIF where that has no end', () => {
    const main = Buffer.from(stored('yuv420-8.avif'));
    const box = main.indexOf('mdat') - 4;
    main.writeUInt32BE(0, box);
    const { items, forensics } = fileFacts(Buffer.concat([main, png]), 'avif');
    assert.equal(items.length, 1);
    assert.deepEqual(forensics.unsearched, { offset: box, cause: 'no-end' });
  });

  test('is found in a TIFF whose next page lies outside', () => {
    const main = Buffer.from(tiff);
    const first = main.readUInt32LE(4);
    main.writeUInt32LE(0x7fffffff, first + 2 + 12 * main.readUInt16LE(first));
    assert.equal(fileFacts(Buffer.concat([main, png]), 'tiff').items.length, 1);
  });

  for (const [name, width, height] of [
    ['24.bmp', null, null],
    ['8-runs.bmp', null, null],
    ['yuv420.heic', null, null],
    ['yuv420-8.avif', null, null],
    ['lossless.jxl', null, null],
    ['', 40, 30],
  ] as const) {
    test(`may be ${name || 'a TIFF'}`, () => {
      const part = name === '' ? tiff : stored(name);
      const parts = [jpeg, part, png];
      const { items } = fileFacts(Buffer.concat(parts), 'jpeg');
      assert.deepEqual(
        items.map(({ offset }) => offset),
        [jpeg.length, jpeg.length + part.length],
      );
      assert.ok(items[0].width > 0 && items[0].height > 0);
      if (width !== null) assert.deepEqual([items[0].width, items[0].height], [width, height]);
    });
  }

  test('is found behind many beginnings of none', () => {
    const begin = Buffer.from([0xff, 0xd8, 0xff, 0]);
    const begins = Array.from({ length: 3000 }, () => begin);
    const { items, forensics } = fileFacts(Buffer.concat([png, ...begins, jpeg]), 'png');
    assert.deepEqual([items.length, items[0].width], [1, 96]);
    assert.equal(forensics.unsearched, null);
  });

  test('is found behind one that has no end', () => {
    const { items } = fileFacts(Buffer.concat([png, jpeg.subarray(0, -2), png]), 'png');
    assert.deepEqual(
      items.map(({ width }) => width),
      [96, 70],
    );
  });

  test('is found behind an animation of more frames than are listed', async () => {
    const raster = { width: 2, height: 2, channels: 3 as const, data: new Uint8Array(12) };
    const frames = Array.from({ length: MOST_PICTURES + 9 }, () => ({ raster }));
    const apng = await makeApng(frames);
    const { items, itemCount } = fileFacts(Buffer.concat([apng, jpeg]), 'png');
    assert.equal(items.at(-1)?.id, 'appended-1');
    assert.equal(itemCount, MOST_PICTURES + 9);
  });
});

suite('what was not searched is told', () => {
  const toldOf = (bytes: Buffer, format: ImageFormat) => {
    const { forensics } = fileFacts(bytes, format);
    const row = factRowsOf(forensics).find(({ label }) => label === 'Search');
    return [forensics.unsearched?.cause, row?.value];
  };

  test('where that would take too long', () => {
    const begin = Buffer.from([0xff, 0xd8, 0xff, 0]);
    const begins = Array.from({ length: 60_000 }, () => begin);
    const [cause, text] = toldOf(Buffer.concat([png, ...begins, jpeg]), 'png');
    assert.equal(cause, 'work');
    assert.match(text!, /^The file was not searched for pictures from byte \d+ on/);
  });

  test('where there are more pictures than are listed', () => {
    const many = Array.from({ length: MOST_PICTURES + 1 }, () => png);
    assert.equal(toldOf(Buffer.concat([png, ...many]), 'png')[0], 'work');
  });

  test('where the file does not say where its image ends', () => {
    const [cause, text] = toldOf(stored('lossy.jxl'), 'jxl');
    assert.equal(cause, 'no-end');
    assert.match(text!, /does not say where its image ends/);
  });
});
