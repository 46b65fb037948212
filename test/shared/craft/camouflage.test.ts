import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { camouflage } from '../../../shared/craft/camouflage.ts';
import { basisOf, coefficientsOf, subtractWhere } from '../../../shared/craft/harmonics.ts';
import { noiseFrom } from '../../../shared/craft/noise.ts';
import { quantize, type Raster } from '../../../shared/base/raster.ts';
import { resizeWith } from '../../../shared/resample/resize.ts';
import { crafted, finished } from '../../craft/material.ts';

function gray(side: number, seed: number): Raster<Uint8Array> {
  const noise = noiseFrom(seed);
  const data = Uint8Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [(i % side) / side, Math.floor(i / side) / side];
    return 120 + 60 * Math.sin(4 * x + seed) * Math.cos(3 * y) + 20 * noise();
  });
  return { width: side, height: side, channels: 1, data };
}

describe('the basis of harmonics', () => {
  test('is orthonormal', () => {
    const { rows } = basisOf(61, [12.2]);
    for (const [i, a] of rows.entries()) {
      for (const [j, b] of rows.entries()) {
        const product = a.reduce((sum, value, k) => sum + value * b[k], 0);
        assert.ok(Math.abs(product - (i === j ? 1 : 0)) < 1e-5, `${i} ${j}`);
      }
    }
  });

  test('takes a comb away where all samples are free, and leaves what is smooth', () => {
    const side = 60;
    const basis = basisOf(side, [12]);
    const comb = (i: number) => Math.cos((2 * Math.PI * 12 * (i % side)) / side);
    const smooth = (i: number) => 5 + Math.cos((2 * Math.PI * (i % side)) / side);
    const plane = Float32Array.from({ length: side * side }, (_, i) => comb(i) + smooth(i));
    const free = new Uint8Array(side * side).fill(1);
    subtractWhere(plane, free, coefficientsOf(plane, basis, basis), basis, basis);
    plane.forEach((value, i) => assert.ok(Math.abs(value - smooth(i)) < 1e-3));
  });
});

describe('camouflage', () => {
  const decoy = gray(180, 1);
  const picture = gray(30, 2);
  const payload = { pipeline: 'opencv/linear', picture };
  const seen = (attack: Raster<Uint8Array>) =>
    quantize(resizeWith(attack, 'opencv/linear', picture), 'uint8').data;

  test('weakens the harmonics of the change and leaves the machine view as it is', () => {
    const { prepared, solved } = crafted(decoy, [payload], { suppressPeaks: true });
    const { attack, suppressedDb } = finished(camouflage(prepared, solved.attack));
    assert.ok(suppressedDb! > 6, String(suppressedDb));
    assert.deepEqual(seen(attack), seen(solved.attack));
    assert.notDeepEqual(attack.data, solved.attack.data);
  });

  test('lays a false lattice of another size beside the true one', () => {
    const { prepared, solved } = crafted(decoy, [payload], {
      fakePeaks: { width: 20, height: 20 },
    });
    const { attack } = finished(camouflage(prepared, solved.attack));
    let changed = 0;
    attack.data.forEach((value, i) => {
      if (value === solved.attack.data[i]) return;
      changed++;
      assert.equal(i % 9, 0, 'columns of 180 / 20');
      assert.equal(Math.floor(i / 180) % 9, 0);
    });
    assert.ok(changed > 100 && changed <= 400, String(changed));
    assert.deepEqual(seen(attack), seen(solved.attack));
  });

  test('does nothing unless asked', () => {
    const { prepared, solved } = crafted(decoy, [payload]);
    assert.equal(finished(camouflage(prepared, solved.attack)).attack, solved.attack);
  });
});
