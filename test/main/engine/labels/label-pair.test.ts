import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import sharp from 'sharp';
import { BUILT_IN_CLASSIFIERS } from '../../../../shared/pipelines/classifier.ts';
import { labelSentence } from '../../../../shared/finding/labels.ts';
import { createEngines, type EnginePool } from '../../../../main/engine/pool/pool.ts';
import { findClassifier } from '../../../../main/engine/labels/find-classifier.ts';
import { sourceOf } from '../make.ts';
import { meansModel } from './make-onnx.ts';

const SAMPLE = 'test/samples/dandelion-attack.png';

suite('labels at both scales', () => {
  let folder: string;
  let engines: EnginePool;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scalescope-labels-'));
    engines = createEngines({ count: 1 });
  });
  after(async () => {
    await engines.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('a red picture with a blue one in the pixels that are read has both labels', async () => {
    await writeFile(join(folder, 'means.onnx'), meansModel(10, false));
    const file = {
      schema: 'scalescope/classifier@1',
      id: 'own/means',
      title: 'Means',
      model: 'means.onnx',
      pipeline: 'opencv/nearest',
      size: { width: 10, height: 10 },
      input: { layout: 'nchw', order: 'rgb', divisor: 25, mean: [0, 0, 0], std: [1, 1, 1] },
      output: 'logits',
      labels: ['red', 'green', 'blue'],
    };
    await writeFile(join(folder, 'own.json'), JSON.stringify(file));
    const side = 100;
    const data = new Uint8Array(side * side * 3);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const isRead = x % 10 === 0 && y % 10 === 0; // OpenCV's NEAREST reads the corner of a cell
        data.set(isRead ? [0, 0, 255] : [255, 0, 0], (y * side + x) * 3);
      }
    }
    const path = join(folder, 'attack.png');
    await sharp(data, { raw: { width: side, height: side, channels: 3 } }).toFile(path);
    const image = await engines.open(sourceOf(path, 'attack.png'));
    const pair = await engines.labels(image, findClassifier(join(folder, 'own.json')));
    assert.deepEqual([pair.human[0]?.name, pair.machine[0]?.name], ['red', 'blue']);
    assert.equal(pair.differs, true);
    assert.ok(pair.distance > 0.99, String(pair.distance));
    assert.match(labelSentence(pair), /“blue” \(100.*and what a person sees as “red”/);
  });

  for (const classifier of BUILT_IN_CLASSIFIERS) {
    test(`${classifier.id} runs without a network and calls the sample neutral`, async () => {
      const image = await engines.open(sourceOf(SAMPLE, 'sample'));
      const pair = await engines.labels(image, classifier);
      assert.equal(pair.human[0]?.name, 'Neutral');
      assert.ok(pair.human[0].probability > 0.5);
      const side = classifier.id.includes('inception') ? 299 : 224;
      assert.deepEqual([pair.width, pair.height], [side, side]);
      const sum = pair.machine.reduce((total, { probability }) => total + probability, 0);
      assert.ok(Math.abs(sum - 1) < 1e-5);
      assert.ok(pair.distance > 0 && pair.distance < 1);
    });
  }
});
