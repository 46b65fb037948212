/** The sample tells the story of the product: what it shows is asserted here, pixel by pixel. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { decode } from '../../../main/engine/decode/decode.ts';
import { craftFiles } from '../../../main/engine/write/craft-files.ts';
import { readPngText } from '../../../main/engine/write/encode.ts';
import type { CraftManifest } from '../../../shared/craft/manifest.ts';
import { DEFAULT_CRAFT_SETTINGS } from '../../../shared/craft/craft-settings.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../shared/image/facts.ts';
import { quantize, type IntegerSamples, type Raster } from '../../../shared/base/raster.ts';
import { resizeWith } from '../../../shared/resample/resize.ts';
import { analyzeView } from '../../../shared/analyze/analyze.ts';
import { judge } from '../../../shared/verdict/judge.ts';

const samples = new URL('../../samples/', import.meta.url);
const path = (name: string) => fileURLToPath(new URL(name, samples));

async function load(name: string): Promise<Raster<IntegerSamples>> {
  const bytes = await readFile(new URL(name, samples));
  return (await decode(bytes, name, DEFAULT_DECODE_POLICY, DEFAULT_DECODE_LIMITS)).raster;
}

describe('the sample', () => {
  let attack: Raster<IntegerSamples>;
  let decoy: Raster<IntegerSamples>;
  let manifest: CraftManifest;
  before(async () => {
    attack = await load('dandelion-attack.png');
    decoy = await load('dandelion.jpg');
    manifest = JSON.parse(await readFile(new URL('dandelion-attack.craft.json', samples), 'utf8'));
  });
  const seen = (side: number, pipeline = 'tensorflow/bilinear') =>
    quantize(resizeWith(attack, pipeline, { width: side, height: side }), 'uint8').data;

  test('is at least 3000 pixels wide and a few megabytes', async () => {
    assert.ok(attack.width >= 3000);
    assert.ok((await readFile(new URL('dandelion-attack.png', samples))).length < 6e6);
  });

  test('shows at 224 the payload written last, exactly', async () => {
    assert.deepEqual(seen(224), (await load('mountains-224.png')).data);
  });

  test('shows at 299 the payload written first, exactly except at the reported collisions', async () => {
    const payload = (await load('drum-299.png')).data;
    const view = seen(299);
    const [{ collisions, fidelity }] = manifest.payloads;
    const columns = new Set(collisions.flatMap((collision) => collision.columns));
    const rows = new Set(collisions.flatMap((collision) => collision.rows));
    let spoilt = 0;
    for (let y = 0; y < 299; y++) {
      for (let x = 0; x < 299; x++) {
        if (columns.has(x) && rows.has(y)) {
          spoilt++;
          continue;
        }
        const at = (y * 299 + x) * 3;
        for (let c = 0; c < 3; c++) assert.equal(view[at + c], payload[at + c], `at (${x}, ${y})`);
      }
    }
    assert.equal(spoilt, fidelity.spoiltPixels);
    assert.ok(spoilt > 0 && spoilt < 0.1 * 299 * 299);
  });

  test('shows the decoy at 298, at 300 and with antialias', () => {
    for (const [side, pipeline] of [
      [298, 'tensorflow/bilinear'],
      [300, 'tensorflow/bilinear'],
      [299, 'tensorflow/bilinear+antialias'],
      [224, 'tensorflow/bilinear+antialias'],
    ] as const) {
      const view = seen(side, pipeline);
      const clean = resizeWith(decoy, 'tensorflow/bilinear+antialias', {
        width: side,
        height: side,
      }).data;
      assert.ok(correlation(view, clean) > 0.85, `${pipeline} at ${side}`);
    }
    const hidden = resizeWith(decoy, 'tensorflow/bilinear+antialias', { width: 299, height: 299 });
    assert.ok(correlation(seen(299), hidden.data) < 0.3);
  });

  test('gets the verdict attack at its sizes and beside them, where it leaks in a corner, alone', () => {
    const told = (side: number) => {
      const view = { pipeline: 'tensorflow/bilinear', width: side, height: side };
      const { evidence } = analyzeView(attack, view);
      const { width, height } = evidence.region ?? { width: 0, height: 0 };
      const share = (width * height) / (attack.width * attack.height);
      return { verdict: judge(evidence).verdict, share };
    };
    for (const side of [224, 299]) {
      assert.equal(told(side).verdict, 'attack');
      assert.ok(told(side).share > 0.7, String(told(side).share));
    }
    for (const side of [260, 298, 300]) assert.ok(told(side).share < 0.1, String(told(side).share));
    for (const side of [180, 400]) assert.equal(told(side).verdict, 'clean');
  });

  test('says in its text chunks and its manifest that it is crafted', async () => {
    const text = await readPngText(path('dandelion-attack.png'));
    assert.match(text['Warning'], /^Crafted image-scaling attack/);
    assert.match(text['Source'], /decoy dandelion\.jpg sha256 [0-9a-f]{64}/);
    assert.match(manifest.warning, /Not an original photograph/);
  });

  test('is what the craft command makes of its parts', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
    t.after(() => rm(folder, { recursive: true }));
    const view = (side: number) => ({ pipeline: 'tensorflow/bilinear', width: side, height: side });
    const source = (name: string) => ({
      path: path(name),
      name,
      policy: DEFAULT_DECODE_POLICY,
      limits: DEFAULT_DECODE_LIMITS,
    });
    const output = join(folder, 'attack.png');
    const { told: made, files } = await craftFiles(
      {
        decoy: source('dandelion.jpg'),
        payloads: [
          { image: source('drum-299.png'), view: view(299), at: null },
          { image: source('mountains-224.png'), view: view(224), at: null },
        ],
        settings: { ...DEFAULT_CRAFT_SETTINGS, method: 'copy' },
        mask: null,
        jpegQuality: null,
        output,
      },
      async ({ name, path: file, policy, limits }) =>
        decode(await readFile(file), name, policy, limits),
      manifest.version,
    );
    const png = files.find((file) => file.path === output)!.bytes;
    const remade = await sharp(png).raw().toBuffer();
    assert.ok(remade.equals(Buffer.from(attack.data)));
    assert.deepEqual(made.payloads, manifest.payloads);
  });
});

/** Pearson's correlation of two pictures' samples. */
function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const mean = (data: ArrayLike<number>) => {
    let sum = 0;
    for (let i = 0; i < data.length; i++) sum += data[i];
    return sum / data.length;
  };
  const [meanA, meanB] = [mean(a), mean(b)];
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - meanA) * (b[i] - meanB);
    aa += (a[i] - meanA) ** 2;
    bb += (b[i] - meanB) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
