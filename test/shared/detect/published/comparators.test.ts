import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { decode } from '../../../../main/engine/decode/decode.ts';
import { craftAttack } from '../../../../shared/craft/lattice-write.ts';
import { cleaned } from '../../../../shared/detect/published/clean-filter.ts';
import {
  COMPARATOR_NAMES,
  compareWithPublished,
  type ComparatorEvidence,
} from '../../../../shared/detect/published/comparators.ts';
import { expectedPeaks } from '../../../../shared/detect/published/expected-peaks.ts';
import { publishedInput } from '../../../../shared/detect/published/input.ts';
import { logMagnitude } from '../../../../shared/detect/published/log-magnitude.ts';
import { DEFAULT_DECODE_LIMITS } from '../../../../shared/image/facts.ts';
import type { Raster } from '../../../../shared/base/raster.ts';
import { resizeWith } from '../../../../shared/resample/resize.ts';

async function load(name: string): Promise<Raster<Uint8Array>> {
  const bytes = await readFile(new URL(`../../../samples/${name}`, import.meta.url));
  const policy = { orientation: 'stored', frame: 0 } as const;
  const { raster } = await decode(bytes, name, policy, DEFAULT_DECODE_LIMITS);
  return raster as Raster<Uint8Array>;
}

describe('the published detectors, told size and resizer', () => {
  const target = { width: 96, height: 96 };
  const sampler = 'tensorflow/bilinear';
  let clean: Raster<Uint8Array>;
  let attack: Raster<Uint8Array>;
  let onClean: ComparatorEvidence[];
  let onAttack: ComparatorEvidence[];

  before(async () => {
    const size = { width: 640, height: 360 };
    clean = resizeWith(await load('dandelion.jpg'), 'pillow/bicubic', size) as Raster<Uint8Array>;
    const drum = resizeWith(await load('drum-299.png'), 'pillow/bicubic', target);
    const payload = { pipeline: sampler, picture: drum as Raster<Uint8Array> };
    attack = craftAttack(clean, [payload]).attack;
    onClean = compareWithPublished(clean, target, sampler);
    onAttack = compareWithPublished(attack, target, sampler);
  });

  test('each has a value, a threshold, a source and a score of 0.5 at the threshold', () => {
    assert.equal(onAttack.length, 13);
    assert.deepEqual(
      onAttack.map(({ name }) => name),
      COMPARATOR_NAMES,
    );
    for (const { value, threshold, lower, score, source } of [...onAttack, ...onClean]) {
      assert.ok(value !== null && Number.isFinite(value) && score >= 0 && score <= 1);
      assert.equal(score > 0.5, lower ? value < threshold : value > threshold);
      assert.match(source, /arXiv/);
    }
  });

  test('all but patch-clean, which looks for parts of the frame, score the attack higher', () => {
    onAttack.forEach(({ name, score }, i) => {
      if (name !== 'patch-clean') assert.ok(score > onClean[i].score, name);
    });
    const says = (evidence: ComparatorEvidence[], name: string) =>
      evidence.find((one) => one.name === name)!.score > 0.5;
    for (const name of ['peak spectrum', 'peak distance', 'clean filter, median, SSIM']) {
      assert.deepEqual([says(onAttack, name), says(onClean, name)], [true, false], name);
    }
  });

  test('the peak detectors have no value below a ratio of 2', () => {
    const evidence = compareWithPublished(clean, { width: 400, height: 400 }, sampler);
    for (const { name, value, score } of evidence.filter(({ needs }) => needs === 'size')) {
      assert.deepEqual([value, score], [null, 0], name);
    }
  });

  test('cleaning changes only what is read, and puts the decoy back', () => {
    const input = publishedInput(attack, target, sampler);
    const distance = (a: Uint8Array, b: Uint8Array) =>
      a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
    for (const by of ['median', 'random'] as const) {
      const { data } = cleaned(input, by);
      const columns = new Set(input.columns);
      const rows = new Set(input.rows);
      for (let y = 0; y < attack.height; y++) {
        for (let x = 0; x < attack.width; x++) {
          const at = (y * attack.width + x) * 3;
          if (!(columns.has(x) && rows.has(y))) assert.equal(data[at], attack.data[at]);
        }
      }
      assert.ok(distance(data, clean.data) < 0.1 * distance(attack.data, clean.data), by);
    }
    assert.deepEqual(cleaned(input, 'random'), cleaned(input, 'random'));
  });
});

test('the median is that of the neighbors that are not read, by definition', () => {
  const [width, height] = [23, 17];
  const data = Uint8Array.from(
    { length: width * height },
    (_, i) => (i * 89 + (i >> 3) * 41) % 256,
  );
  const input = publishedInput(
    { width, height, channels: 1, data },
    { width: 5, height: 4 },
    'opencv/linear',
  );
  const median = cleaned(input, 'median');
  const isRead = (x: number, y: number) => input.columns.includes(x) && input.rows.includes(y);
  for (const y of input.rows) {
    for (const x of input.columns) {
      const around: number[] = [];
      for (let v = Math.max(0, y - 4); v <= Math.min(height - 1, y + 4); v++) {
        for (let u = Math.max(0, x - 4); u <= Math.min(width - 1, x + 4); u++) {
          if (!isRead(u, v)) around.push(data[v * width + u]);
        }
      }
      around.sort((a, b) => a - b);
      assert.equal(median.data[y * width + x], around[(around.length - 1) >> 1]);
    }
  }
});

test('the log magnitude of one level is that of its sum, in the middle', () => {
  const picture: Raster = { width: 10, height: 7, channels: 1, data: new Uint8Array(70).fill(50) };
  const levels = logMagnitude(picture);
  const middle = 3 * 10 + 5;
  assert.ok(Math.abs(levels[middle] - 20 * Math.log(3500)) < 1e-3);
  assert.ok(levels.every((level, i) => i === middle || level < -100));
});

test('expected peaks are at the multiples of the target size inside the spectrum', () => {
  const peaks = expectedPeaks({ width: 100, height: 50 }, { width: 30, height: 20 });
  assert.deepEqual(peaks, [
    { x: 20, y: 5 },
    { x: 50, y: 5 },
    { x: 80, y: 5 },
    { x: 20, y: 25 },
    { x: 80, y: 25 },
    { x: 20, y: 45 },
    { x: 50, y: 45 },
    { x: 80, y: 45 },
  ]);
  assert.deepEqual(expectedPeaks({ width: 59, height: 39 }, { width: 30, height: 20 }), []);
});
