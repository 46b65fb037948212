import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../../../shared/base/errors.ts';
import { decodeAs } from '../make.ts';
import { sampleBytes } from '../../../support/loader-samples.ts';

/** A copy of a sample, changed. */
function changed(name: string, change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(sampleBytes(name));
  change(bytes);
  return bytes;
}

/** Offset of the content of the first box or property called `type`. */
const contentOf = (bytes: Buffer, type: string) => bytes.indexOf(type, 0, 'latin1') + 4;

const cases: Record<string, [name: string, bytes: Buffer, says: RegExp]> = {
  'no primary item': [
    'x.avif',
    changed('yuv420-8.avif', (b) => b.write('free', b.indexOf('pitm'), 'latin1')),
    /names no primary item/,
  ],
  'a primary item that is not there': [
    'x.avif',
    changed('yuv420-8.avif', (b) => b.writeUInt16BE(77, contentOf(b, 'pitm') + 4)),
    /primary item, 77, is not there/,
  ],
  'a grid made of itself': [
    'x.avif',
    changed('grid.avif', (b) => {
      // The first tile of the reference becomes the grid, which the reference is from.
      const at = contentOf(b, 'dimg');
      b.writeUInt16BE(b.readUInt16BE(at), at + 4);
    }),
    /is made of itself/,
  ],
  'data beyond the end of the file': [
    'x.heic',
    sampleBytes('yuv420.heic').subarray(0, sampleBytes('yuv420.heic').length - 20),
    /beyond the end of the file/,
  ],
  'a size that its samples do not have': [
    'x.avif',
    changed('yuv444-8.avif', (b) => b.writeUInt32BE(36, contentOf(b, 'ispe') + 4)),
    /could not be decoded/,
  ],
  'a box smaller than its header': [
    'x.heic',
    changed('yuv420.heic', (b) => b.writeUInt32BE(3, b.indexOf('iloc', 0, 'latin1') - 4)),
    /smaller than its own header/,
  ],
};

for (const [what, [name, bytes, says]] of Object.entries(cases)) {
  test(`${what}: a sentence`, async () => {
    const started = performance.now();
    await assert.rejects(decodeAs(name, bytes), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.code, 'decode-failed');
      assert.match(error.message, /^x\.\w+ is an \w+ image that could not be decoded: /);
      assert.match(error.message, says);
      return true;
    });
    assert.ok(performance.now() - started < 5000);
  });
}

test('absurd dimensions are refused before anything is decoded', async () => {
  const stretched = (name: string) =>
    changed(name, (b) => {
      b.writeUInt32BE(4e9, contentOf(b, 'ispe') + 4);
      b.writeUInt32BE(4e9, contentOf(b, 'ispe') + 8);
    });
  await assert.rejects(decodeAs('x.avif', stretched('yuv420-8.avif')), { code: 'too-large' });
  await assert.rejects(decodeAs('x.heic', stretched('yuv420.heic')), {
    message: /tile 1 is 4000000000x4000000000, larger than its grid/,
  });
});

test('an ICC profile of many megabytes costs no time', async () => {
  const whole = sampleBytes('yuv420-8.avif');
  // A property container whose color box claims to be a profile of all that follows.
  const bytes = changed('yuv420-8.avif', (b) => b.write('prof', contentOf(b, 'colr'), 'latin1'));
  const padded = Buffer.concat([bytes, Buffer.alloc(50e6)]);
  const started = performance.now();
  const { facts } = await decodeAs('x.avif', padded);
  assert.equal(facts.iccName, 'unreadable profile');
  assert.equal(facts.width, 37);
  assert.ok(whole.length < 3000 && performance.now() - started < 5000);
});

test('no changed or cut byte makes AVIF or HEIC fail in another way than with a sentence', async () => {
  const names = ['yuv420-8a.avif', 'grid.avif', 'two.heic', 'alpha.heic', 'turned5.avif'];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.array(fc.tuple(fc.nat(1200), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
      fc.integer({ min: 30, max: 5000 }),
      async (name, changes, cut) => {
        const bytes = Buffer.from(sampleBytes(name)).subarray(0, cut);
        for (const [at, value] of changes) if (at > 11) bytes[at % bytes.length] = value;
        try {
          const { raster } = await decodeAs(name, bytes);
          assert.ok(raster.data.length > 0);
        } catch (error) {
          assert.ok(error instanceof UserError, String(error));
        }
      },
    ),
    { numRuns: 150 },
  );
});

test('no changed or cut byte makes JPEG XL fail in another way than with a sentence', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('lossy.jxl', 'lossless.jxl', 'frames.jxl'),
      fc.array(fc.tuple(fc.nat(3000), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
      fc.integer({ min: 3, max: 5000 }),
      async (name, changes, cut) => {
        const bytes = Buffer.from(sampleBytes(name)).subarray(0, cut);
        for (const [at, value] of changes) if (at > 1) bytes[at % bytes.length] = value;
        try {
          await decodeAs(name, bytes, { orientation: 'stored', frame: 0 });
        } catch (error) {
          assert.ok(error instanceof UserError, String(error));
        }
      },
    ),
    { numRuns: 100 },
  );
});
