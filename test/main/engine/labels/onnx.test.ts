import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { UserError } from '../../../../shared/base/errors.ts';
import { classify } from '../../../../main/engine/labels/classify.ts';
import { findClassifier } from '../../../../main/engine/labels/find-classifier.ts';
import { meansModel } from './make-onnx.ts';

const OWN = {
  schema: 'scalescope/classifier@1',
  id: 'own/means',
  title: 'Means',
  model: 'means.onnx',
  pipeline: 'opencv/linear',
  size: { width: 8, height: 8 },
  input: { layout: 'nchw', order: 'rgb', divisor: 255, mean: [0, 0, 0], std: [1, 1, 1] },
  output: 'logits',
  labels: ['red', 'green', 'blue'],
};

/** An 8×8 picture of one color. */
function flat(r: number, g: number, b: number) {
  const data = new Uint8Array(8 * 8 * 3);
  for (let i = 0; i < data.length; i += 3) data.set([r, g, b], i);
  return { width: 8, height: 8, channels: 3, data } as const;
}

suite('an ONNX classifier of one’s own', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  const write = async (name: string, fields: object) =>
    writeFile(at(name), JSON.stringify({ ...OWN, ...fields }, null, 2));

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scalescope-labels-'));
    await writeFile(at('means.onnx'), meansModel(8, false));
    await writeFile(at('soft.onnx'), meansModel(8, true));
    await writeFile(at('names.txt'), 'red\r\ngreen\nblue\n\n');
    await writeFile(at('broken.onnx'), 'no model');
    await write('own.json', {});
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function labelsOf(file: string, picture = flat(255, 0, 102)) {
    const [labels] = await classify(findClassifier(at(file)), [picture]);
    return labels!.map(({ name, probability }) => [name, Math.round(probability * 1e4) / 1e4]);
  }

  // Channel means 1, 0, 0.4: e / (e + 1 + e^0.4) and so on.
  const total = Math.E + 1 + Math.exp(0.4);
  const round = (value: number) => Math.round(value * 1e4) / 1e4;

  test('its logits become probabilities of its labels', async () => {
    assert.deepEqual(await labelsOf('own.json'), [
      ['red', round(Math.E / total)],
      ['green', round(1 / total)],
      ['blue', round(Math.exp(0.4) / total)],
    ]);
  });

  test('probabilities are taken as they are, and labels from a file', async () => {
    await write('soft.json', { model: 'soft.onnx', output: 'probabilities', labels: 'names.txt' });
    assert.deepEqual(await labelsOf('soft.json'), await labelsOf('own.json'));
  });

  test('channels, mean and deviation are as the file says', async () => {
    const input = { ...OWN.input, order: 'bgr', mean: [0.4, 0, 0], std: [1, 1, 0.5] };
    await write('bgr.json', { input });
    const powers = [0.4 - 0.4, 0, 1 / 0.5].map(Math.exp);
    const sum = powers.reduce((a, b) => a + b);
    assert.deepEqual(
      (await labelsOf('bgr.json')).map(([, probability]) => probability),
      powers.map((power) => round(power / sum)),
    );
  });

  test('gray pictures are repeated, alpha is left out', async () => {
    const classifier = findClassifier(at('own.json'));
    const gray = { width: 8, height: 8, channels: 1, data: new Uint8Array(64).fill(51) } as const;
    const alpha = new Uint8Array(256);
    for (let i = 0; i < 256; i += 4) alpha.set([51, 51, 51, 7], i);
    const rgba = { width: 8, height: 8, channels: 4, data: alpha } as const;
    const [a, b, c] = await classify(classifier, [gray, rgba, flat(51, 51, 51)]);
    assert.deepEqual(a, c);
    assert.deepEqual(b, c);
  });

  const refused: [string, object, RegExp][] = [
    [
      'a wrong field',
      { input: { ...OWN.input, layout: 'chw' } },
      /line 12: expected "nchw" or "nhwc" for input\.layout/,
    ],
    ['an unknown pipeline', { pipeline: 'opencv/liner' }, /opencv\/linear/],
    ['a missing size', { size: undefined }, /Give in "size" the size/],
    ['a size where the pipeline has its own', { pipeline: 'model/nsfwjs-224' }, /Leave "size" out/],
    ['a missing model', { model: 'gone.onnx' }, /gone\.onnx does not exist/],
    ['a file that is no model', { model: 'broken.onnx' }, /broken\.onnx is not an ONNX model/],
    ['too few labels', { labels: ['red', 'green'] }, /3 outputs, but .* names 2 labels/],
    ['logits that are called probabilities', { output: 'probabilities' }, /sum to 1\.40/],
    [
      'another layout than the model’s',
      { input: { ...OWN.input, layout: 'nhwc' } },
      /1x8x8x3 \(nhwc\)/,
    ],
  ];
  for (const [title, fields, message] of refused) {
    test(`${title} is refused with a sentence`, async () => {
      await write('wrong.json', fields);
      await assert.rejects(labelsOf('wrong.json'), (error) => {
        assert.ok(error instanceof UserError, String(error));
        assert.match(error.message, message);
        return true;
      });
    });
  }

  test('an unknown id suggests the nearest', () => {
    assert.throws(() => findClassifier('nsfwjs/inception'), /nsfwjs\/inception-v3/);
  });
});
