/** Which pictures of AVIF and HEIC files are shown and examined, and that none hides behind another. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decode } from '../../../../main/engine/decode/decode.ts';
import { sniff } from '../../../../main/engine/decode/formats/sniff.ts';
import { load } from '../../../../main/engine/decode/load.ts';
import { heifItems } from '../../../../main/engine/decode/heif-file.ts';
import { decodeAs } from '../make.ts';
import {
  alphaBox,
  colorBox,
  flatItem,
  makeHeif,
  sizeBox,
  type HeifReference,
} from './make-heif.ts';
import { sampleBytes } from '../../../support/loader-samples.ts';

const listed = (bytes: Buffer) => heifItems(bytes).map(({ id, kind }) => `${id} ${kind}`);

const shown = await flatItem(1, 200);
const decoy = await flatItem(2, 50);

/** An item made of others, without data that anybody asks for. */
const derived = (id: number, type: string) => ({
  ...{ id, type, data: Buffer.from([0]), properties: [sizeBox(64, 64)] },
});

describe('limits', () => {
  const policy = { orientation: 'stored', frame: null } as const;

  test('count the pixels of what a picture repeats', async () => {
    const large = await flatItem(2, 50, 512);
    const small = { ...derived(1, 'iden'), properties: [sizeBox(16, 16)] };
    const bytes = makeHeif([small, large], 1, [['dimg', 1, [2]]]);
    const limits = { maxPixels: 1000 };
    await assert.rejects(decode(bytes, 'x.avif', policy, limits), { code: 'too-large' });
    const limit = { name: 'x.avif', ...limits };
    await assert.rejects(load(bytes, 'pillow/convert-rgb', 0, limit), { code: 'too-large' });
    assert.equal((await decodeAs('x.avif', bytes)).raster.width, 512);
  });

  test('hold for tiles that repeat a larger picture', async () => {
    const large = await flatItem(2, 50, 2048);
    const tile = derived(3, 'iden');
    const grid = { ...derived(1, 'grid'), data: Buffer.from([0, 0, 0, 0, 0, 64, 0, 64]) };
    const parts: HeifReference[] = [
      ['dimg', 1, [3]],
      ['dimg', 3, [2]],
    ];
    await assert.rejects(decodeAs('x.avif', makeHeif([grid, large, tile], 1, parts)), {
      message: /tile 3 is 2048x2048, larger than its grid/,
    });
  });

  test('refuse alpha that is larger than its picture before it is decoded', async () => {
    const alpha = await flatItem(2, 1, 512, [colorBox(), alphaBox()]);
    alpha.data.fill(0); // whoever decoded it would say that it is damaged
    await assert.rejects(decodeAs('x.avif', makeHeif([shown, alpha], 1, [['auxl', 2, [1]]])), {
      message: /alpha is 512x512, the colors 64x64/,
    });
  });
});

describe('the primary picture', () => {
  test('marked as the alpha of another is shown all the same', async () => {
    const marked = { ...shown, properties: [...shown.properties, alphaBox()] };
    const references: HeifReference[] = [['auxl', 1, [2]]];
    const bytes = makeHeif([marked, decoy], 1, references);
    assert.deepEqual(listed(bytes), ['1 primary', '2 other']);
    assert.equal((await decodeAs('x.avif', bytes)).raster.data[0], 200);
  });

  test('of a coding that is not read is refused, and no other shown for it', async () => {
    for (const type of ['unci', 'iovl', 'xxxx']) {
      const bytes = makeHeif([{ ...shown, type }, decoy], 1);
      await assert.rejects(decodeAs('x.avif', bytes), {
        code: 'unsupported-format',
        message: new RegExp(`picture 1 of the file is of the kind "${type}"`),
      });
    }
  });
});

describe('a second picture', () => {
  test('of a coding that is not read is counted, and refused by its number', async () => {
    const bytes = Buffer.from(sampleBytes('two.heic'));
    const at = bytes.lastIndexOf('grid\0', bytes.indexOf('ipco', 0, 'latin1'), 'latin1');
    bytes.write('iovl', at, 'latin1');
    const { facts } = await decodeAs('x.heic', bytes);
    assert.equal(facts.frames, 2);
    await assert.rejects(decodeAs('x.heic', bytes, { frame: 1 }), { code: 'unsupported-format' });
  });

  test('is listed though a reference without meaning names it as a part', () => {
    assert.deepEqual(listed(makeHeif([shown, decoy], 1, [['dimg', 1, [2]]])), [
      '1 primary',
      '2 other',
    ]);
    const behind = [shown, decoy, derived(3, 'iden')];
    // Of two sources only the first is what is seen.
    assert.deepEqual(listed(makeHeif(behind, 3, [['dimg', 3, [1, 2]]])), ['3 primary', '2 other']);
  });

  test('in grids that are made of each other is counted, and refused', async () => {
    const grids = [shown, { ...decoy, id: 5 }, derived(3, 'grid'), derived(4, 'grid')];
    const circle: HeifReference[] = [
      ['dimg', 3, [4, 5]],
      ['dimg', 4, [3, 5]],
    ];
    const bytes = makeHeif(grids, 1, circle);
    assert.equal(listed(bytes).length, 3);
    const refused = listed(bytes).indexOf('3 other');
    await assert.rejects(decodeAs('x.avif', bytes, { frame: refused }), { code: 'decode-failed' });
  });

  test('that is the alpha of one that nobody shows is listed', () => {
    const marked = { ...decoy, properties: [...decoy.properties, alphaBox()] };
    const other = { ...derived(3, 'av01'), properties: [sizeBox(64, 64), alphaBox()] };
    const circle: HeifReference[] = [
      ['auxl', 2, [3]],
      ['auxl', 3, [2]],
    ];
    assert.deepEqual(listed(makeHeif([shown, marked, other], 1, circle)), [
      '1 primary',
      '2 auxiliary',
      '3 auxiliary',
    ]);
  });

  test('behind a tone map is listed; the tone map is told', async () => {
    const items = [shown, decoy, derived(3, 'tmap')];
    const bytes = makeHeif(items, 1, [['dimg', 3, [1, 2]]]);
    assert.deepEqual(listed(bytes), ['1 primary', '2 other']);
    assert.match((await decodeAs('x.avif', bytes)).facts.notes.join(), /holds a tone map/);
  });
});

describe('the frame that a loader is asked for', () => {
  const as = (id: string, bytes: Buffer, frame: number) =>
    load(bytes, id, frame, { name: 'x', maxPixels: 1e6 });
  const none = { code: 'invalid-argument', message: /expected --frame 1\.\./ };

  test('is the picture of that number, by libheif', async () => {
    const bytes = sampleBytes('two.heic');
    const second = await decodeAs('two.heic', bytes, { frame: 1 });
    const loaded = await as('libheif/heif-convert', bytes, 1);
    // heif-convert writes gray as three equal colors.
    const gray = loaded.data.filter((_, i) => i % 3 === 0);
    assert.ok(Buffer.from(gray).equals(Buffer.from(second.raster.data)));
    await assert.rejects(as('libheif/heif-convert', bytes, 2), none);
  });

  test('is refused where libavif shows no other picture', async () => {
    const bytes = makeHeif([shown, decoy], 1);
    for (const id of ['pillow/convert-rgb', 'opencv/imread-color']) {
      assert.equal((await as(id, bytes, 0)).data[0], 200);
      await assert.rejects(as(id, bytes, 1), {
        code: 'invalid-argument',
        message:
          /^Only the first picture of x is loaded as (pillow|opencv) does it, and not picture 2; /,
      });
      await assert.rejects(as(id, bytes, 2), none);
    }
  });

  test('is the only one of BMP', async () => {
    await assert.rejects(as('pillow/convert-rgb', sampleBytes('24.bmp'), 1), none);
  });
});

test('the major brand tells HEIC from AVIF', () => {
  const bytes = Buffer.from(sampleBytes('two.heic'));
  bytes.write('avif', 20, 'latin1');
  assert.deepEqual(sniff(bytes), { format: 'heic' });
  bytes.write('mif1', 8, 'latin1');
  assert.deepEqual(sniff(bytes), { format: 'avif' });
});
