/** `--pipeline`, `--size` and `--part` on real files: presets of models and a person's own. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { decode } from '../../../main/engine/decode/decode.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../shared/image/facts.ts';
import { applyPipeline, findPipeline } from '../../../shared/pipelines/pipeline.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import { scalescope } from '../../support/capture.ts';

let folder: string;
const at = (name: string) => join(folder, name);

const WIDTH = 640;
const HEIGHT = 427;
const source: Raster = {
  width: WIDTH,
  height: HEIGHT,
  channels: 3,
  data: Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, i) => Math.imul(i, 2654435761) >>> 24),
};

async function pixelsOf(name: string): Promise<Raster> {
  const bytes = await readFile(at(name));
  return (await decode(bytes, name, DEFAULT_DECODE_POLICY, DEFAULT_DECODE_LIMITS)).raster;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
  await sharp(source.data as Uint8Array, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .png()
    .toFile(at('in.png'));
});
after(() => rm(folder, { recursive: true }));

describe('--pipeline', () => {
  test('a preset of a model fixes its own size', async () => {
    const argv = ['resize', at('in.png'), '-p', 'model/vgg16', '-o', at('out.png'), '--json'];
    const { code, stdout, stderr } = await scalescope(argv);
    assert.equal(code, 0, stderr);
    const written = JSON.parse(stdout.toString()) as {
      pipeline: string;
      width: number;
      height: number;
    };
    assert.deepEqual([written.pipeline, written.width, written.height], ['model/vgg16', 224, 224]);
    const [{ raster }] = applyPipeline(findPipeline('model/vgg16'), source);
    assert.deepEqual((await pixelsOf('out.png')).data, raster.data);
  });

  test('a size for it is refused with a sentence', async () => {
    const argv = ['inspect', at('in.png'), '-p', 'model/vgg16', '--size', '299'];
    const { code, stderr } = await scalescope(argv);
    assert.equal(code, 2);
    assert.match(stderr, /model\/vgg16 fixes its own size\. Leave the size out/);
  });

  test('a part of several is chosen from 1', async () => {
    const argv = [
      'resize',
      at('in.png'),
      '-p',
      'model/gemini',
      '-o',
      at('part.png'),
      '--part',
      '4',
    ];
    assert.equal((await scalescope(argv)).code, 0);
    const parts = applyPipeline(findPipeline('model/gemini'), source);
    assert.deepEqual((await pixelsOf('part.png')).data, parts[3].raster.data);
    const { code, stderr } = await scalescope(argv.with(-1, '40'));
    assert.equal(code, 2);
    assert.match(stderr, /makes \d+ views of this image, so there is no part 40/);
    assert.match((await scalescope(argv.with(-1, '0'))).stderr, /whole number from 1/);
  });

  test('a person can bring a preset of their own', async () => {
    const own = { ...findPipeline('model/vgg16'), id: 'own/vgg', title: 'Mine' };
    await writeFile(at('own.json'), JSON.stringify(own, null, 2));
    const argv = ['inspect', at('in.png'), '-p', at('own.json'), '--json'];
    const { code, stdout, stderr } = await scalescope(argv);
    assert.equal(code, 0, stderr);
    const { view } = JSON.parse(stdout.toString()) as { view: { pipeline: string; width: number } };
    assert.deepEqual([view.pipeline, view.width], ['own/vgg', 224]);
  });

  test('a mistake in it is named with its line', async () => {
    const own = { ...findPipeline('model/vgg16'), id: 'own/vgg', sizeIsFree: 'no' };
    await writeFile(at('bad.json'), JSON.stringify(own, null, 2));
    const { code, stderr } = await scalescope(['inspect', at('in.png'), '-p', at('bad.json')]);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /bad\.json, line \d+: expected true or false for sizeIsFree but received "no"/,
    );
    const missing = await scalescope(['inspect', at('in.png'), '-p', at('none.json')]);
    assert.match(missing.stderr, /none\.json does not exist/);
  });

  test('an enlargement is said to be one', async () => {
    const argv = ['inspect', at('in.png'), '-p', 'model/efficientnet-b7+keras', '-s', '9'];
    assert.match((await scalescope(argv)).stderr, /fixes its own size/);
    const { stdout } = await scalescope([
      'inspect',
      at('in.png'),
      '-p',
      'opencv/area',
      '-s',
      '2000',
    ]);
    assert.match(
      stdout.toString(),
      /the target is larger than the source, so the resize enlarges it/,
    );
  });
});
