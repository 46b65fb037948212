import assert from 'node:assert/strict';
import test from 'node:test';
import {
  decodeHeifPicture,
  heifItems,
  libavifItem,
} from '../../../../main/engine/decode/heif-file.ts';
import { load } from '../../../../main/engine/decode/load.ts';
import { exifOrientation } from '../../../../shared/loaders/heif/exif-item.ts';
import { orientationOf } from '../../../../shared/loaders/heif/transforms.ts';
import {
  avifOfOpenCV,
  avifOfPillow,
  heicOfLibheif,
} from '../../../../shared/loaders/yuv/by-library.ts';
import type { StoredPicture } from '../../../../shared/loaders/stored/stored-picture.ts';
import { decodeAs } from '../make.ts';
import {
  expectedArrays,
  hashOf,
  sampleBytes,
  sampleNames,
  type ExpectedArray,
} from '../../../support/loader-samples.ts';

/** The samples of `picture` with as many channels as the library gives. */
function withChannels(picture: StoredPicture, channels: number): StoredPicture['data'] {
  const { color, data } = picture;
  const has = color === 'gray' ? 1 : color === 'rgb' ? 3 : 4;
  if (has === channels) return data;
  const make = data.constructor as new (length: number) => Uint8Array;
  const out = new make((data.length / has) * channels);
  for (let i = 0; i < out.length; i++) {
    const channel = Math.min(i % channels, has - 1);
    out[i] = data[Math.floor(i / channels) * has + channel];
  }
  return out;
}

function assertEqual(picture: StoredPicture, { shape, dtype, sha256 }: ExpectedArray): void {
  assert.deepEqual([picture.height, picture.width], shape.slice(0, 2));
  assert.equal(picture.data instanceof Uint16Array ? 'uint16' : 'uint8', dtype);
  assert.equal(hashOf(withChannels(picture, shape[2] ?? 1)), sha256);
}

for (const name of sampleNames('.avif')) {
  const expected = expectedArrays[name];
  test(`${name} is byte for byte what Pillow makes of it`, async () => {
    const bytes = sampleBytes(name);
    const { planes, properties } = await decodeHeifPicture(bytes, libavifItem(bytes));
    const picture = avifOfPillow(planes, orientationOf(properties));
    assertEqual(picture, expected.pillow);
    assert.equal(picture.orientation, expected.pillow.orientation);
  });

  test(`${name} is byte for byte what OpenCV makes of it, or refused as it refuses`, async () => {
    const bytes = sampleBytes(name);
    const { planes, exif } = await decodeHeifPicture(bytes, libavifItem(bytes));
    const turn = exif === null ? 1 : exifOrientation(exif);
    for (const [kind, unchanged] of [
      ['opencv/unchanged', true],
      ['opencv/color', false],
    ] as const) {
      if (expected[kind].error === undefined) {
        assertEqual(avifOfOpenCV(planes, turn, unchanged), expected[kind]);
      } else {
        assert.throws(() => avifOfOpenCV(planes, turn, unchanged), { code: 'unsupported-format' });
      }
    }
  });
}

for (const name of sampleNames('.heic')) {
  test(`${name} is byte for byte what libheif makes of it`, async () => {
    const { planes, properties } = await decodeHeifPicture(sampleBytes(name), null);
    assertEqual(heicOfLibheif(planes, properties), expectedArrays[name].library);
  });
}

for (const name of sampleNames('.jxl')) {
  test(`${name} is what libjxl makes of it, exactly where nothing was lost`, async () => {
    const policy = { orientation: 'stored', frame: 0 } as const;
    const { facts, raster } = await decodeAs(name, sampleBytes(name), policy);
    const { shape, sha256 } = expectedArrays[name].library;
    assert.deepEqual([raster.height, raster.width, raster.channels], shape);
    if (name !== 'lossy.jxl') assert.equal(hashOf(raster.data), sha256);
    assert.equal(facts.format, 'jxl');
    assert.equal(facts.frames, name === 'frames.jxl' ? 3 : 1);
  });
}

test('the primary picture is decoded, the others are further frames', async () => {
  const bytes = sampleBytes('two.heic');
  const first = await decodeAs('two.heic', bytes);
  assert.equal(first.facts.frames, 2);
  assert.equal(first.raster.channels, 3);
  assert.match(first.facts.notes.join(), /holds 2 pictures. This is number 1, the primary one/);
  const second = await decodeAs('two.heic', bytes, { orientation: 'stored', frame: 1 });
  assert.equal(second.raster.channels, 1);
  assert.match(second.facts.notes.join(), /number 2, a picture of its own/);
  await assert.rejects(decodeAs('two.heic', bytes, { orientation: 'stored', frame: 2 }), {
    code: 'invalid-argument',
  });
});

test('where the primary item is another, that one is decoded', async () => {
  const bytes = sampleBytes('two.heic');
  const swapped = Buffer.from(bytes);
  const [primary, other] = heifItems(bytes);
  const at = swapped.indexOf('pitm', 0, 'latin1') + 8; // behind its name, version and flags
  assert.equal(swapped.readUInt16BE(at), primary.id);
  swapped.writeUInt16BE(other.id, at);
  assert.deepEqual(
    heifItems(swapped).map(({ id }) => id),
    [other.id, primary.id],
  );
  assert.equal((await decodeAs('two.heic', swapped)).raster.channels, 1);
});

test('where the brand is avis, the first frame of the sequence is shown, as by Pillow', async () => {
  const bytes = sampleBytes('sequence.avif');
  const [first, primary, second] = heifItems(bytes);
  assert.deepEqual([first.kind, primary.kind, second.kind], ['sequence', 'primary', 'sequence']);
  assert.equal(libavifItem(bytes), first.id);
  const { facts, raster } = await decodeAs('x.avif', bytes);
  assert.match(facts.notes.join(), /number 1, frame 1 of its sequence/);
  assert.match(facts.notes.join(), /a sequence of 2 frames\./);
  assert.deepEqual([raster.width, raster.height], [37, 29]);

  const still = Buffer.from(bytes);
  still.write('avif', 8, 'latin1');
  assert.deepEqual(
    heifItems(still).map(({ kind }) => kind),
    ['primary', 'sequence', 'sequence'],
  );
});

test('nothing takes the place of a sequence that cannot be read', async () => {
  const limit = { name: 'x.avif', maxPixels: 1e6 };
  for (const [box, says] of [
    ['stsz', /does not say how long its frames are/],
    ['moov', /holds no sequence/],
  ] as const) {
    const bytes = Buffer.from(sampleBytes('sequence.avif'));
    bytes.write('free', bytes.indexOf(box, 0, 'latin1'), 'latin1');
    const failure = { code: 'decode-failed', message: says };
    await assert.rejects(decodeAs('x.avif', bytes), failure);
    await assert.rejects(load(bytes, 'pillow/convert-rgb', 0, limit), failure);
    bytes.write('avif', 8, 'latin1');
    assert.equal((await decodeAs('x.avif', bytes)).raster.width, 37);
  }
});

test('a turned AVIF is turned where that is asked for', async () => {
  const stored = await decodeAs('turned6.avif', sampleBytes('turned6.avif'));
  assert.equal(stored.facts.orientation, 6);
  const policy = { orientation: 'applied', frame: null } as const;
  const { raster } = await decodeAs('turned6.avif', sampleBytes('turned6.avif'), policy);
  assert.deepEqual([raster.width, raster.height], [stored.raster.height, stored.raster.width]);
  // EXIF 6: the upper left corner is the lower left one of what is stored.
  const { data, width, height, channels } = stored.raster;
  const corner = (height - 1) * width * channels;
  assert.deepEqual([...raster.data.slice(0, 3)], [...data.slice(corner, corner + 3)]);
});
