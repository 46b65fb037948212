/** Facts of files that are made to break their readers: whatever they hold, an answer comes, and soon. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { apngParts } from '../../../../main/engine/items/apng-parts.ts';
import { fileFacts } from '../../../../main/engine/items/file-facts.ts';
import { UserError } from '../../../../shared/base/errors.ts';
import { IMAGE_FORMATS } from '../../../../shared/image/facts.ts';
import { factRowsOf } from '../../../../shared/image/forensics/fact-rows.ts';
import { noiseImage } from '../../../main/engine/make.ts';
import {
  exifSegment,
  jpegSegment,
  makeApng,
  makeExif,
  makeMpo,
  withSegments,
  xmpSegment,
} from '../../../support/files/file-parts.ts';

const small = await noiseImage(20, 16, 3).jpeg().toBuffer();
const exif = exifSegment(makeExif({ 271: 'Maker', 270: 'Text' }, small));
const rich = makeMpo(withSegments(small, exif, xmpSegment('<x hdrgm:Version="1"/>')), [
  { type: 0x010001, jpeg: small },
]);
const raster = (level: number) => ({
  width: 9,
  height: 7,
  channels: 3 as const,
  data: new Uint8Array(9 * 7 * 3).fill(level),
});
const apng = await makeApng([{ raster: raster(1) }, { raster: raster(2) }]);
const seeds: Buffer[] = [
  rich,
  readFileSync(new URL('../../../samples/stereo.mpo.jpg', import.meta.url)),
  Buffer.concat([apng, rich]),
  await noiseImage(20, 16, 3).gif().toBuffer(),
  await noiseImage(20, 16, 3)
    .withExif({ IFD0: { Make: 'x' } })
    .webp()
    .toBuffer(),
  await noiseImage(20, 16, 3).tiff({ compression: 'lzw' }).toBuffer(),
  await noiseImage(20, 16, 3).avif({ effort: 0 }).toBuffer(),
];

/** A file with some of its bytes replaced, perhaps cut short or repeated. */
const broken = fc
  .record({
    seed: fc.constantFrom(...seeds),
    changes: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 40 }),
    cut: fc.option(fc.nat()),
    isTwice: fc.boolean(),
  })
  .map(({ seed, changes, cut, isTwice }) => {
    const bytes = Buffer.from(isTwice ? Buffer.concat([seed, seed]) : seed);
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return cut === null ? bytes : bytes.subarray(0, cut % bytes.length);
  });

test('no bytes make a reader throw, and every picture that it lists lies inside', () => {
  fc.assert(
    fc.property(
      fc.oneof(broken, fc.uint8Array({ maxLength: 400 }).map(Buffer.from)),
      fc.constantFrom(...IMAGE_FORMATS),
      (bytes, format) => {
        const { forensics, items } = fileFacts(bytes, format);
        for (const { offset, bytes: length, width, height } of items) {
          assert.ok(offset >= 0 && length > 0 && offset + length <= bytes.length);
          assert.ok(width > 0 && height > 0);
        }
        factRowsOf(forensics);
        JSON.stringify(forensics);
      },
    ),
    { numRuns: 3000 },
  );
});

test('no bytes make the reader of animations throw anything but a sentence', () => {
  fc.assert(
    fc.property(broken, (bytes) => {
      try {
        apngParts(bytes, 'x.png', bytes.length);
      } catch (error) {
        assert.ok(error instanceof UserError);
      }
    }),
    { numRuns: 1000 },
  );
});

suite('files that are made to take long', () => {
  /**
   * Seconds of the processor that a few megabytes may take, on however busy a machine: they take a fraction
   * of one, and a reader whose time grows with their square takes minutes.
   */
  const MOST_SECONDS = 30;
  const within = (what: string, bytes: Buffer, format: (typeof IMAGE_FORMATS)[number]) =>
    test(what, () => {
      const started = process.cpuUsage();
      fileFacts(bytes, format);
      const { user, system } = process.cpuUsage(started);
      const seconds = (user + system) / 1e6;
      assert.ok(seconds < MOST_SECONDS, `${seconds.toFixed(1)} s`);
    });
  const size = 8e6;

  within('a directory of TIFF that names itself as the next', loopedTiff(), 'tiff');
  within(
    'EXIF whose directories form a circle',
    withSegments(small, exifSegment(loopedTiff())),
    'jpeg',
  );
  within('a TIFF of directories that share their entries', sharedTiff(), 'tiff');
  const begin = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 2]);
  within('many beginnings of JPEG after the end', repeated(small, begin, size), 'jpeg');
  const head = withSegments(small).subarray(0, -2);
  within('many JPEGs without an end after the end', repeated(small, head, size), 'jpeg');
  within(
    'many GIFs without a picture',
    repeated(small, Buffer.from('GIF89a\0\0\0\0\0\0\0!\xfe\x01'), size),
    'jpeg',
  );
  within('many small pictures', repeated(small, small, size), 'jpeg');
  const chunk = Buffer.from([0, 0, 0, 0, 0x61, 0x62, 0x63, 0x64, 0, 0, 0, 0]);
  within('many chunks of PNG', repeated(apng.subarray(0, 33), chunk, size), 'png');
  within(
    'many empty segments',
    repeated(Buffer.from([0xff, 0xd8]), jpegSegment(0xfe, Buffer.from('a')), size),
    'jpeg',
  );

  function repeated(first: Buffer, part: Buffer, bytes: number): Buffer {
    const count = Math.floor(bytes / part.length);
    return Buffer.concat([first, ...Array.from({ length: count }, () => part)]);
  }

  function loopedTiff(): Buffer {
    const tiff = makeExif({ 271: 'Maker' });
    tiff.writeUInt32BE(8, 8 + 2 + 12);
    return tiff;
  }

  /** Directories two bytes apart, each with as many entries as there may be. */
  function sharedTiff(): Buffer {
    const tiff = Buffer.alloc(1e6, 1);
    tiff.write('MM\0*\0\0\0\x08', 0, 'latin1');
    return tiff;
  }
});
