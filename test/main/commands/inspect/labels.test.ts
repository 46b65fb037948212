import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Finding } from '../../../../shared/finding/finding.ts';
import { scalescope } from '../../../support/capture.ts';

const MODEL = 'nsfwjs/mobilenet-v2';
const DRAWING = 'test/paper/payloads/eileen-happy.png';

suite('labels on the command line', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'scalescope-labels-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  test('inspect prints what the model says of both scales', async () => {
    const { code, stdout } = await scalescope(['inspect', DRAWING, '--labels', MODEL]);
    assert.equal(code, 0);
    assert.match(
      String(stdout),
      /NSFWJS MobileNet v2 labels what it receives at 224x224 as “Drawing” \(\d+ %\)/,
    );
    assert.match(String(stdout), /A person sees Drawing \d/);
  });

  test('scan writes it into every finding, and resumes only a scan that asked for the same', async () => {
    await copyFile(DRAWING, join(folder, 'drawing.png'));
    const plain = [
      'scan',
      join(folder, 'drawing.png'),
      '--json',
      '--jsonl',
      join(folder, 'a.jsonl'),
    ];
    const first = await scalescope(plain);
    assert.equal((JSON.parse(String(first.stdout)) as Finding).labels, undefined);
    const asked = [...plain, '--labels', MODEL];
    const refused = await scalescope([...asked, '--resume']);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /other options/);
    const other = [...asked, '--jsonl', join(folder, 'b.jsonl')];
    const second = await scalescope(other);
    const [pair] = (JSON.parse(String(second.stdout)) as Finding).labels!;
    assert.deepEqual([pair?.classifier, pair?.machine[0]?.name], [MODEL, 'Drawing']);
    const resumed = await scalescope([...other, '--resume']);
    assert.equal(String(resumed.stdout), String(second.stdout));
  });

  test('an unknown classifier, and one that cannot be used, are refused with a sentence', async () => {
    const wrong = await scalescope(['inspect', DRAWING, '--labels', 'nsfwjs/incepton']);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /Did you mean nsfwjs\/inception-v3/);
    const far = await scalescope(['inspect', DRAWING, '--labels', 'resnet50']);
    assert.match(far.stderr, /The built-in ones are nsfwjs\/inception-v3 and nsfwjs\/mobilenet-v2/);
    await writeFile(join(folder, 'own.json'), '{"schema": "scalescope/classifier@2"}');
    const old = await scalescope(['inspect', DRAWING, '--labels', join(folder, 'own.json')]);
    assert.equal(old.code, 2);
    assert.match(old.stderr, /own\.json, line 1: expected "scalescope\/classifier@1"/);
  });
});
