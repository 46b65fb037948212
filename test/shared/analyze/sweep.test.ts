import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyzeView } from '../../../shared/analyze/analyze.ts';
import { craftAttack } from '../../../shared/craft/lattice-write.ts';
import { UserError } from '../../../shared/base/errors.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import {
  MOST_ROWS,
  spikesOf,
  sweep,
  sweepSides,
  type SweepPoint,
} from '../../../shared/analyze/sweep.ts';

/** Smooth waves, of which a payload differs everywhere. */
function waves(width: number, height: number, cycles: number): Raster<Uint8Array> {
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const x = (i % width) / width;
    const y = Math.floor(i / width) / height;
    return Math.round(128 + 90 * Math.sin(cycles * (x + 0.3)) * Math.cos(cycles * 0.7 * y));
  });
  return { width, height, channels: 1, data };
}

const pipeline = { pipeline: 'tensorflow/bilinear' };
const curve = (source: Raster<Uint8Array>, sides: number[], aspect = 1): SweepPoint[] => [
  ...sweep(source, { pipeline, sides, aspect }),
];

test('the curve has its only spike at the size of the attack', () => {
  const decoy = waves(900, 700, 5);
  const payload = { ...pipeline, picture: waves(128, 128, 19) };
  const { attack } = craftAttack(decoy, [payload]);
  const points = curve(attack, sweepSides(120, 136));
  const spikes = spikesOf(points);
  assert.deepEqual([spikes[0].width, spikes[0].height], [128, 128]);
  const others = points.filter(({ width }) => width !== 128);
  assert.ok(others.every(({ normalised }) => normalised < 0.5 * spikes[0].normalised));
  assert.deepEqual(spikesOf(curve(decoy, sweepSides(120, 136))), []);
});

test('the figures are those of the whole view up to the rows that are compared, then close to it', () => {
  const decoy = waves(900, 700, 5);
  const { attack } = craftAttack(decoy, [{ ...pipeline, picture: waves(150, 150, 19) }]);
  for (const [side, tolerance] of [
    [MOST_ROWS, 1e-9],
    [150, 0.1],
  ]) {
    const [point] = curve(attack, [side]);
    const { disagreement } = analyzeView(attack, {
      ...pipeline,
      width: side,
      height: side,
    }).evidence;
    assert.ok(Math.abs(point.rms - disagreement.rms) <= tolerance * disagreement.rms);
  }
});

test('sizes follow their aspect, and sizes that cannot be swept are refused', () => {
  const [point] = curve(waves(300, 200, 3), [64], 0.5);
  assert.deepEqual([point.width, point.height], [64, 32]);
  assert.deepEqual(sweepSides(10, 20, 4), [10, 14, 18]);
  for (const [from, to, step] of [
    [20, 10, 1],
    [0, 5, 1],
    [1, 9999, 1],
    [1, 5, 0],
  ]) {
    assert.throws(() => sweepSides(from, to, step), UserError);
  }
  const fixed = { pipeline: { pipeline: 'model/inception-v3' }, sides: [64], aspect: 1 };
  assert.throws(() => [...sweep(waves(30, 30, 3), fixed)], UserError);
});
