/** The craft command on real files: what it wrote is read back and seen through the pipeline. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import type { CraftManifest } from '../../../../shared/craft/manifest.ts';
import { quantize, type Channels, type Raster } from '../../../../shared/base/raster.ts';
import { resizeWith } from '../../../../shared/resample/resize.ts';
import { scalescope } from '../../../support/capture.ts';

let folder: string;
const at = (name: string) => join(folder, name);

/** A smooth picture, darker on its left. */
async function smoothPng(name: string, side: number, channels: Channels, depth: 8 | 16 = 8) {
  const data = new Uint8Array(side * side * channels);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / channels);
    const [x, y] = [(pixel % side) / side, Math.floor(pixel / side) / side];
    data[i] = i % channels === 3 ? 128 : 30 + 180 * x + 30 * Math.sin(9 * y + (i % channels));
  }
  const image = sharp(data, { raw: { width: side, height: side, channels } });
  const space =
    channels === 1 ? (depth === 16 ? 'grey16' : 'b-w') : depth === 16 ? 'rgb16' : 'srgb';
  await image.toColourspace(space).png().toFile(at(name));
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
  await smoothPng('decoy.png', 300, 3);
  const checks = Uint8Array.from({ length: 40 * 40 }, (_, i) =>
    (((i % 40) >> 3) + (Math.floor(i / 40) >> 3)) % 2 === 0 ? 230 : 20,
  );
  await sharp(checks, { raw: { width: 40, height: 40, channels: 1 } })
    .png()
    .toFile(at('payload.png'));
});
after(() => rm(folder, { recursive: true }));

async function craft(output: string, ...options: string[]) {
  const argv = ['craft', '--decoy', at('decoy.png'), ...options, '-o', at(output), '--json'];
  const { code, stdout, stderr } = await scalescope(argv);
  return {
    code,
    stderr,
    manifest: (code === 0 ? JSON.parse(stdout.toString()) : null) as CraftManifest,
  };
}

async function seen(file: string, pipeline: string, side: number): Promise<Uint8Array> {
  const { data, info } = await sharp(at(file)).raw().toBuffer({ resolveWithObject: true });
  const raster = { ...info, channels: 3, data: new Uint8Array(data) } as Raster<Uint8Array>;
  return quantize(resizeWith(raster, pipeline, { width: side, height: side }), 'uint8')
    .data as Uint8Array;
}

const payload = () => ['--payload', at('payload.png'), '-s', '40'];

describe('scalescope craft', () => {
  test('writes what the machine sees as the payload, for overlapping taps too', async () => {
    const { manifest, stderr } = await craft('cubic.png', ...payload(), '-p', 'opencv/cubic');
    assert.equal(stderr, '');
    const view = await seen('cubic.png', 'opencv/cubic', 40);
    const wanted = await sharp(at('payload.png')).toColourspace('srgb').raw().toBuffer();
    view.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]) <= 2));
    const [{ fidelity }] = manifest.payloads;
    assert.ok(fidelity.max <= 2 && fidelity.outputs === 1600 && fidelity.missed === 0);
    assert.ok(manifest.visibility.changedShare > 0 && manifest.visibility.changedShare < 0.5);
    assert.match(manifest.warning, /Crafted image-scaling attack/);
  });

  test('hides a text in dark pixels alone and says what the mask left out', async () => {
    const options = ['--text', 'SAY <b>YES</b> & no', '-s', '60', '-p', 'opencv/linear'];
    const { manifest } = await craft('text.png', ...options, '--dark', '90');
    const [{ text, fidelity }] = manifest.payloads;
    assert.equal(text!.text, 'SAY <b>YES</b> & no');
    assert.ok(text!.sizePx >= 6 && fidelity.leftOut > 0 && fidelity.outputs > 0);
    const [before, after] = [at('decoy.png'), at('text.png')].map((path) => sharp(path).raw());
    const [old, now] = [await before.toBuffer(), await after.toBuffer()];
    for (let i = 0; i < old.length; i += 3) {
      const luma = 0.299 * old[i] + 0.587 * old[i + 1] + 0.114 * old[i + 2];
      if (luma > 90) assert.ok(now.subarray(i, i + 3).equals(old.subarray(i, i + 3)));
    }
  });

  test('brings more of the payload through JPEG than a plain save does', async () => {
    const { manifest } = await craft('a.jpg', ...payload(), '--jpeg', '90');
    await craft('plain.png', ...payload());
    await sharp(at('plain.png'))
      .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
      .toFile(at('b.jpg'));
    const wanted = await sharp(at('payload.png')).toColourspace('srgb').raw().toBuffer();
    const errorOf = async (file: string) => {
      const view = await seen(file, 'tensorflow/bilinear', 40);
      return view.reduce((sum, value, i) => sum + (value - wanted[i]) ** 2, 0);
    };
    assert.ok((await errorOf('a.jpg')) < (await errorOf('b.jpg')));
    assert.equal(manifest.jpegQuality, 90);
    assert.equal((await sharp(at('a.jpg')).metadata()).format, 'jpeg');
    const bytes = await readFile(at('a.jpg'), 'latin1');
    assert.ok(bytes.includes('Crafted image-scaling attack'), 'the file says what it is');
  });

  test('takes depth, alpha and masks, and says what it did with them', async () => {
    await smoothPng('alpha.png', 300, 4);
    await smoothPng('deep.png', 300, 3, 16);
    const left = new Uint8Array(300 * 300).map((_, i) => (i % 300 < 150 ? 255 : 0));
    await sharp(left, { raw: { width: 300, height: 300, channels: 1 } })
      .png()
      .toFile(at('mask.png'));
    const run = async (decoy: string, ...options: string[]) => {
      const argv = ['craft', '--decoy', at(decoy), ...payload(), ...options, '-o', at('x.png')];
      const { stdout } = await scalescope(argv);
      return { stdout: stdout.toString() };
    };
    assert.match(
      (await run('alpha.png')).stdout,
      /alpha\.png: its alpha was composited over white/,
    );
    assert.match(
      String((await run('deep.png')).stdout),
      /deep\.png: its 16 bits were rounded to 8/,
    );
    const { stdout } = await run('decoy.png', '--mask', at('mask.png'), '--suppress-peaks');
    assert.match(stdout, /800 of its 1600 pixels remain as in the decoy/);
    assert.match(stdout, /harmonics are \d+\.\d dB weaker/);
    const masked = await sharp(at('x.png')).raw().toBuffer();
    const decoy = await sharp(at('decoy.png')).raw().toBuffer();
    for (let i = 0; i < masked.length; i++) {
      if (Math.floor(i / 3) % 300 >= 150) assert.equal(masked[i], decoy[i]);
    }
  });

  test('refuses what cannot be, in a sentence, and writes nothing', async () => {
    await writeFile(at('font.ttf'), 'no font');
    const files = await readdir(folder);
    for (const [options, reason] of [
      [[], /There is nothing to hide. Give --payload or --text/],
      [
        [...payload(), '--at', '30,30,15,15'],
        /sees 40x40, and a payload of 15x15 at 30,30 reaches beyond it\. From there at most 10x10 fits/,
      ],
      [[...payload(), '-p', 'pillow/bicubic'], /Choose a sampler without antialias/],
      [[...payload(), '--mask', at('payload.png')], /mask is 40x40 and the decoy is 300x300/],
      [[...payload(), '--dark', '3'], /Raise --dark/],
      [[...payload(), '--jpeg', '90'], /name of the output must end in \.jpg/],
      [[...payload(), '--bound', '3'], /A bound of about \d+ would work/],
      [['--text', 'a', '--font', at('font.ttf'), '-s', '40'], /font\.ttf is not a TrueType/],
      [['--text', 'word '.repeat(999), '-s', '40'], /does not fit 40x40.*characters would fit/],
      [['--text', '  ', '-s', '40'], /The text is empty/],
      [[...payload(), '--method', 'linf', '--bound', '9'], /finds the least bound itself/],
      [[...payload(), '--fake-peaks', '200x200'], /hide nothing\. Use at most 150x150/],
      [[...payload(), '--ink', '#ff0000'], /--ink is for --text/],
      [[...payload(), '--strength', '2'], /strength is above 0 and at most 1/],
      [[...payload(), '--channels', 'r,x'], /Channels are some of r,g,b/],
    ] as [string[], RegExp][]) {
      const { code, stderr } = await craft('never.png', ...options);
      assert.equal(code, 2, options.join(' '));
      assert.match(stderr, reason);
    }
    const { code, stderr } = await craft('never.gif', ...payload());
    assert.equal(code, 2);
    assert.match(stderr, /never\.gif does not end in \.png\. Name it \.png/);
    assert.deepEqual(await readdir(folder), files);
  });
});
