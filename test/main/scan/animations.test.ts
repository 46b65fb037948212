/** What a scan makes of files with several frames. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import sharp from 'sharp';
import { openCase } from '../../../main/cases/case-file.ts';
import { readCaseImage, readThumbnail, toldFrame } from '../../../main/cases/image-page.ts';
import type { Images, KeptImage } from '../../../main/engine/images.ts';
import { examineSource } from '../../../main/engine/examine-task.ts';
import type { ScanRecord } from '../../../main/scan/sink.ts';
import { UserError } from '../../../shared/errors.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../shared/facts.ts';
import type { Raster } from '../../../shared/raster.ts';
import { MOST_FRAMES, spreadFrames } from '../../../shared/spread-frames.ts';
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
  assert.deepEqual(spreadFrames(3), [0, 1, 2]);
  assert.deepEqual(spreadFrames(MOST_FRAMES).length, MOST_FRAMES);
  for (const count of [MOST_FRAMES + 1, 100, 99_999]) {
    const frames = spreadFrames(count);
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
    const [head, row] = (await readFile(csv, 'utf8')).split('\r\n');
    assert.match(head, /,frame$/);
    assert.match(row, /,2$/);
    const { stdout: line } = await scalescope(['scan', at('second.webp'), '--json']);
    const { frames, reasons, facts } = JSON.parse(line.toString()) as ScanRecord;
    assert.deepEqual(frames, { count: 3, examined: [1, 2, 3], told: 2 });
    assert.match(reasons.at(-1)!, /Of its 3 frames 3 were examined \(1 to 3\); .* of frame 2/);
    assert.match(facts!.notes.join(' '), /Frame 2 of 3/);
  });

  test('is none in the frame that --frame names', async () => {
    const { code, stdout } = await scalescope(['scan', at('second.webp'), '--frame', '1']);
    assert.equal(code, 0, stdout.toString());
    assert.equal((await scalescope(['scan', at('second.webp'), '--frame', '2'])).code, 1);
  });

  test('is kept in a case with pictures of that frame, and opened at it', async () => {
    const path = at('frames.case');
    await scalescope(['scan', at('second.webp'), '--case', path]);
    const caseFile = openCase(path, { mode: 'read' });
    assert.equal(toldFrame(caseFile, 1), 1);
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
      const raster = frames[policy.frame ?? 0];
      if (raster === undefined) throw new UserError('decode-failed', 'x.gif cannot be decoded');
      return { raster, facts: { frames: 5 } } as KeptImage;
    };
    return { open } as unknown as Images;
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
    assert.equal(finding.reasons.at(-1), 'x.gif cannot be decoded');
  });
});
