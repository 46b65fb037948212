/** What `scan --resume` goes on with, what it refuses to mix, and what it tries again. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { fingerprintOf, settingsOf } from '../../../main/scan/scan-settings.ts';
import type { ScanRecord } from '../../../main/scan/sink.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../shared/image/facts.ts';
import type { Classifier, OnnxInput } from '../../../shared/pipelines/classifier.ts';
import { scalescope } from '../../support/capture.ts';
import { writeSampleImage } from '../../support/sample-image.ts';

let folder: string;
const at = (name: string) => join(folder, name);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
  await writeSampleImage(at('a.png'), 90, 60);
});
after(() => rm(folder, { recursive: true }));

let count = 0;
const newJournal = () => at(`${++count}.jsonl`);
const scan = (jsonl: string, ...argv: string[]) =>
  scalescope(['scan', at('a.png'), '--jsonl', jsonl, ...argv]);
async function recordsOf(jsonl: string): Promise<ScanRecord[]> {
  const lines = (await readFile(jsonl, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as ScanRecord);
}

suite('--resume', () => {
  const others = [
    ['--frame', '1'],
    ['--orientation', 'applied'],
    ['--size', '32'],
    ['-p', 'opencv/linear'],
  ];
  for (const other of others) {
    test(`refuses findings that were made without ${other.join(' ')}, and keeps them`, async () => {
      const jsonl = newJournal();
      await scan(jsonl);
      const made = await readFile(jsonl, 'utf8');
      const { code, stderr } = await scan(jsonl, ...other, '--resume');
      assert.equal(code, 2);
      assert.match(
        stderr,
        /was made with other options .*\. Give the same options, or choose another name/,
      );
      assert.equal(await readFile(jsonl, 'utf8'), made);
      const again = await scan(jsonl, '--resume');
      const known = '1 image: 0 examined, 1 known from before; 0 found, 0 failed.\n';
      assert.deepEqual([again.code, String(again.stdout)], [0, known]);
      assert.equal(await readFile(jsonl, 'utf8'), made);
    });
  }

  test('refuses a preset that was edited since, also where its id is the same', async () => {
    const jsonl = newJournal();
    const preset = await readFile('docs/reference/example-pipeline.json', 'utf8');
    await writeFile(at('mine.json'), preset);
    const asked = ['-p', at('mine.json')];
    await scan(jsonl, ...asked);
    const [{ view, verdict }] = await recordsOf(jsonl);
    assert.deepEqual([verdict, view?.width], ['clean', 224]);
    assert.equal((await scan(jsonl, ...asked, '--resume')).code, 0);
    await writeFile(at('mine.json'), preset.replace('"side": 256', '"side": 240'));
    const { code, stderr } = await scan(jsonl, ...asked, '--resume');
    assert.equal(code, 2);
    assert.match(stderr, /a file that they name has changed since/);
  });

  test('tries again what may have passed, and takes the place of it', async () => {
    const jsonl = newJournal();
    assert.equal((await scan(jsonl, '--max-pixels', '100')).code, 2);
    const [before] = await recordsOf(jsonl);
    assert.equal(before.error?.code, 'too-large');
    assert.equal((await scan(jsonl, '--resume')).code, 0);
    const [now, ...more] = await recordsOf(jsonl);
    assert.deepEqual([now.verdict, now.stat, more], ['clean', before.stat, []]);
  });

  test('does not try again what is broken', async () => {
    const jsonl = newJournal();
    await writeFile(at('broken.png'), '\x89PNG\r\n\x1a\nbroken');
    await scan(jsonl, at('broken.png'));
    const made = await readFile(jsonl, 'utf8');
    const { code, stdout } = await scan(jsonl, at('broken.png'), '--resume');
    const counts = '2 images: 0 examined, 1 known from before, 1 failed before; 0 found.';
    assert.deepEqual([code, stdout.toString().split('\n').includes(counts)], [2, true]);
    assert.equal(await readFile(jsonl, 'utf8'), made);
  });
});

test('a list beside a case has the images that the case knew', async () => {
  const asked = ['--case', at('known.case')];
  await scan(newJournal(), ...asked);
  const jsonl = newJournal();
  const { stdout } = await scan(jsonl, ...asked);
  assert.match(stdout.toString(), /^1 image: 0 examined, 1 known from before; /m);
  const records = await recordsOf(jsonl);
  assert.deepEqual(
    records.map(({ file }) => file),
    [at('a.png')],
  );
  const made = await readFile(jsonl, 'utf8');
  await scan(jsonl, ...asked, '--resume');
  assert.equal(await readFile(jsonl, 'utf8'), made);
});

test('a list beside a case is not written anew for a known image that is too large', async () => {
  const asked = ['--case', at('large.case'), '--max-pixels', '100'];
  const jsonl = newJournal();
  await scan(jsonl, ...asked);
  const { ino } = await stat(jsonl);
  const { stdout } = await scan(jsonl, ...asked, '--resume');
  assert.match(stdout.toString(), /^1 image: 0 examined, 1 failed before; /m);
  assert.equal((await recordsOf(jsonl)).length, 1);
  assert.equal((await stat(jsonl)).ino, ino, 'no line was added that putting in order removed');
});

test('the fingerprint of settings knows a classifier by its content, and no limits', async () => {
  const decode = { policy: DEFAULT_DECODE_POLICY, limits: DEFAULT_DECODE_LIMITS };
  const path = at('model.onnx');
  await writeFile(path, 'weights');
  const input = { layout: 'nchw', order: 'rgb', divisor: 255 } as const;
  const scale = { mean: [0, 0, 0], std: [1, 1, 1] } as Pick<OnnxInput, 'mean' | 'std'>;
  const own: Classifier = {
    ...{ id: 'own/one', title: 'One', view: { pipeline: 'model/vgg16' } },
    model: {
      ...{ kind: 'onnx', path, output: 'logits', labels: ['cat', 'dog'] },
      input: { ...input, ...scale },
    },
  };
  const printOf = async (...more: [Classifier[]?]) =>
    fingerprintOf(await settingsOf(decode, null, ...more));
  const first = await printOf([own]);
  assert.equal(await printOf([{ ...own, title: 'The first' }]), first);
  assert.notEqual(await printOf(), first);
  const { kind, ...model } = own.model as Extract<Classifier['model'], { kind: 'onnx' }>;
  const renamed = { ...own, model: { kind, ...model, labels: ['dog', 'cat'] } };
  assert.notEqual(await printOf([renamed]), first);
  await writeFile(path, 'other weights');
  assert.notEqual(await printOf([own]), first);
  const limits = { ...DEFAULT_DECODE_LIMITS, maxPixels: 9 };
  assert.equal(
    fingerprintOf(await settingsOf({ ...decode, limits }, null)),
    fingerprintOf(await settingsOf(decode, null)),
  );
});
