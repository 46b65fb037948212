/** Small files that ask for much are bounded by what they declare, before a pixel is decoded. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Images } from '../../../main/engine/images/images.ts';
import { createEngines } from '../../../main/engine/pool/pool.ts';
import {
  residentBytes,
  residentBytesByPs,
  watchMemory,
} from '../../../main/engine/pool/memory-watch.ts';
import { examineSource } from '../../../main/engine/tasks/examine/examine-task.ts';
import { decode } from '../../../main/engine/decode/decode.ts';
import { run as openTask } from '../../../main/engine/tasks/files/open-task.ts';
import type { UserError } from '../../../shared/base/errors.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../shared/image/facts.ts';
import { MOST_FRAMES } from '../../../shared/image/sample-frames.ts';
import {
  animatedGif,
  animatedWebp,
  blackPng,
  pagedTiff,
  plainWebp,
} from '../../support/files/costly-files.ts';
import { makeFolder, noiseImage, sourceOf } from './make.ts';

const folder = makeFolder();
const noPs = spawnSync('ps', ['-p', '1']).error !== undefined && 'ps is not installed';

function write(name: string, bytes: Buffer) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return { ...sourceOf(path, name), mostFrames: MOST_FRAMES };
}

const examine = async (source: ReturnType<typeof write>) =>
  (await examineSource(new Images(0), { source, view: null })).finding;

const contextOf = (images: Images) => ({ images, progress: () => undefined });

const first = { ...DEFAULT_DECODE_POLICY, frame: 0 };

describe('a file of few bytes and many pixels', () => {
  test('is told, and not decoded, where they hold no picture', async () => {
    await assert.rejects(examine(write('plain.webp', plainWebp(16383, 16383))), {
      code: 'too-large',
      message: /^plain\.webp declares 16383x16383 pixels in 28 bytes\./,
    });
  });

  test('is decoded where it is small all the same', async () => {
    const { raster } = await decode(plainWebp(1000, 800), 'x', first, DEFAULT_DECODE_LIMITS);
    assert.deepEqual([raster.width, raster.height], [1000, 800]);
  });

  test('is decoded as what it is, interlaced or not', async () => {
    for (const interlaced of [false, true]) {
      for (const bitDepth of [1, 8, 16] as const) {
        const png = blackPng({ width: 21, height: 13, bitDepth, colorType: 0, interlaced });
        const { raster } = await decode(png, 'x', first, DEFAULT_DECODE_LIMITS);
        assert.deepEqual([raster.width, raster.height, raster.data.some(Boolean)], [21, 13, false]);
      }
    }
  });
});

test('no limit is to be raised where a header has a size and no picture', async () => {
  const limits = { ...DEFAULT_DECODE_LIMITS, maxPixels: 1e6 };
  await assert.rejects(decode(plainWebp(16383, 16383), 'x', first, limits), (error: UserError) => {
    assert.match(error.message, /declares 16383x16383 pixels in 28 bytes/);
    return !error.message.includes('--max-pixels');
  });
});

test('what is opened for its search is refused before it is decoded, by its own sentence', async () => {
  const source = write(
    'wide.png',
    blackPng({ width: 9000, height: 9000, bitDepth: 8, colorType: 0 }),
  );
  const limits = { ...DEFAULT_DECODE_LIMITS, maxMemoryBytes: 500e6 };
  const images = new Images(0);
  let decodes = 0;
  const open = images.open.bind(images);
  images.open = async (...given) => {
    const kept = await open(...given);
    decodes++;
    return kept;
  };
  const opened = openTask({ source: { ...source, limits, isForSearch: true } }, contextOf(images));
  await assert.rejects(opened, {
    code: 'too-large',
    message: /^To search wide\.png may take \d+ MB of memory, .* raise it with --max-memory/,
  });
  assert.equal(decodes, 0);
  const viewed = await openTask({ source: { ...source, limits } }, contextOf(images));
  assert.equal(viewed.raster.width, 9000);
});

describe('a picture that needs more memory than an engine may have', () => {
  const limits = { ...DEFAULT_DECODE_LIMITS, maxMemoryBytes: 400e6 };
  const shape = { width: 6000, height: 4000, bitDepth: 16, colorType: 6 } as const;

  test('is refused before it is decoded, by name and with what to do', async () => {
    const source = { ...write('rgba16.png', blackPng(shape)), limits };
    await assert.rejects(examine(source), {
      code: 'too-large',
      message:
        'To decode rgba16.png may take 450 MB of memory, more than the limit of 400 MB; raise it with --max-memory',
    });
  });

  test('counts what an interlaced one is held in', async () => {
    const interlaced = blackPng({ ...shape, bitDepth: 8, colorType: 2, interlaced: true });
    const png = blackPng({ ...shape, bitDepth: 8, colorType: 2 });
    let told = 0;
    await decode(png, 'x', first, limits, ({ decodeBytes }) => (told = decodeBytes));
    await assert.rejects(
      decode(interlaced, 'x', first, { ...limits, maxMemoryBytes: told }, () => undefined),
      { code: 'too-large' },
    );
  });

  test('is refused where its search alone needs it', async () => {
    const png = blackPng({ ...shape, bitDepth: 8, colorType: 0 });
    const source = { ...write('gray.png', png), limits: { ...limits, maxMemoryBytes: 300e6 } };
    await assert.rejects(examine(source), { code: 'too-large', message: /^To search gray\.png/ });
  });
});

describe('many frames', () => {
  test('of a TIFF are counted first, and each is reached at once', async () => {
    const source = write('pages.tiff', pagedTiff(64, 64, 60_000));
    const { frames, reasons } = await examine(source);
    assert.equal(frames?.count, 60_000);
    assert.equal(frames.examined.length, MOST_FRAMES);
    assert.equal(frames.examined.at(-1), 60_000);
    const left = reasons.find((reason) => reason.includes('left out'));
    assert.match(
      left ?? '',
      /^The other 59,984 frames were left out to save time: about \d+ minutes\.$/,
    );
  });

  test('of a WebP are looked at as far as they are within reach', async () => {
    const { frames, reasons } = await examine(write('many.webp', animatedWebp(1200, 1200, 1000)));
    assert.equal(frames?.count, 1000);
    assert.ok(frames.examined.at(-1)! < 700, String(frames.examined));
    assert.match(reasons.at(-1)!, /^The other 9\d\d frames were left out to save time: about/);
  });

  test('of a GIF beyond those that its decoder can name are no failure', async () => {
    const { frames, verdict } = await examine(write('many.gif', animatedGif(64, 64, 150_000)));
    assert.equal(verdict, 'clean');
    assert.equal(frames?.count, 150_000);
    assert.ok(frames.examined.length >= 3);
  });

  test('are a million in a GIF, and the last one is named by nobody’s raw words', async () => {
    const gif = animatedGif(8, 8, 1_000_000);
    const frame = (index: number) =>
      decode(gif, 'x.gif', { ...DEFAULT_DECODE_POLICY, frame: index }, DEFAULT_DECODE_LIMITS);
    await assert.rejects(frame(999_998), {
      code: 'too-large',
      message:
        'x.gif has 1000000 frames, and those after frame 100001 cannot be reached; ' +
        'choose one with --frame 1..100001',
    });
    assert.equal((await frame(0)).facts.frames, 1_000_000);
  });
});

describe('the memory of an engine', { skip: residentBytes(process.pid) === null }, () => {
  test('is read from outside', () => {
    const own = residentBytes(process.pid)!;
    assert.ok(own > 20e6 && own < 20e9);
    assert.equal(residentBytes(2 ** 30), null);
  });

  test('is told by ps as well, for systems without /proc', { skip: noPs }, async () => {
    const [own, told] = [residentBytes(process.pid)!, await residentBytesByPs(process.pid)];
    assert.ok(Math.abs(own - told!) < 0.5 * own, `${own} ${told}`);
    assert.equal(await residentBytesByPs(2 ** 22 + 1), null);
    const ask = Promise.resolve({ memoryOf: residentBytesByPs, everyMs: 10 });
    await new Promise<void>((resolve) => watchMemory(process.pid, 1, resolve, ask));
  });

  test('is watched until it is too much', async () => {
    await new Promise<void>((resolve) => watchMemory(process.pid, 1, resolve));
    let calls = 0;
    const end = watchMemory(process.pid, Number.MAX_SAFE_INTEGER, () => calls++);
    await new Promise((resolve) => setTimeout(resolve, 500));
    end();
    assert.equal(calls, 0);
  });

  test('ends it with a sentence, and the next task is run', async () => {
    const engines = createEngines({ count: 1, cacheBytes: 0 });
    after(() => engines.close());
    const source = write('photo.png', await noiseImage(1500, 1000, 3).png().toBuffer());
    const image = await engines.open(source);
    const tight = { ...source, limits: { ...source.limits, maxMemoryBytes: 30e6 } };
    const sides = Array.from({ length: 400 }, (_, i) => 100 + i);
    const order = { pipeline: { pipeline: 'pillow/lanczos' }, sides, aspect: 1 };
    await assert.rejects(engines.sweep({ ...image, source: tight }, order), {
      code: 'too-large',
      fact: 'To compare the sizes of photo.png took more memory than the limit of 30 MB',
    });
    assert.equal((await engines.open(source)).raster.width, 1500);
  });
});
