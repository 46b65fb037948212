/** Who sees what, on an attack made for one sampler: every other one is on the side it belongs to. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { decode } from '../../../main/engine/decode/decode.ts';
import { craftAttack } from '../../../shared/craft/lattice-write.ts';
import { fitTo } from '../../../shared/craft/prepare.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../shared/image/facts.ts';
import { ANOTHER_PICTURE, AS_A_PERSON } from '../../../shared/matrix/result.ts';
import { thumbnailOf } from '../../../shared/matrix/thumbnail.ts';
import {
  allWhoSeeWhat,
  matrixRequests,
  whoSeesWhat,
  type PictureRow,
} from '../../../shared/matrix/who-sees-what.ts';
import { allPipelines } from '../../../shared/pipelines/pipeline.ts';
import { quantize, type Raster } from '../../../shared/base/raster.ts';
import { SAMPLERS } from '../../../shared/resample/catalog.ts';
import { resizeWith } from '../../../shared/resample/resize.ts';

async function load(name: string): Promise<Raster<Uint8Array>> {
  const bytes = await readFile(new URL(`../../samples/${name}`, import.meta.url));
  const { raster } = await decode(bytes, name, DEFAULT_DECODE_POLICY, DEFAULT_DECODE_LIMITS);
  return quantize(raster, 'uint8') as Raster<Uint8Array>;
}

const square = (side: number) => ({ width: side, height: side });
const bare = allPipelines().filter(({ sizeIsFree }) => sizeIsFree);
const idsOf = (row: PictureRow | undefined) => new Set(row?.members.map((one) => one.pipeline));

describe('who sees what', () => {
  let decoy: Raster<Uint8Array>;
  let drum: Raster<Uint8Array>;
  let attack: Raster<Uint8Array>;
  before(async () => {
    decoy = fitTo(await load('dandelion.jpg'), square(2000));
    drum = await load('drum-299.png');
    attack = craftAttack(decoy, [{ pipeline: 'opencv/linear', picture: drum }]).attack;
  });

  test('parts the samplers into payload and decoy at 2000 to 299, written for OpenCV LINEAR', () => {
    const { rows, refused } = allWhoSeeWhat(attack, matrixRequests(bare, [square(299)]));
    assert.deepEqual(refused, []);
    assert.deepEqual(
      rows.map(({ label }) => label),
      [AS_A_PERSON, ANOTHER_PICTURE],
    );
    const [person, payload] = rows.map(idsOf);
    for (const id of [
      'opencv/linear',
      'opencv/cubic',
      'opencv/lanczos4',
      'pillow/nearest',
      'pillow/resize+mode-p',
      'tensorflow/bilinear',
      'torch/bilinear',
      'skimage/order1',
    ]) {
      assert.ok(payload.has(id) && !person.has(id), `${id} sees the payload`);
    }
    for (const { id, antialias, library } of SAMPLERS) {
      const isFilter = library === 'pillow' && id !== 'pillow/nearest';
      if (!antialias && !isFilter && id !== 'opencv/nearest' && id !== 'opencv/area') continue;
      assert.ok(person.has(id) && !payload.has(id), `${id} sees the decoy`);
    }
    assert.equal(person.size + payload.size, bare.length);
  });

  test('shows the payload as the picture of its row', () => {
    const { rows } = allWhoSeeWhat(attack, matrixRequests(['opencv/linear'], [square(299)]));
    const { rms, normalised } = rows[0];
    const picture = rows[0].picture.whole();
    const off = picture.data.reduce((sum, value, i) => sum + Math.abs(value - drum.data[i]), 0);
    assert.ok(off / drum.data.length < 0.5);
    assert.ok(rms > 40 && normalised > 3);
  });

  test('keeps the thumbnail of a picture, and not the whole of it', () => {
    const { rows } = allWhoSeeWhat(attack, matrixRequests(['opencv/linear'], [square(299)]));
    const { whole, thumbnail } = rows[0].picture;
    assert.equal(thumbnail(), thumbnail());
    assert.notEqual(whole(), whole());
    assert.deepEqual(thumbnail(), thumbnailOf(whole()));
  });

  test('finds one picture at every size of the clean decoy', () => {
    const sizes = [224, 299, 512].map(square);
    const { rows, views } = allWhoSeeWhat(decoy, matrixRequests(bare, sizes));
    assert.deepEqual(
      rows.map(({ label }) => label),
      [AS_A_PERSON],
    );
    assert.equal(views, 3 * bare.length);
  });

  test('tells two hidden pictures apart, each at its own size', async () => {
    const mountains = await load('mountains-224.png');
    const two = await load('dandelion-attack.png');
    assert.equal(mountains.width, 224);
    const requests = matrixRequests(['tensorflow/bilinear', 'pillow/box'], [224, 299].map(square));
    const { rows } = allWhoSeeWhat(two, requests);
    assert.deepEqual(
      rows.map(({ label, members }) => [label, members.map(({ width }) => width)]),
      [
        [AS_A_PERSON, [299, 224]],
        [ANOTHER_PICTURE, [224]],
        [ANOTHER_PICTURE, [299]],
      ],
    );
  });

  test('measures what the exact views measure, within a grey level', () => {
    const ids = ['opencv/lanczos4', 'pillow/lanczos', 'skimage/order1+antialias', 'torch/bicubic'];
    for (const pipeline of ids) {
      const [row] = allWhoSeeWhat(attack, matrixRequests([pipeline], [square(150)])).rows;
      const exact = quantize(resizeWith(attack, pipeline, square(150)), 'uint8');
      let squares = 0;
      row.picture.whole().data.forEach((value, i) => (squares += (value - exact.data[i]) ** 2));
      const rms = Math.sqrt(squares / exact.data.length);
      assert.ok(rms < 1, `${pipeline}: ${rms}`);
    }
  });

  test('takes gray, 16 bit and alpha', () => {
    const pixels = decoy.width * decoy.height;
    const gray = Uint8Array.from({ length: pixels }, (_, i) => attack.data[i * 3]);
    const deep = Uint16Array.from(attack.data, (value) => value * 257);
    const alpha = new Uint8Array(pixels * 4).fill(255);
    for (let i = 0; i < attack.data.length; i++) {
      alpha[Math.floor(i / 3) * 4 + (i % 3)] = attack.data[i];
    }
    const requests = matrixRequests(
      ['opencv/linear', 'pillow/bilinear', 'pillow/nearest'],
      [square(299)],
    );
    const seen = (raster: Raster<Uint8Array | Uint16Array>) =>
      allWhoSeeWhat(raster, requests).rows.map((row) => [...idsOf(row)].sort());
    const expected = seen(attack);
    assert.deepEqual(expected, [['pillow/bilinear'], ['opencv/linear', 'pillow/nearest']]);
    assert.deepEqual(seen({ ...attack, channels: 1, data: gray }), expected);
    assert.deepEqual(seen({ ...attack, data: deep }), expected);
    assert.deepEqual(seen({ ...attack, channels: 4, data: alpha }), expected);
  });

  test('says which pipelines cannot take the image, and runs the presets of models too', () => {
    const tiny = { ...square(3), channels: 3 as const, data: new Uint8Array(27).fill(90) };
    const presets = allPipelines().filter(({ sizeIsFree }) => !sizeIsFree);
    const { rows, refused, views } = allWhoSeeWhat(tiny, matrixRequests(presets, []));
    assert.deepEqual(
      rows.map(({ label }) => label),
      [AS_A_PERSON],
    );
    assert.ok(views + refused.length >= presets.length);
    for (const { reason } of refused) assert.match(reason, /\.$/);
  });

  test('yields before each pipeline and after each picture, so that it can be stopped', () => {
    const run = whoSeesWhat(decoy, matrixRequests(['opencv/linear', 'opencv/area'], [square(9)]));
    const steps = Array.from({ length: 5 }, () => {
      const step = run.next();
      assert.ok(step.done !== true);
      const { done, total, pipeline, measured } = step.value;
      return `${done} of ${total}, ${pipeline}, ${measured.length} measured`;
    });
    const second = '1 of 2, opencv/area';
    assert.deepEqual(steps, [
      '0 of 2, opencv/linear, 0 measured',
      ...[0, 0, 1, 2].map((count) => `${second}, ${count} measured`),
    ]);
    assert.equal(run.next().done, true);
  });

  test('gives the same rows in the same order every time', () => {
    const requests = matrixRequests(bare.slice(0, 30), [square(100)]);
    const seen = () =>
      allWhoSeeWhat(attack, requests).rows.map((row) => ({ ...row, picture: row.picture.whole() }));
    assert.deepEqual(seen(), seen());
  });
});
