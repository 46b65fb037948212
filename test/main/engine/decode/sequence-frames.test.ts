/** The frames of AVIF sequences: those of Pillow to the bit, examined, and bounded. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../../../shared/base/errors.ts';
import { DEFAULT_DECODE_LIMITS } from '../../../../shared/image/facts.ts';
import { readItemFile } from '../../../../shared/loaders/heif/item-file.ts';
import { addSequence } from '../../../../shared/loaders/heif/sequence.ts';
import { decode, hashSamples } from '../../../../main/engine/decode/decode.ts';

const SAMPLES = join(import.meta.dirname, '../../../samples/decode');

/** The first half of the SHA-256 of each frame by Pillow 12.3. */
const FRAMES = {
  'frames.avif': [
    'd6da428207f66538f3769f5a481eac8f',
    '23fa5dad95e14d1211f9fddf3c149c87',
    '2cef959725c7edd95b39a9e42647d6e8',
    '846e31755aacf44f868ef866114bf558',
    'ee83e8846631a43dbacedb56e78675d7',
    '57453ae476d75aee6641d14af8ee99ba',
  ],
  'frames-alpha.avif': [
    'ae303eeab8d9e0932a4e6a8368e21d4f',
    '3b783fa22949a991d4a6056a96beabef',
    '557593d56afe8bac55aee99fe4e86c44',
    'a0c8cb75858df9f964a72603ad520d68',
    'afeea66eb7a176567ceb0e224efd367a',
  ],
};

const decodeFrame = (bytes: Buffer, frame: number) =>
  decode(bytes, 'x.avif', { orientation: 'stored', frame }, DEFAULT_DECODE_LIMITS);

describe('the frames of a sequence', () => {
  for (const [name, hashes] of Object.entries(FRAMES)) {
    test(`${name}: are those of Pillow to the bit, beside the primary picture`, async () => {
      const bytes = readFileSync(join(SAMPLES, name));
      const found: string[] = [];
      for (let frame = 0; frame <= hashes.length; frame++) {
        const { facts, raster } = await decodeFrame(bytes, frame);
        assert.equal(facts.frames, hashes.length + 1);
        found.push(hashSamples(raster).slice(0, 32));
        const what =
          frame === 1 ? 'the primary one' : `frame ${Math.max(1, frame)} of its sequence`;
        assert.ok(facts.notes.join().includes(what), facts.notes.join());
        assert.ok(!facts.notes.join().includes('left out'));
      }
      assert.deepEqual([found[0], ...found.slice(2)], hashes);
    });
  }

  test('that are not where the file says are refused, the others are read', async () => {
    const bytes = readFileSync(join(SAMPLES, 'frames.avif'));
    const sizes = bytes.indexOf('stsz', 0, 'latin1') + 4 + 12;
    bytes.writeUInt32BE(0x7fffffff, sizes + 4 * 5); // of the last frame
    await decodeFrame(bytes, 0);
    const { facts } = await decodeFrame(bytes, 5);
    assert.match(facts.notes.join(), /left out, and not examined/);
  });

  test('are bounded, whatever their tables say', () => {
    const bytes = readFileSync(join(SAMPLES, 'frames.avif'));
    const table = bytes.indexOf('stbl', 0, 'latin1');
    const change = fc.record({ at: fc.nat(290), value: fc.constantFrom(0, 1, 2, 0x7f, 0xff) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const broken = Buffer.from(bytes);
        for (const { at, value } of changes) broken[table + at] = value;
        try {
          const file = readItemFile(broken);
          const found = addSequence(broken, file);
          assert.ok((found?.items.size ?? 0) <= 1000);
        } catch (error) {
          assert.ok(error instanceof UserError, String(error));
        }
      }),
    );
  });
});
