/** What is hidden in one view that a policy names, which takes a part of the image. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import sharp from 'sharp';
import { loadPolicy } from '../../../main/gate/service/policy-store.ts';
import type { Examined } from '../../../shared/api/gate/gate-answers.ts';
import { makeRaster, type Raster } from '../../../shared/base/raster.ts';
import { craftAttack } from '../../../shared/scalescope.ts';
import { makeSmallAttack } from '../../support/small-attack.ts';
import { startGate, type RunningGate } from './running-gate.ts';

/** The part of the decoy that the pipeline of the policy takes, and what it makes of it. */
const PART = { x: 411, y: 97, width: 410, height: 310 };
const SIDE = 96;
/** How strongly the picture is written: so that little of it is seen but in its own view. */
const STRENGTH = 0.3;

const example = new URL('../../../docs/reference/example-pipeline.json', import.meta.url);

let folder: string;
let running: RunningGate;
let attack: Buffer;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
  const { x, y, width, height } = PART;
  const pipeline = {
    ...(JSON.parse(await readFile(example, 'utf8')) as object),
    ...{ id: 'own/part', defaultSize: { width: SIDE, height: SIDE } },
    steps: [
      { op: 'crop', size: { width, height }, rounding: 'floor', at: { x, y } },
      {
        ...{ op: 'resize', sampler: 'opencv/linear' },
        size: { rule: 'exact', width: SIDE, height: SIDE },
      },
    ],
  };
  const policy = {
    schema: 'scalescope/policy@1',
    verdicts: { attack: 'clean' },
    pipelines: {
      part: { pipeline: 'part.json' },
      strict: { pipeline: 'part.json', verdicts: { attack: 'block' } },
    },
  };
  await writeFile(join(folder, 'part.json'), JSON.stringify(pipeline));
  await writeFile(join(folder, 'policy.json'), JSON.stringify(policy));
  attack = await writtenInPart();
  running = await startGate({ loaded: loadPolicy(join(folder, 'policy.json')) });
});
after(async () => {
  await running.close();
  await rm(folder, { recursive: true });
});

/** The decoy with a drum in that part of it. */
async function writtenInPart(): Promise<Buffer> {
  const { decoy } = await makeSmallAttack();
  const at = (x: number, y: number, channel: number): number =>
    ((y + PART.y) * decoy.width + x + PART.x) * 3 + channel;
  const { width, height } = PART;
  const part = makeRaster(width, height, 3, new Uint8Array(width * height * 3));
  const each = (use: (to: number, from: number) => void): void => {
    for (let i = 0; i < part.data.length; i++) {
      const [pixel, channel] = [Math.floor(i / 3), i % 3];
      use(i, at(pixel % width, Math.floor(pixel / width), channel));
    }
  };
  each((to, from) => void (part.data[to] = decoy.data[from]!));
  const drum = await sharp(new URL('../../samples/drum-299.png', import.meta.url).pathname)
    .resize(SIDE, SIDE, { fit: 'fill' })
    .removeAlpha()
    .raw()
    .toBuffer();
  const picture: Raster<Uint8Array> = makeRaster(SIDE, SIDE, 3, new Uint8Array(drum));
  const { attack: written } = craftAttack(part, [{ pipeline: 'opencv/linear', picture }]);
  const data = Uint8Array.from(decoy.data);
  each((i, to) => (data[to] = Math.round(data[to]! + STRENGTH * (written.data[i]! - data[to]!))));
  const raw = { width: decoy.width, height: decoy.height, channels: 3 as const };
  return sharp(data, { raw }).png().toBuffer();
}

async function examine(image: Buffer, query: string): Promise<Examined> {
  const body = new Uint8Array(image);
  const answer = await fetch(`${running.origin}/v1/examine?${query}`, { method: 'POST', body });
  assert.equal(answer.status, 200);
  return (await answer.json()) as Examined;
}

suite('a view that the policy names', () => {
  test('in which alone something is hidden decides, and its copy is clean for it', async () => {
    const strict = await examine(attack, 'pipeline=strict');
    assert.deepEqual([strict.action, strict.finding.verdict], ['block', 'attack']);
    const { action, cleaned, because } = await examine(attack, 'pipeline=part');
    assert.equal(action, 'clean', because.join(' '));
    const { certificate, dataUrl } = cleaned!;
    assert.deepEqual(
      certificate.views.map(({ pipeline, width, height }) => [pipeline, width, height]),
      [['own/part', SIDE, SIDE]],
    );
    const copy = Buffer.from(dataUrl.split(',')[1]!, 'base64');
    const again = await examine(copy, 'pipeline=strict');
    assert.notEqual(again.finding.verdict, 'attack');
    assert.notEqual(again.action, 'block');
  });
});
