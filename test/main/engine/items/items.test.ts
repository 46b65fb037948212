/** Second pictures in a file: decoded, examined, and told of. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { readCaseImage, toldPicture } from '../../../../main/cases/review/image-page.ts';
import { openCase } from '../../../../main/cases/open-case.ts';
import { decodePicture } from '../../../../main/engine/items/decode-picture.ts';
import { fileFacts } from '../../../../main/engine/items/file-facts.ts';
import { Images } from '../../../../main/engine/images/images.ts';
import { examineSource } from '../../../../main/engine/tasks/examine/examine-task.ts';
import { run as inspect } from '../../../../main/engine/tasks/examine/inspect-task.ts';
import { run as open } from '../../../../main/engine/tasks/files/open-task.ts';
import type { ScanRecord } from '../../../../main/scan/sink.ts';
import { makeRaster, type Raster } from '../../../../shared/base/raster.ts';
import { UserError } from '../../../../shared/base/errors.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../../shared/image/facts.ts';
import { MOST_EXAMINED_ITEMS } from '../../../../shared/verdict/judge-items.ts';
import { scalescope } from '../../../support/capture.ts';
import {
  exifSegment,
  makeApng,
  makeExif,
  pngOf,
  withSegments,
  withSubImage,
} from '../../../support/files/file-parts.ts';
import { makeSmallAttack } from '../../../support/small-attack.ts';
import { noiseImage, sourceOf } from '../make.ts';

let folder: string;
let decoy: Raster<Uint8Array>;
let attack: Raster<Uint8Array>;
let innocent: Buffer;
let attackPng: Buffer;
const at = (name: string) => join(folder, name);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
  const made = await makeSmallAttack();
  decoy = made.decoy;
  attack = made.attack as Raster<Uint8Array>;
  innocent = await sharp(decoy.data, { raw: { width: 900, height: 506, channels: 3 } })
    .jpeg()
    .toBuffer();
  attackPng = await pngOf(attack);
  await writeFile(at('appended.jpg'), Buffer.concat([innocent, attackPng]));
});
after(() => rm(folder, { recursive: true }));

const source = (name: string, item?: string) => ({
  ...sourceOf(at(name), name),
  policy: { ...DEFAULT_DECODE_POLICY, ...(item !== undefined && { item }) },
});
const decodeFrom = (bytes: Buffer, item?: string, limits = DEFAULT_DECODE_LIMITS) =>
  decodePicture(bytes, {
    name: 'x',
    policy: { ...DEFAULT_DECODE_POLICY, ...(item !== undefined && { item }) },
    limits,
  });

suite('a second picture', () => {
  test('is decoded to the bit, and knows its file', async () => {
    const bytes = Buffer.concat([innocent, attackPng]);
    const main = await decodeFrom(bytes);
    const { facts, raster } = await decodeFrom(bytes, 'appended-1');
    assert.deepEqual(raster.data, attack.data);
    assert.equal(facts.sha256, main.facts.sha256);
    assert.equal(facts.bytes, bytes.length);
    assert.equal(facts.format, 'png');
    assert.equal(facts.item?.id, 'appended-1');
    assert.deepEqual(facts.items, main.facts.items);
    assert.match(facts.notes[0], /^This is appended-1, a second picture in the file/);
    assert.equal(main.facts.item, undefined);
  });

  test('that is not there is refused with those that are', async () => {
    const bytes = Buffer.concat([innocent, attackPng]);
    await assert.rejects(decodeFrom(bytes, 'thumbnail-1'), {
      code: 'invalid-argument',
      message: /x has no second picture called thumbnail-1.*--item: appended-1/s,
    });
    await assert.rejects(decodeFrom(innocent, 'nonsense'), {
      code: 'invalid-argument',
      message: /it has none/,
    });
  });

  test('that is damaged fails by itself', async () => {
    const broken = Buffer.from(attackPng);
    broken.fill(0xaa, 5000, 9000);
    const bytes = Buffer.concat([innocent, broken]);
    assert.equal((await decodeFrom(bytes)).facts.items?.length, 1);
    await assert.rejects(decodeFrom(bytes, 'appended-1'), {
      code: 'decode-failed',
      message: /^appended-1 in x is a PNG image/,
    });
  });
});

suite('a thumbnail', () => {
  const thumbnailOf = (image: Buffer) => sharp(image).resize(160, 90).jpeg().toBuffer();

  test('is compared with its picture', async () => {
    const images = new Images(1e9);
    const withThumbnail = async (name: string, thumbnail: Buffer) => {
      await writeFile(at(name), withSegments(innocent, exifSegment(makeExif({}, thumbnail))));
      return (await images.open(source(name))).facts.forensics?.thumbnail;
    };
    const same = await withThumbnail('same.jpg', await thumbnailOf(innocent));
    assert.deepEqual([same?.verdict, same?.item], ['same', 'thumbnail-1']);
    const other = await noiseImage(160, 90, 3).blur(9).jpeg().toBuffer();
    assert.equal((await withThumbnail('other.jpg', other))?.verdict, 'other');
    assert.equal(await withThumbnail('broken.jpg', other.subarray(0, -900)), null);
  });
});

suite('an attack after the end of an innocent picture', () => {
  test('is what a scan tells, with its place', async () => {
    const { finding } = await examineSource(new Images(1e9), {
      source: source('appended.jpg'),
      view: null,
    });
    assert.equal(finding.verdict, 'attack');
    assert.equal(finding.item, 'appended-1');
    assert.deepEqual([finding.targets[0].width, finding.targets[0].height], [96, 96]);
    assert.match(
      finding.reasons.join('\n'),
      /This finding is for appended-1 \(Picture after the end, 900x506 at byte \d+\).*\nIn the main picture: Nothing found\./,
    );
    assert.deepEqual(
      finding.items?.map(({ id, verdict }) => [id, verdict]),
      [['appended-1', 'attack']],
    );
  });

  test('makes the verdict on the main picture too, whose targets stay its own', async () => {
    const images = new Images(1e9);
    const context = { images, progress: () => undefined };
    const image = await open({ source: source('appended.jpg') }, context);
    const finding = await inspect({ image, view: null }, context);
    assert.equal(finding.verdict, 'attack');
    assert.equal(finding.item, undefined);
    assert.deepEqual(finding.targets, []);
    assert.equal(finding.judgements.at(-1)?.of, 'items');
    assert.match(
      finding.reasons[0],
      /^The file holds a second picture, appended-1 .* that is an attack: /,
    );
    const opened = await open({ source: source('appended.jpg', 'appended-1') }, context);
    const own = await inspect({ image: opened, view: null }, context);
    assert.deepEqual([own.verdict, own.targets[0].width, own.items], ['attack', 96, undefined]);
  });

  test('is in the lists of a scan and its case', async () => {
    const path = at('items.case');
    const argv = ['scan', at('appended.jpg'), '--csv', at('items.csv'), '--case', path];
    const { code, stdout } = await scalescope(argv);
    assert.equal(code, 1);
    assert.match(stdout.toString(), /ATTACK.* at 96x96 in its second picture appended-1/);
    const caseFile = openCase(path, { mode: 'read' });
    assert.deepEqual(toldPicture(caseFile, 1), { frame: null, item: 'appended-1' });
    assert.equal(readCaseImage(caseFile, 1).findings[0].finding.item, 'appended-1');
    caseFile.close();
  });

  test('is shown and resized by the command line', async () => {
    const text = (await scalescope(['inspect', at('appended.jpg')])).stdout.toString();
    assert.match(text, /^appended\.jpg: ATTACK/);
    assert.match(text, /After the end +\d+ bytes from byte \d+: a PNG image/);
    assert.match(text, /Second pictures in the file: 1.*\n +appended-1: .*: Attack\n/);
    const chosen = await scalescope([
      'inspect',
      at('appended.jpg'),
      '--item',
      'appended-1',
      '--json',
    ]);
    assert.equal(
      (JSON.parse(chosen.stdout.toString()) as ScanRecord).facts?.item?.id,
      'appended-1',
    );
    const argv = ['resize', at('appended.jpg'), '--item', 'appended-1', '-s', '96x96'];
    await scalescope([...argv, '-p', 'opencv/linear', '-o', at('item.png')]);
    await writeFile(at('alone.png'), attackPng);
    await scalescope([
      ...['resize', at('alone.png'), '-s', '96x96', '-p', 'opencv/linear', '-o', at('own.png')],
    ]);
    const pixels = async (name: string) => sharp(at(name)).raw().toBuffer();
    assert.deepEqual(await pixels('item.png'), await pixels('own.png'));
  });
});

test('an attack beside a main picture that cannot be read is told, and why', async () => {
  const broken = Buffer.from(innocent);
  broken.fill(0x55, 9000, 9400);
  await writeFile(at('broken.jpg'), Buffer.concat([broken, attackPng]));
  const examine = (name: string) =>
    examineSource(new Images(1e9), { source: source(name), view: null });
  const { finding } = await examine('broken.jpg');
  assert.deepEqual([finding.verdict, finding.item], ['attack', 'appended-1']);
  assert.match(
    finding.reasons.join('\n'),
    /In the main picture: Could not be examined\.\nbroken\.jpg is a JPEG image that could not be decoded/,
  );
  await writeFile(at('harmless.jpg'), Buffer.concat([broken, innocent]));
  await assert.rejects(examine('harmless.jpg'), { code: 'decode-failed' });
});

test('broken files fail with a sentence, whichever of their pictures is decoded', async () => {
  const small = await noiseImage(20, 16, 3).jpeg().toBuffer();
  const raster = makeRaster(12, 10, 3, new Uint8Array(360)) as Raster<Uint8Array>;
  const apng = await makeApng([{ raster }, { raster, blend: 1 }, { raster, dispose: 2 }]);
  const exif = exifSegment(makeExif({ 271: 'x' }, small));
  const seeds = [apng, withSegments(small, exif), Buffer.concat([apng, small])];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
      async (seed, changes) => {
        const bytes = Buffer.from(seed);
        for (const [index, value] of changes) bytes[8 + (index % (bytes.length - 8))] = value;
        const { items } = fileFacts(bytes, seed === seeds[1] ? 'jpeg' : 'png');
        for (const id of [undefined, ...items.map((item) => item.id)]) {
          try {
            await decodeFrom(bytes, id, { ...DEFAULT_DECODE_LIMITS, maxPixels: 4e6 });
          } catch (error) {
            assert.ok(error instanceof UserError, String(error));
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('small pictures are not examined, nor more than a number; that is said', async () => {
  const tiny = await noiseImage(20, 20, 3).png().toBuffer();
  const plain = await noiseImage(64, 64, 3).png().toBuffer();
  const many = Array.from({ length: MOST_EXAMINED_ITEMS + 2 }, () => plain);
  await writeFile(at('many.png'), Buffer.concat([plain, tiny, ...many]));
  const { finding } = await examineSource(new Images(1e9), {
    source: source('many.png'),
    view: null,
  });
  const verdicts = finding.items!.map(({ verdict }) => verdict);
  assert.equal(verdicts[0], null);
  assert.equal(verdicts.filter((verdict) => verdict === 'clean').length, MOST_EXAMINED_ITEMS);
  assert.deepEqual([finding.verdict, finding.error?.code], ['error', 'too-large']);
  assert.match(
    finding.reasons[0],
    /^many\.png is not called clean\. 2 second pictures in the file/,
  );
  assert.match(
    finding.reasons.at(-1)!,
    /^2 of 67 second pictures in the file were not examined: at most 64 of a file are examined\.$/,
  );
});

test('many small pictures do not keep a large one from being examined', async () => {
  const plain = await noiseImage(64, 64, 3).png().toBuffer();
  const many = Array.from({ length: MOST_EXAMINED_ITEMS + 2 }, () => plain);
  await writeFile(at('behind.png'), Buffer.concat([plain, ...many, attackPng]));
  const { finding } = await examineSource(new Images(1e9), {
    source: source('behind.png'),
    view: null,
  });
  const ids = finding.items!.map(({ id }) => id);
  assert.deepEqual([finding.verdict, finding.item], ['attack', `appended-${many.length + 1}`]);
  assert.deepEqual([ids[0], ids.at(-1)], ['appended-1', `appended-${many.length + 1}`]);
});

suite('a file of which nothing is found is not called clean', () => {
  const examine = async (name: string, bytes: Buffer) => {
    await writeFile(at(name), bytes);
    const images = new Images(1e9);
    const { finding } = await examineSource(images, { source: source(name), view: null });
    const context = { images, progress: () => undefined };
    const image = await open({ source: source(name) }, context);
    const inspected = await inspect({ image, view: null }, context);
    assert.deepEqual([inspected.verdict, inspected.error], [finding.verdict, finding.error]);
    return finding;
  };

  test('where a second picture is broken', async () => {
    const plain = await noiseImage(80, 80, 3).png().toBuffer();
    const broken = Buffer.from(plain);
    broken.fill(0xaa, 2000, 9000);
    const { verdict, error, facts } = await examine('part.png', Buffer.concat([plain, broken]));
    assert.equal(verdict, 'error');
    assert.match(
      error!.message,
      /^part\.png is not called clean\. A second picture in the file could not be looked at: appended-1: /,
    );
    assert.equal(facts?.items?.length, 1);
  });

  test('where its bytes were not searched to their end', async () => {
    const plain = await noiseImage(80, 80, 3).png().toBuffer();
    const begins = Buffer.alloc(240_000, Buffer.from([0xff, 0xd8, 0xff, 0]));
    const { verdict, error } = await examine('begins.png', Buffer.concat([plain, begins]));
    assert.equal(verdict, 'error');
    assert.match(error!.message, /The file was not searched for pictures from byte \d+ on/);
  });

  test('but is where only a small one is broken, or frames of many are left', async () => {
    const plain = await noiseImage(80, 80, 3).png().toBuffer();
    const tiny = (await noiseImage(30, 30, 3).png().toBuffer()).fill(0xaa, 500, 900);
    assert.equal((await examine('tiny.png', Buffer.concat([plain, tiny]))).verdict, 'clean');
    const raster = makeRaster(64, 64, 3, new Uint8Array(64 * 64 * 3)) as Raster<Uint8Array>;
    const frames = Array.from({ length: MOST_EXAMINED_ITEMS + 5 }, () => ({ raster }));
    const { verdict, reasons } = await examine('long.png', await makeApng(frames));
    assert.equal(verdict, 'clean');
    assert.match(reasons.at(-1)!, /^4 of 68 .*: at most 64 frames of a file are examined\.$/);
  });
});

test('a picture inside a page of TIFF is decoded and examined', async () => {
  const tiffOf = ({ data, width, height }: Raster<Uint8Array>) =>
    sharp(data, { raw: { width, height, channels: 3 } })
      .tiff({ compression: 'lzw', predictor: 'none' })
      .toBuffer();
  const main = await tiffOf(decoy);
  const inner = await tiffOf(attack);
  const bytes = withSubImage(main, inner);
  const { facts } = await decodeFrom(bytes);
  assert.deepEqual(
    facts.items?.map(({ id, width, height }) => [id, width, height]),
    [['sub-image-1', 900, 506]],
  );
  assert.equal(facts.forensics?.trailing, null);
  assert.deepEqual((await decodeFrom(bytes, 'sub-image-1')).raster.data, attack.data);
  await writeFile(at('sub.tif'), bytes);
  const images = new Images(1e9);
  const { finding } = await examineSource(images, { source: source('sub.tif'), view: null });
  assert.deepEqual([finding.verdict, finding.item], ['attack', 'sub-image-1']);
});
