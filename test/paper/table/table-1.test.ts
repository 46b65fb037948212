import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, suite, test } from 'node:test';
import { encodePng } from '../../../main/engine/write/encode.ts';
import { makeRaster } from '../../../shared/base/raster.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { meansModel } from '../../main/engine/labels/make-onnx.ts';
import type { TableOptions } from './experiment.ts';
import { runTable, type Outcome } from './table-1.ts';

const OWN = {
  schema: 'scalescope/classifier@1',
  model: 'at8.onnx',
  pipeline: 'tensorflow/bilinear',
  input: { layout: 'nchw', order: 'rgb', divisor: 255, mean: [0, 0, 0], std: [1, 1, 1] },
  output: 'logits',
  labels: ['red', 'green', 'blue'],
};
const COLORS = { red: [210, 40, 30], green: [30, 190, 50], blue: [20, 60, 230] };
const never = new AbortController().signal;
const silent = () => {};

/** Two models that name the color of a picture, at 8x8 and at 12x12, and nine pictures of three colors; one decoy is broken. */
suite('Table 1 on pictures and models of one’s own', () => {
  let folder: string;
  let ended: Outcome;
  const at = (...names: string[]) => join(folder, ...names);
  const options = (more: TableOptions): TableOptions => ({
    decoys: at('decoys'),
    payloads: at('pictures'),
    classifier: [at('at8.json'), at('at12.json')],
    carrier: '96',
    jobs: '1',
    ...more,
  });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scalescope-table-'));
    for (const side of [8, 12]) {
      await writeFile(at(`at${side}.onnx`), meansModel(side, false));
      await writeFile(at(`at${side}.json`), JSON.stringify(classifier(side)));
    }
    await writeFile(at('wrong.json'), JSON.stringify({ ...classifier(12), model: 'at8.onnx' }));
    for (const [label, color] of Object.entries(COLORS)) {
      await mkdir(at('pictures', label), { recursive: true });
      for (let i = 0; i < 3; i++) {
        await writeFile(at('pictures', label, `${i}.png`), await encodePng(flat(color, i)));
      }
    }
    await cp(at('pictures'), at('decoys'), { recursive: true });
    await writeFile(at('decoys', 'green', '1.png'), 'no picture');
    await writeFile(at('decoys', 'blue_apart.png'), await encodePng(flat(COLORS.blue, 9)));
    await rm(at('decoys', 'blue', '1.png'));
    await mkdir(at('others', 'violet'), { recursive: true });
    await writeFile(at('others', 'violet', '0.png'), '');
    await mkdir(at('empty'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const classifier = (side: number) => ({
    ...OWN,
    id: `own/at${side}`,
    title: `Means ${side}`,
    model: `at${side}.onnx`,
    size: { width: side, height: side },
  });

  /** 24x20 pixels near one color. */
  function flat(color: readonly number[], nudge: number) {
    const data = Uint8Array.from({ length: 24 * 20 * 3 }, (_, i) => color[i % 3] + nudge);
    return makeRaster(24, 20, 3, data);
  }

  test('what is ended goes on where it stopped', async () => {
    const controller = new AbortController();
    const out = at('out');
    const began = await runTable(options({ out }), controller.signal, () => controller.abort());
    assert.ok(!began.isWhole);
    assert.ok(began.table.pairs < 8);
    await appendFile(join(out, 'pairs.jsonl'), '{"pair":8,"ans');
    ended = await runTable(options({ out, jobs: '2' }), never, silent);
    assert.ok(ended.isWhole);
    const lines = (await readFile(join(out, 'pairs.jsonl'), 'utf8')).trim().split('\n');
    assert.equal(lines.length, 1 + 9, 'a line for the experiment and each pair');
    await assert.rejects(
      runTable(options({ out, seed: '2' }), never, silent),
      (error) => error instanceof UserError && /journal of another experiment/.test(error.message),
    );
  });

  test('an attack turns the label at its own size, and there alone', () => {
    const { table } = ended;
    assert.equal(table.pairs, 8);
    assert.equal(table.largestDifference, 0);
    for (const [m, model] of table.models.entries()) {
      assert.equal(model.clean.decoy.top1.count, 8);
      assert.equal(model.clean.payload.top1.count, 0);
      assert.equal(model.payload.payload.top1.count, 8);
      assert.equal(model.attacked[m].decoy.top1.count, 0);
      assert.equal(model.attacked[m].payload.top1.count, 8);
      assert.equal(model.attacked[m].decoy.top5.count, 8, 'there are but three labels');
      assert.equal(model.attackedAntialiased[m].decoy.top1.count, 8);
    }
    assert.equal(table.models[1].attacked[0].payload.top1.count, 0, 'the attack for 8x8 at 12x12');
    const { low, high } = table.models[0].clean.decoy.top1;
    assert.deepEqual([low, high], [0.675592, 1], 'Wilson, 8 of 8');
  });

  test('the table names its pairs, and a picture that cannot be read', async () => {
    const { text, table } = ended;
    assert.equal(await readFile(at('out', 'table-1.md'), 'utf8'), text);
    assert.deepEqual(JSON.parse(await readFile(at('out', 'table-1.json'), 'utf8')), table);
    assert.match(text, /\| attacked \| the payload's \| 1\.000 \(0\.676 to 1\.000\) \|/);
    assert.match(text, /^- 8 of 9 pairs, drawn by seed 1 from 9 decoys and 9 payloads/m);
    assert.match(text, /^- Pair \d was left out: .*green.1\.png/m);
  });

  const refused: [string, () => TableOptions, RegExp][] = [
    [
      'fewer pictures than pairs',
      () => ({ pairs: '10' }),
      /10 pairs need 10 decoys, one each, but there are 9\. Give more pictures, or --pairs 9\./,
    ],
    [
      'a model of another input size',
      () => ({ classifier: [at('wrong.json')] }),
      /at8\.onnx did not accept this picture .*It was given 1x3x12x12/,
    ],
    [
      'labels of another list',
      () => ({ payloads: at('others'), pairs: '1' }),
      /Means 8 does not know 1 of the pictures' labels \(violet\)\. Its own are such as red, green, blue\./,
    ],
    ['a folder without pictures', () => ({ payloads: at('empty') }), /has no labelled pictures/],
    ['no folder', () => ({ payloads: at('none') }), /none is not a folder that can be read/],
    [
      'a carrier too small for the model',
      () => ({ carrier: '20' }),
      /tensorflow\/bilinear from 20x20 to 12x12/,
    ],
    ['no number', () => ({ jobs: 'all' }), /--jobs is all, but it takes a whole number from 1/],
    ['no share', () => ({ crop: '2' }), /--crop is 2, but it takes a share above 0, to 1/],
    ['a missing option', () => ({ decoys: undefined }), /needs all of --decoys DIR/],
  ];
  for (const [what, more, message] of refused) {
    test(`refused: ${what}`, async () => {
      const run = runTable(options({ out: at('refused'), ...more() }), never, silent);
      await assert.rejects(run, (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  test('the command says which options there are', () => {
    const paper = fileURLToPath(new URL('../paper.ts', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [paper, '--decoy', 'x']);
    assert.equal(status, 2);
    assert.match(String(stderr), /--decoy.*The options are --decoys, --payloads, --classifier/s);
    assert.doesNotMatch(String(stderr), /at .*\.ts:/);
  });
});
