/** What a scan makes of files with several frames. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import sharp from 'sharp';
import { openCase } from '../../../main/cases/open-case.ts';
import {
  readCaseImage,
  readThumbnail,
  toldPicture,
} from '../../../main/cases/review/image-page.ts';
import { Images, type KeptImage } from '../../../main/engine/images/images.ts';
import type { ImageSource } from '../../../main/engine/images/orders.ts';
import { examineSource } from '../../../main/engine/tasks/examine/examine-task.ts';
import type { ScanRecord } from '../../../main/scan/sink.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../shared/image/facts.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import { MOST_FRAMES, sampleFrames } from '../../../shared/image/sample-frames.ts';
import { scalescope } from '../../support/capture.ts';
import { makeSmallAttack } from '../../support/small-attack.ts';

let folder: string;
let decoy: Raster<Uint8Array>;
let attack: Raster<Uint8Array>;
const at = (name: string) => join(folder, name);

/** Writes an animation without any loss. */
async function write(name: string, frames: Raster<Uint8Array>[]): Promise<void> {
  const [{ width, height: pageHeight }] = frames;
  const raw = { width, height: pageHeight * frames.length, channels: 3, pageHeight } as const;
  const data = Buffer.concat(frames.map((frame) => frame.data));
  await sharp(data, { raw, limitInputPixels: false })
    .webp({ lossless: true, effort: 0 })
    .toFile(at(name));
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
  const made = await makeSmallAttack();
  decoy = made.decoy;
  attack = made.attack as Raster<Uint8Array>;
  await write('second.webp', [decoy, attack, decoy]);
});
after(() => rm(folder, { recursive: true }));

test('frames are examined all, or spread from the first to the last', () => {
  assert.deepEqual(sampleFrames(3), [0, 1, 2]);
  assert.deepEqual(sampleFrames(MOST_FRAMES).length, MOST_FRAMES);
  for (const count of [MOST_FRAMES + 1, 100, 99_999]) {
    const frames = sampleFrames(count);
    assert.deepEqual([frames[0], frames.at(-1)], [0, count - 1]);
    assert.equal(new Set(frames).size, MOST_FRAMES);
  }
});

suite('an animation with an attack in its second frame', () => {
  test('is one, of that frame, and says which were examined', async () => {
    const csv = at('found.csv');
    const { code, stdout } = await scalescope(['scan', at('second.webp'), '--csv', csv]);
    assert.equal(code, 1);
    assert.match(stdout.toString(), /second\.webp: ATTACK .* at 96x96 in frame 2 of 3\n/);
    const [head, row] = (await readFile(csv, 'utf8')).slice(1).split('\r\n');
    assert.match(head, /,frame,listedAs,item,md5,/);
    assert.match(row, /,2,attack,,{8}$/);
    const { stdout: line } = await scalescope(['scan', at('second.webp'), '--json']);
    const { frames, reasons, facts } = JSON.parse(line.toString()) as ScanRecord;
    assert.deepEqual(frames, { count: 3, examined: [1, 2, 3], told: 2 });
    assert.match(reasons.at(-1)!, /^3 of 3 frames were examined \(1 to 3\)\. .* for frame 2/);
    assert.match(facts!.notes.join(' '), /Frame 2 of 3/);
  });

  test('is none in the frame that --frame names', async () => {
    const { code, stdout } = await scalescope(['scan', at('second.webp'), '--frame', '1']);
    assert.equal(code, 0, stdout.toString());
    assert.equal((await scalescope(['scan', at('second.webp'), '--frame', '2'])).code, 1);
  });

  test('is one through a resize alone, and none to a model that loads the first frame', async () => {
    const through = (...asked: string[]) => scalescope(['scan', at('second.webp'), ...asked]);
    const { code, stdout } = await through('-p', 'opencv/linear', '-s', '96', '--json');
    assert.equal(code, 1, stdout.toString());
    const { frames } = JSON.parse(stdout.toString()) as ScanRecord;
    assert.deepEqual(frames, { count: 3, examined: [1, 2, 3], told: 2 });
    const { stdout: line } = await through('-p', 'model/vgg16', '--json');
    const ofModel = JSON.parse(line.toString()) as ScanRecord;
    assert.deepEqual([ofModel.verdict, ofModel.frames], ['clean', undefined]);
  });

  test('is kept in a case with pictures of that frame, and opened at it', async () => {
    const path = at('frames.case');
    await scalescope(['scan', at('second.webp'), '--case', path]);
    const caseFile = openCase(path, { mode: 'read' });
    assert.deepEqual(toldPicture(caseFile, 1), { frame: 1 });
    const [{ finding, settings }] = readCaseImage(caseFile, 1).findings;
    assert.equal(finding.verdict, 'attack');
    assert.equal((settings as { mostFrames: number }).mostFrames, MOST_FRAMES);
    assert.match(readThumbnail(caseFile, 1, 'machine').view, /at 96x96$/);
    caseFile.close();
  });
});

suite('a file that breaks off in its third frame', () => {
  const source = {
    ...{ path: 'x.gif', name: 'x.gif', mostFrames: 16 },
    ...{ policy: DEFAULT_DECODE_POLICY, limits: DEFAULT_DECODE_LIMITS },
  };
  const opening = (frames: Raster<Uint8Array>[]): Images => {
    const open = async ({ policy }: typeof source): Promise<KeptImage> => {
      if (policy.frame === null) throw new UserError('ambiguous-frame', 'x.gif has 5 frames');
      const raster = frames[policy.frame];
      if (raster === undefined) throw new UserError('decode-failed', 'x.gif cannot be decoded');
      return { raster, facts: { frames: 5 } } as KeptImage;
    };
    const fileFacts = async () => ({ items: [], itemCount: 0 });
    return { open, fileFacts } as unknown as Images;
  };

  test('is an error where nothing was found before', async () => {
    await assert.rejects(examineSource(opening([decoy, decoy]), { source, view: null }), {
      code: 'decode-failed',
    });
  });

  test('is an attack where one was, and says what could not be decoded', async () => {
    const images = opening([decoy, attack]);
    const { finding } = await examineSource(images, { source, view: null });
    assert.equal(finding.verdict, 'attack');
    assert.deepEqual(finding.frames, { count: 5, examined: [1, 2], told: 2 });
    assert.equal(
      finding.reasons.at(-1),
      'Frames 3, 4, 5 could not be examined: x.gif cannot be decoded',
    );
  });

  test('is an attack where one comes after the break', async () => {
    const frames = [decoy, undefined, attack] as Raster<Uint8Array>[];
    const { finding } = await examineSource(opening(frames), { source, view: null });
    assert.equal(finding.verdict, 'attack');
    assert.deepEqual(finding.frames, { count: 5, examined: [1, 3], told: 3 });
  });

  test('is stopped where a task was cancelled', async () => {
    const images = opening([attack, attack]);
    const open = async (asked: ImageSource) => {
      if (asked.policy.frame === 1) throw new UserError('cancelled', 'x.gif: cancelled');
      return images.open(asked);
    };
    const cancelling = { open } as unknown as Images;
    await assert.rejects(examineSource(cancelling, { source, view: null }), { code: 'cancelled' });
  });
});

suite('an animation that takes too long', () => {
  const limits = { ...DEFAULT_DECODE_LIMITS, timeoutMs: 0 };
  const ofThree = async (name: string) => {
    const source = { path: at(name), name, policy: DEFAULT_DECODE_POLICY, limits, mostFrames: 16 };
    return (await examineSource(new Images(0), { source, view: null })).finding;
  };

  test('is what was found in it, and says which frames were left out', async () => {
    const finding = await ofThree('second.webp');
    assert.equal(finding.verdict, 'attack');
    assert.deepEqual(finding.frames, { count: 3, examined: [1, 2], told: 2 });
    assert.equal(
      finding.reasons.at(-1),
      'The other frame was left out to save time: about 1 second.',
    );
  });

  test('is clean only where every frame is', async () => {
    const negative = { ...decoy, data: decoy.data.map((value) => 255 - value) };
    await write('clean.webp', [decoy, negative, decoy]);
    const { verdict, frames } = await ofThree('clean.webp');
    assert.deepEqual([verdict, frames?.examined], ['clean', [1, 2, 3]]);
  });
});

/** Writes `raster` as a TIFF with a second page of that size, which stores `bits` to a sample. */
async function writeWithPage(
  name: string,
  { data, width, height }: Raster<Uint8Array>,
  page: { side: number; bits: 8 | 32; isFirst?: boolean },
): Promise<void> {
  const raw = { width, height, channels: 3 } as const;
  const tiff = await sharp(data, { raw }).tiff({ compression: 'deflate' }).toBuffer();
  const first = tiff.readUInt32LE(4);
  const next = first + 2 + 12 * tiff.readUInt16LE(first);
  const format = page.bits === 32 ? 3 : 1;
  // Size, bits, compression, photometric, strip, samples, rows, bytes of the strip, sample format.
  const tags = [256, 257, 258, 259, 262, 273, 277, 278, 279, 339];
  const values = [page.side, page.side, page.bits, 1, 1, 0, 1, page.side, 4, format];
  const added = Buffer.alloc(2 + 12 * tags.length + 4);
  added.writeUInt16LE(tags.length);
  tags.forEach((tag, i) => {
    added.writeUInt16LE(tag, 2 + 12 * i);
    added.writeUInt16LE(4, 4 + 12 * i);
    added.writeUInt32LE(1, 6 + 12 * i);
    added.writeUInt32LE(values[i], 10 + 12 * i);
  });
  const gap = Buffer.alloc(tiff.length % 2);
  const place = tiff.length + gap.length;
  if (page.isFirst) {
    tiff.writeUInt32LE(place, 4);
    added.writeUInt32LE(first, added.length - 4);
  } else {
    tiff.writeUInt32LE(place, next);
  }
  await writeFile(at(name), Buffer.concat([tiff, gap, added]));
}

suite('an attack beside a page that is refused', () => {
  const float = /could not be examined: The samples of .* are floating-point numbers/;
  const large = /could not be examined: .*is 30000x30000, .* more than the limit/;
  const cases = [
    { name: 'float-second.tiff', page: { side: 1, bits: 32 }, told: 1, reason: float },
    { name: 'large-second.tiff', page: { side: 30_000, bits: 8 }, told: 1, reason: large },
    {
      name: 'float-first.tiff',
      page: { side: 1, bits: 32, isFirst: true },
      told: 2,
      reason: float,
    },
  ] as const;

  for (const { name, page, told, reason } of cases) {
    test(`is found, and the refusal told: ${name}`, async () => {
      await writeWithPage(name, attack, page);
      const { code, stdout } = await scalescope(['scan', at(name), '--json']);
      const finding = JSON.parse(stdout.toString()) as ScanRecord;
      assert.equal(code, 1, stdout.toString());
      assert.equal(finding.verdict, 'attack');
      assert.deepEqual(finding.frames, { count: 2, examined: [told], told });
      assert.match(finding.reasons.at(-1)!, reason);
    });
  }

  test('is no clean file where there is none', async () => {
    await writeWithPage('clean-and-float.tiff', decoy, { side: 1, bits: 32 });
    const { code, stdout } = await scalescope(['scan', at('clean-and-float.tiff'), '--json']);
    const { verdict, error } = JSON.parse(stdout.toString()) as ScanRecord;
    assert.deepEqual([code, verdict, error?.code], [2, 'error', 'unsupported-format']);
  });
});
