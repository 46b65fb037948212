import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../../../shared/base/errors.ts';
import { readCoefficients } from '../../../../shared/loaders/jpeg/coefficients.ts';
import { jpegPicture } from '../../../../shared/loaders/jpeg/jpeg-picture.ts';
import { storedJpeg } from '../../../../shared/loaders/jpeg/stored-jpeg.ts';
import { readJpeg } from '../../../../main/engine/decode/stored/read-jpeg.ts';

const folder = new URL('../../../golden/loaders/files/', import.meta.url);
const fileOf = (name: string): Buffer => readFileSync(new URL(name, folder));
const whole = { shrink: 1, dct: 'slow', wantsLuma: false } as const;
const limit = { name: 'x.jpg', maxPixels: 1e6 };

for (const name of readdirSync(folder).filter((each) =>
  /^(odd|cmyk|rgb-adobe|gray|q90|prog).*jpg$/.test(each),
)) {
  test(`${name}: the exact transform is byte for byte libjpeg's, in color and gray`, async () => {
    const bytes = fileOf(name);
    for (const wantsLuma of [false, true]) {
      const theirs = await readJpeg(bytes, limit, wantsLuma);
      const ours = storedJpeg(bytes, { ...whole, wantsLuma });
      assert.deepEqual(
        [ours.width, ours.height, ours.color],
        [theirs.width, theirs.height, theirs.color],
      );
      assert.deepEqual(
        Buffer.from(ours.data as Uint8Array),
        Buffer.from(theirs.data as Uint8Array),
      );
      assert.equal(ours.inverted, theirs.inverted);
    }
  });
}

test('a picture that is shrunken has its sides rounded up', () => {
  const coefficients = readCoefficients(fileOf('odd-420.jpg'));
  const sizes = ([1, 2, 4, 8] as const).map((shrink) => {
    const { width, height, data } = jpegPicture(coefficients, { ...whole, shrink });
    assert.equal(data.length, width * height * 3);
    return `${width}x${height}`;
  });
  assert.deepEqual(sizes, ['37x29', '19x15', '10x8', '5x4']);
});

test('a file that ends anywhere before its end is damaged, and nothing else is thrown', () => {
  for (const name of ['odd-420.jpg', 'odd-420-progressive.jpg', 'odd-440-restarts.jpg']) {
    const bytes = fileOf(name);
    for (let end = 0; end < bytes.length - 1; end += 3) {
      assert.throws(() => readCoefficients(bytes.subarray(0, end)), { code: 'decode-failed' });
    }
  }
});

test('the size is told before memory is taken', () => {
  const bytes = Buffer.from(fileOf('odd-420.jpg'));
  const at = bytes.indexOf(Buffer.from([0xff, 0xc0])) + 5;
  bytes.writeUInt16BE(65535, at);
  bytes.writeUInt16BE(65535, at + 2);
  const refuse = ({ width, height }: { width: number; height: number }) => {
    assert.deepEqual([width, height], [65535, 65535]);
    throw new UserError('too-large', 'no');
  };
  assert.throws(() => readCoefficients(bytes, refuse), { code: 'too-large' });
});

test('12 bits, arithmetic coding and lossless coding are refused by name', () => {
  for (const [marker, says] of [
    [0xc9, /arithmetic/],
    [0xc3, /this process/],
  ] as const) {
    const bytes = Buffer.from(fileOf('odd-420.jpg'));
    bytes[bytes.indexOf(Buffer.from([0xff, 0xc0])) + 1] = marker;
    assert.throws(() => readCoefficients(bytes), { code: 'unsupported-format', message: says });
  }
  const deep = Buffer.from(fileOf('odd-420.jpg'));
  deep[deep.indexOf(Buffer.from([0xff, 0xc0])) + 4] = 12;
  assert.throws(() => readCoefficients(deep), { code: 'unsupported-format', message: /12 bits/ });
});

test('whatever bytes are changed, it is a picture or a UserError', () => {
  const sources = ['odd-420.jpg', 'odd-420-progressive.jpg', 'odd-ycck.jpg'].map(fileOf);
  const change = fc.record({
    source: fc.nat(2),
    edits: fc.array(fc.tuple(fc.nat(1600), fc.nat(255)), { minLength: 1, maxLength: 6 }),
    shrink: fc.constantFrom(1, 2, 4, 8),
  });
  fc.assert(
    fc.property(change, ({ source, edits, shrink }) => {
      const bytes = Buffer.from(sources[source]);
      for (const [at, value] of edits) bytes[at % bytes.length] = value;
      const refuse = ({ width, height }: { width: number; height: number }) => {
        if (width * height > 1e5) throw new UserError('too-large', 'no');
      };
      try {
        const { width, height, data } = jpegPicture(readCoefficients(bytes, refuse), {
          ...whole,
          shrink: shrink as 1,
        });
        assert.ok(data.length === width * height || data.length % (width * height) === 0);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
      }
    }),
    { numRuns: 300 },
  );
});
