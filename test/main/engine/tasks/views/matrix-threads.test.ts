/** The matrix by threads side by side is the matrix by one. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { decode } from '../../../../../main/engine/decode/decode.ts';
import { matrixOf } from '../../../../../main/engine/tasks/views/matrix-task.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../../../shared/image/facts.ts';
import type { MatrixResult } from '../../../../../shared/matrix/result.ts';
import { quantize, type IntegerSamples, type Raster } from '../../../../../shared/base/raster.ts';

const name = 'dandelion-attack.png';
const order = { sizes: [{ width: 224, height: 224 }], presets: false };

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
});
