/** The matrix by threads side by side is the matrix by one. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { decode } from '../../../../../main/engine/decode/decode.ts';
import { MatrixThreads } from '../../../../../main/engine/tasks/views/matrix-threads.ts';
import { matrixOf } from '../../../../../main/engine/tasks/views/matrix-task.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../../../shared/image/facts.ts';
import type { MatrixResult } from '../../../../../shared/matrix/result.ts';
import {
  byPlanes,
  matrixRequests,
  planMatrix,
} from '../../../../../shared/matrix/who-sees-what.ts';
import {
  makeRaster,
  quantize,
  type IntegerSamples,
  type Raster,
} from '../../../../../shared/base/raster.ts';

const name = 'dandelion-attack.png';
const order = { sizes: [{ width: 224, height: 224 }], presets: false };

const gray = makeRaster(40, 40, 1, new Uint8Array(1600).fill(90)) as Raster<IntegerSamples>;

/** All that is told but the time it took: a report is computed again on machines of other cores. */
function seen({ elapsedMs: _, ...told }: MatrixResult) {
  return told;
}

describe('the matrix in threads', () => {
  let attack: Raster<IntegerSamples>;
  before(async () => {
    const bytes = await readFile(new URL(`../../../../samples/${name}`, import.meta.url));
    const { raster } = await decode(bytes, name, DEFAULT_DECODE_POLICY, DEFAULT_DECODE_LIMITS);
    attack = quantize(raster, 'uint8') as Raster<IntegerSamples>;
  });

  test('is that of one thread, and tells of its progress, which never goes back', async () => {
    const alone = await matrixOf(attack, order, () => undefined, undefined, 1);
    const told: number[] = [];
    const two = await matrixOf(attack, order, (_, part) => told.push(part), undefined, 2);
    assert.deepEqual(seen(two), seen(alone));
    assert.ok(two.rows.length > 1);
    assert.ok(told.at(-1)! > 0.9 && told.at(-1)! < 1); // the result itself is the end
    assert.deepEqual(
      told,
      told.toSorted((a, b) => a - b),
    );
  });

  test('stops when it is cancelled', async () => {
    const stop = new AbortController();
    let calls = 0;
    const run = matrixOf(attack, order, () => ++calls === 20 && stop.abort(), stop.signal, 2);
    await assert.rejects(run, { code: 'cancelled' });
    assert.ok(calls < 60, `${calls}`);
  });

  test('fails with what telling of a picture throws', async () => {
    const full = new Error('nobody can be told');
    const tell = (_: string, __: number, soFar?: unknown) => {
      if (soFar !== undefined) throw full;
    };
    await assert.rejects(matrixOf(gray, order, tell, undefined, 2), full);
  });
});

describe('threads of which one fails', () => {
  const size = { width: 9, height: 9 };
  const pipelines = ['opencv/linear', 'opencv/area', 'pillow/box', 'pillow/lanczos', 'torch/area'];
  const pictures = [...planMatrix(gray, matrixRequests(pipelines, [size]))].flatMap(
    (step) => step.pictures,
  );
  const [[planes, made]] = byPlanes(pictures);
  const orders = made.map((picture) => picture.order);

  test('fail what they measure, and what is asked of them later', async () => {
    const threads = new MatrixThreads(2);
    try {
      const broken = orders.map((one, i) => (i === 0 ? { ...one, frame: null as never } : one));
      await assert.rejects(
        threads.measure(planes, broken, () => undefined),
        TypeError,
      );
      await measuredByOthers();
      await assert.rejects(
        threads.measure(planes, orders, () => undefined),
        TypeError,
      );
    } finally {
      await threads.close();
    }
  });

  test('fail where what is measured cannot be taken, and tell of no other picture', async () => {
    const threads = new MatrixThreads(2);
    let told = 0;
    try {
      const run = threads.measure(planes, orders, () => {
        told++;
        throw new RangeError('too much');
      });
      await assert.rejects(run, RangeError);
      await measuredByOthers();
      assert.equal(told, 1);
    } finally {
      await threads.close();
    }
  });

  /** By the time that other threads began and are done, these would have told what they have left. */
  async function measuredByOthers(): Promise<void> {
    const others = new MatrixThreads(1);
    await others.measure(planes, orders, () => undefined);
    await others.close();
  }
});
