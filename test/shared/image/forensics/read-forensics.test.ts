/** Facts of files that sharp makes, with parts added to them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import sharp, { type JpegOptions } from 'sharp';
import { pngChunk } from '../../../../main/engine/decode/formats/png-chunks.ts';
import { fileFacts } from '../../../../main/engine/items/file-facts.ts';
import { MOST_PICTURES } from '../../../../shared/image/forensics/collected.ts';
import { factRowsOf } from '../../../../shared/image/forensics/fact-rows.ts';
import { MOST_CHARACTERS, MOST_LISTED } from '../../../../shared/image/forensics/forensics.ts';
import { noiseImage } from '../../../main/engine/make.ts';
import {
  exifSegment,
  jpegSegment,
  makeExif,
  makeMpo,
  withChunks,
  withSegments,
  xmpSegment,
} from '../../../support/files/file-parts.ts';

const SAMPLES = new URL('../../../samples/', import.meta.url);
const jpeg = await noiseImage(96, 80, 3).jpeg({ quality: 90 }).toBuffer();
const png = await noiseImage(70, 66, 3).png().toBuffer();
const gif = await noiseImage(30, 20, 3).gif().toBuffer();
const webp = await noiseImage(64, 48, 3).webp().toBuffer();
const tiff = await noiseImage(40, 30, 3).tiff({ compression: 'lzw' }).toBuffer();
const avif = await noiseImage(64, 64, 3).avif({ effort: 0 }).toBuffer();
const files = { jpeg, png, gif, webp, tiff, avif } as const;
type Format = keyof typeof files;
const formats = Object.keys(files) as Format[];

suite('the end of a file', () => {
  for (const format of formats) {
    test(`of ${format} is found, with nothing after it`, () => {
      const { forensics, items } = fileFacts(files[format], format);
      assert.equal(forensics.trailing, null);
      assert.equal(forensics.isCutShort, false);
      assert.deepEqual(items, []);
    });

    test(`of ${format} is followed by bytes that are counted and named`, () => {
      const bytes = Buffer.concat([files[format], Buffer.from('PK\x03\x04 and more')]);
      const { trailing } = fileFacts(bytes, format).forensics;
      const offset = files[format].length;
      const looksLike = ['a ZIP archive'];
      assert.deepEqual(trailing, { offset, bytes: 13, unexplained: 13, looksLike });
    });
  }

  for (const format of ['jpeg', 'png', 'gif', 'webp'] as const) {
    test(`of ${format} that is cut short is missed`, () => {
      const { forensics } = fileFacts(files[format].subarray(0, -10), format);
      assert.equal(forensics.isCutShort, true);
      assert.equal(forensics.trailing, null);
    });
  }

  test('of a multi-page TIFF is that of its last page', async () => {
    const pages = { join: { animated: true } };
    const bytes = await sharp([png, png, png], pages).tiff({ compression: 'lzw' }).toBuffer();
    assert.equal(fileFacts(bytes, 'tiff').forensics.trailing, null);
    const more = Buffer.concat([bytes, Buffer.alloc(5)]);
    assert.deepEqual(fileFacts(more, 'tiff').forensics.trailing?.looksLike, ['zeros']);
  });
});

suite('pictures after the end', () => {
  for (const format of formats) {
    test(`of ${format} are listed, each with its place`, () => {
      const gap = Buffer.from('between');
      const parts = [files[format], png, gap, jpeg, webp, gif];
      const { items, forensics } = fileFacts(Buffer.concat(parts), format);
      const at = (index: number) =>
        parts.slice(0, index).reduce((sum, { length }) => sum + length, 0);
      assert.deepEqual(
        items.map(({ id, width, height, offset, bytes }) => [id, width, height, offset, bytes]),
        [
          ['appended-1', 70, 66, at(1), png.length],
          ['appended-2', 96, 80, at(3), jpeg.length],
          ['appended-3', 64, 48, at(4), webp.length],
          ['appended-4', 30, 20, at(5), gif.length],
        ],
      );
      assert.equal(forensics.trailing?.unexplained, gap.length);
    });
  }

  test('are listed up to a number', () => {
    const many = Buffer.concat([jpeg, ...Array.from({ length: MOST_PICTURES + 9 }, () => gif)]);
    assert.equal(fileFacts(many, 'jpeg').items.length, MOST_PICTURES);
  });
});

suite('pictures that a JPEG tells of', () => {
  test('are a second view and its place, as Pillow writes them', () => {
    const bytes = readFileSync(new URL('stereo.mpo.jpg', SAMPLES));
    const { items, forensics } = fileFacts(bytes, 'jpeg');
    assert.deepEqual(
      items.map(({ id, width, height, offset }) => [id, width, height, offset]),
      [['multi-picture-1', 112, 150, 4101]],
    );
    assert.equal(forensics.trailing?.unexplained, 0);
  });

  test('are previews and gain maps, by what they say of themselves', () => {
    const map = withSegments(jpeg, xmpSegment('<x hdrgm:Version="1.0" hdrgm:GainMapMax="2"/>'));
    const others = [
      { type: 0x010002, jpeg },
      { type: 0, jpeg: map },
      { type: 0x020002, jpeg },
    ];
    const { items, forensics } = fileFacts(makeMpo(jpeg, others), 'jpeg');
    const ids = ['preview-1', 'gain-map-1', 'multi-picture-1'];
    assert.deepEqual(
      items.map(({ id }) => id),
      ids,
    );
    assert.equal(forensics.gainMap, 'ultra-hdr');
    assert.equal(forensics.trailing?.unexplained, 0);
  });

  test('are gain maps that follow without an index', () => {
    const map = withSegments(jpeg, xmpSegment('<x xmlns:HDRGainMapVersion="1"/>'));
    const { items, forensics } = fileFacts(Buffer.concat([jpeg, map]), 'jpeg');
    assert.equal(items[0].id, 'gain-map-1');
    assert.equal(forensics.gainMap, 'apple');
  });

  test('are thumbnails in EXIF and JFIF', async () => {
    const small = await noiseImage(16, 12, 3).jpeg().toBuffer();
    const jfxx = jpegSegment(0xe0, Buffer.concat([Buffer.from('JFXX\0\x10', 'latin1'), small]));
    const exif = exifSegment(makeExif({}, small));
    const bytes = withSegments(jpeg, exif, jfxx);
    const { items } = fileFacts(bytes, 'jpeg');
    assert.deepEqual(
      items.map(({ id, width }) => [id, width]),
      [
        ['thumbnail-1', 16],
        ['thumbnail-2', 16],
      ],
    );
    for (const { offset, bytes: length } of items) {
      assert.deepEqual(bytes.subarray(offset, offset + length), small);
    }
  });
});

suite('texts', () => {
  test('of EXIF name the camera and the program', () => {
    const texts = {
      270: 'A dandelion',
      271: 'Maker',
      272: 'Model 1',
      305: 'Prögram',
      306: '2024:05:01 12:00:00',
      315: 'A. Author',
    };
    const { forensics } = fileFacts(withSegments(jpeg, exifSegment(makeExif(texts))), 'jpeg');
    const { make, model, software, modified, artist, hasPlace } = forensics.camera!;
    assert.deepEqual(
      [make, model, software, modified, artist, hasPlace],
      ['Maker', 'Model 1', 'Prögram', '2024:05:01 12:00:00', 'A. Author', false],
    );
    assert.deepEqual(
      forensics.texts.map(({ key, text }) => [key, text]),
      [['ImageDescription', 'A dandelion']],
    );
  });

  test('are the same in the eXIf chunk of PNG and in WebP', async () => {
    const exif = pngChunk('eXIf', makeExif({ 271: 'Maker' }));
    assert.equal(fileFacts(withChunks(png, exif), 'png').forensics.camera?.make, 'Maker');
    const image = noiseImage(16, 16, 3).withExif({ IFD0: { Make: 'Maker' } });
    const made = await image.webp().toBuffer();
    assert.equal(fileFacts(made, 'webp').forensics.camera?.make, 'Maker');
  });

  test('of PNG are read from all three chunks, compressed or not', () => {
    const text = (type: string, data: string, body = Buffer.alloc(0)) =>
      pngChunk(type, Buffer.concat([Buffer.from(data, 'latin1'), body]));
    const zipped = deflateSync(Buffer.from('zipped ümläut', 'latin1'));
    const bytes = withChunks(
      png,
      text('tEXt', 'Title\0plain \xe9'),
      text('zTXt', 'Long\0\0', zipped),
      text('iTXt', 'World\0\0\0\0\0', Buffer.from('雪')),
      text('iTXt', 'Zip\0\x01\0de\0Z\0', deflateSync(Buffer.from('Größe'))),
    );
    assert.deepEqual(
      fileFacts(bytes, 'png').forensics.texts.map(({ where, key, text: said }) => [
        where,
        key,
        said,
      ]),
      [
        ['tEXt', 'Title', 'plain é'],
        ['zTXt', 'Long', 'zipped ümläut'],
        ['iTXt', 'World', '雪'],
        ['iTXt', 'Zip', 'Größe'],
      ],
    );
  });

  test('that unpack to a great size are left out', () => {
    const bomb = deflateSync(Buffer.alloc(50e6, 65));
    const chunk = pngChunk('zTXt', Buffer.concat([Buffer.from('Bomb\0\0'), bomb]));
    assert.deepEqual(fileFacts(withChunks(png, chunk), 'png').forensics.texts, []);
  });

  test('are comments of JPEG and GIF', () => {
    const comment = jpegSegment(0xfe, Buffer.from('Größe'));
    assert.equal(fileFacts(withSegments(jpeg, comment), 'jpeg').forensics.texts[0].text, 'Größe');
    const block = Buffer.concat([Buffer.from([0x21, 0xfe, 5]), Buffer.from('hello\0')]);
    const commented = Buffer.concat([gif.subarray(0, -1), block, gif.subarray(-1)]);
    assert.equal(fileFacts(commented, 'gif').forensics.texts[0].text, 'hello');
  });

  test('are bounded in length and number, and shown without what could deceive', () => {
    const comments = Array.from({ length: MOST_LISTED + 6 }, (_, i) =>
      jpegSegment(0xfe, Buffer.from(`${i}\u202e<b>\x1b[31m${'x'.repeat(5000)}`)),
    );
    const { forensics } = fileFacts(withSegments(jpeg, ...comments), 'jpeg');
    assert.equal(forensics.texts.length, MOST_LISTED);
    assert.equal(forensics.textCount, MOST_LISTED + 6);
    assert.equal(forensics.texts[0].text.length, MOST_CHARACTERS);
    assert.equal(forensics.texts[0].isCut, true);
    const shown = factRowsOf(forensics).find(({ label }) => label === 'Text')!.value;
    assert.match(shown, /^comment: 0\\u\{202e\}<b>\\u\{1b\}\[31mx+…$/);
  });
});

suite('PNG', () => {
  test('tells which checksums are wrong', () => {
    const bytes = withChunks(png, pngChunk('tEXt', Buffer.from('a\0b')));
    bytes[33 + 8] ^= 1; // in the text
    const { checksums } = fileFacts(bytes, 'png').forensics;
    assert.deepEqual(checksums?.wrong, [{ type: 'tEXt', offset: 33 }]);
    assert.equal(fileFacts(png, 'png').forensics.checksums?.wrongCount, 0);
  });

  test('tells gamma, sRGB, cICP and the size of its profile', async () => {
    const bytes = withChunks(
      png,
      pngChunk('gAMA', Buffer.from([0, 0, 0xb1, 0x8f])),
      pngChunk('sRGB', Buffer.from([0])),
      pngChunk('cICP', Buffer.from([9, 16, 0, 1])),
    );
    const { color } = fileFacts(bytes, 'png').forensics;
    assert.deepEqual([color.gamma, color.srgbIntent, color.cicp], [45455, 0, [9, 16, 0, 1]]);
    const profiled = await noiseImage(8, 8, 3).withIccProfile('p3').png().toBuffer();
    assert.ok(fileFacts(profiled, 'png').forensics.color.iccBytes! > 100);
  });
});

suite('JPEG', () => {
  test('tells the quality of libjpeg from its tables, from 1 to 100', async () => {
    const image = noiseImage(16, 16, 3);
    for (const quality of [1, 2, 10, 24, 25, 49, 50, 51, 75, 85, 90, 95, 99, 100]) {
      const bytes = await image.clone().jpeg({ quality }).toBuffer();
      const { maker } = fileFacts(bytes, 'jpeg').forensics.jpeg!;
      assert.deepEqual(maker, { name: 'libjpeg', quality }, `quality ${quality}`);
    }
  });

  test('tells the quality of mozjpeg from its tables', async () => {
    for (const quality of [10, 50, 75, 90]) {
      const bytes = await noiseImage(16, 16, 3).jpeg({ quality, mozjpeg: true }).toBuffer();
      const { maker, process } = fileFacts(bytes, 'jpeg').forensics.jpeg!;
      assert.deepEqual(maker, { name: 'mozjpeg', quality });
      assert.equal(process, 'progressive');
    }
  });

  test('names no maker of tables that none of them makes', async () => {
    const bytes = await noiseImage(16, 16, 3).jpeg({ quantisationTable: 5 }).toBuffer();
    assert.equal(fileFacts(bytes, 'jpeg').forensics.jpeg?.maker, null);
  });

  test('tells how colors are sampled, and the process', async () => {
    const facts = async (options: JpegOptions) =>
      fileFacts(await noiseImage(16, 16, 3).jpeg(options).toBuffer(), 'jpeg').forensics.jpeg!;
    assert.equal((await facts({ chromaSubsampling: '4:2:0' })).subsampling, '4:2:0');
    assert.equal((await facts({ chromaSubsampling: '4:4:4' })).subsampling, '4:4:4');
    assert.equal((await facts({ progressive: true })).process, 'progressive');
    assert.equal((await facts({})).process, 'baseline');
    const gray = await noiseImage(16, 16, 1).toColourspace('b-w').jpeg().toBuffer();
    const { sampling, subsampling } = fileFacts(gray, 'jpeg').forensics.jpeg!;
    assert.deepEqual([sampling.length, subsampling], [1, null]);
  });
});
