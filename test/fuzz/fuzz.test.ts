/** The fuzzer itself: the same by the same seed, and not deaf. */
import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { describe, test } from 'node:test';
import { Random } from '../support/random.ts';
import { complaintAbout } from './complaints.ts';
import { inputOf } from './input.ts';
import { IMAGE_PARTS } from './mutate/image-formats.ts';
import { mutateParts } from './mutate/parts.ts';
import { imageSeeds } from './seeds/images.ts';
import { targetOf } from './targets/targets.ts';

test('a run is the same by its seed and number, and another by another', async () => {
  const target = targetOf('thresholds');
  const runs = (seed: number) =>
    Promise.all(Array.from({ length: 20 }, (_, index) => inputOf(target, seed, index + 1)));
  const [one, again, other] = [await runs(5), await runs(5), await runs(6)];
  assert.deepEqual(one, again);
  assert.notDeepEqual(one, other);
});

describe('mutators that know a format', () => {
  test('know every format that is read, and leave what they do not change', async () => {
    const seeds = await imageSeeds();
    const known = new Set<string>();
    for (const { name, bytes } of seeds) {
      const format = IMAGE_PARTS.find((each) => each.split(bytes) !== null);
      if (format === undefined) {
        assert.match(name, /\.jxl$/, 'only bare codestreams have no parts');
        continue;
      }
      known.add(format.name);
      const parts = format.split(bytes)!;
      assert.deepEqual(Buffer.concat(parts), bytes, name);
    }
    assert.deepEqual([...known].sort(), IMAGE_PARTS.map(({ name }) => name).sort());
  });

  test('bring check sums in line, most of the time', async () => {
    const png = (await imageSeeds()).find(({ name }) => name === 'rgba.png')!.bytes;
    let right = 0;
    for (let seed = 0; seed < 100; seed++) {
      const made = mutateParts(IMAGE_PARTS[0], png, new Random(seed), png)!;
      const chunks = IMAGE_PARTS[0].split(made)?.slice(1) ?? [Buffer.alloc(0)];
      const isRight = (chunk: Buffer) =>
        chunk.length >= 12 && crc32(chunk.subarray(4, -4)) === chunk.readUInt32BE(chunk.length - 4);
      if (chunks.every(isRight)) right++;
    }
    assert.ok(right > 50, String(right));
  });
});

describe('a sentence is complained of', () => {
  const about = (sentence: string, input = '') =>
    complaintAbout(sentence, Buffer.from(input), ['/given/folder/a.png']);

  test('that is no sentence of ours', () => {
    for (const raw of [
      'a.png is undefined',
      'a.png: NaN of 3 pixels',
      'was made by [object Object]',
      'TypeError: x is not a function',
      'open failed (ENOENT)',
      'no such table: images',
      'VipsJpeg: premature end',
      'see /opt/other/place.txt',
      '',
    ]) {
      assert.notEqual(about(raw), null, raw);
    }
  });

  test('but not one that quotes others, or what was read or given', () => {
    for (const good of [
      'a.png is damaged',
      'a.png is damaged (its words: VipsJpeg: premature end)',
      '/given/folder/a.png does not exist',
    ]) {
      assert.equal(about(good), null, good);
    }
    assert.equal(about('expected a number but received undefined', 'undefined'), null);
  });
});
