/** `scalescope inspect --out`, `--sweep` and `--comparators`. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { fileURLToPath } from 'node:url';
import { readPngText } from '../../../../main/engine/write/encode.ts';
import { scalescope } from '../../../support/capture.ts';
import { writeSampleImage } from '../../../support/sample-image.ts';

const sample = fileURLToPath(new URL('../../../samples/dandelion-attack.png', import.meta.url));
const SHA256 = '59d4a255813f9cc2eb21eddf460502c4980806af76807dfb23f1fe55a38aa0af';

describe('the evidence pictures of the sample', () => {
  let folder: string;
  let files: string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
    const { code } = await scalescope(['inspect', sample, '--out', folder]);
    assert.equal(code, 0);
    files = await readdir(folder);
  });

  after(() => rm(folder, { recursive: true }));

  test('are of the best target, at full resolution', async () => {
    const view = 'dandelion-attack.tensorflow-bilinear.299x299';
    const expected = ['lattice', 'influence', 'difference', 'read', 'rebuilt'].map(
      (picture) => `${view}.${picture}.png`,
    );
    for (const file of [
      ...expected,
      'dandelion-attack.spectrum.png',
      'dandelion-attack.heat-map.png',
    ]) {
      assert.ok(files.includes(file), file);
    }
    for (const [picture, channels] of [
      ['read', 4],
      ['rebuilt', 3],
    ] as const) {
      const { width, height, ...facts } = await sharp(
        join(folder, `${view}.${picture}.png`),
      ).metadata();
      assert.deepEqual([width, height, facts.channels], [3000, 1688, channels]);
    }
  });

  test('each name their source, pipeline and version in their text', async () => {
    assert.ok(
      files.some((name) => /299x299\.png$/.test(name)),
      'views are among them',
    );
    for (const file of files) {
      const text = await readPngText(join(folder, file));
      assert.equal(text['Source'], `dandelion-attack.png sha256 ${SHA256}`, file);
      assert.match(text['Software'], /^Scalescope \d/);
      if (!/lattice|influence|spectrum|heat-map/.test(file)) continue;
      assert.equal(text['Pipeline'], 'tensorflow/bilinear 299x299');
      assert.ok(text['Description'].length > 20);
    }
  });
});

test('a sweep is told as text and in JSON', async () => {
  const run = async (...more: string[]) => {
    const argv = ['inspect', sample, '--sweep', '298:300', ...more];
    const { code, stdout } = await scalescope(argv);
    assert.equal(code, 0);
    return stdout.toString();
  };
  assert.match(await run(), /^ {2}299x299 +8\d\.\d\d +9\.\d\d {2}#{40} {2}stands out$/m);
  const { sweep } = JSON.parse(await run('--json'));
  assert.deepEqual(
    sweep.spikes.map(({ width }: { width: number }) => width),
    [299],
  );
});

test('the published detectors are told the size that was asked for', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
  try {
    const path = join(folder, 'texture.png');
    await writeSampleImage(path, 320, 240);
    const argv = ['inspect', path, '-s', '64x48', '-p', 'opencv/linear', '--comparators'];
    const text = await scalescope(argv);
    assert.match(text.stdout.toString(), /given 64x48 by opencv\/linear/);
    assert.match(
      text.stdout.toString(),
      /^ {2}peak distance +(Attack|Nothing found) +[\d.]+ bins/m,
    );
    const { comparators } = JSON.parse((await scalescope([...argv, '--json'])).stdout.toString());
    assert.deepEqual(comparators.target, { width: 64, height: 48 });
    assert.equal(comparators.sampler, 'opencv/linear');
    assert.equal(comparators.evidence.length, 13);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a sweep that is none is refused with a sentence', async () => {
  for (const text of ['300', '300:200', 'a:b']) {
    const { code, stderr } = await scalescope(['inspect', sample, '--sweep', text]);
    assert.equal(code, 2);
    assert.match(stderr, /sizes/);
  }
});
