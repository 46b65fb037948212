/** The lattices of the search are those of the catalogue's tap tables: none is left out. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  anchorOf,
  axisLattice,
  GEOMETRIES,
  startOf,
} from '../../../../shared/detect/lattice/geometry.ts';
import { concentratingSamplers, readersOf } from '../../../../shared/detect/lattice/readers.ts';
import { FIRST_OFFSET, OFFSETS } from '../../../../shared/detect/search/comb.ts';
import { SAMPLERS } from '../../../../shared/resample/catalog.ts';
import { axisTapsOf } from '../../../../shared/resample/taps/plan.ts';
import { planOf } from '../../../../shared/resample/resize.ts';
import type { AxisTaps } from '../../../../shared/resample/taps/taps.ts';

const LENGTH = 601;
const SIZES = [401, 300, 241, 200, 150, 113, 75];
const SHAPE = { channels: 1, dtype: 'uint8' } as const;

function tapsOf(sampler: string, size: number): AxisTaps {
  const source = { width: LENGTH, height: LENGTH, ...SHAPE };
  return axisTapsOf(planOf(sampler, source, { width: size, height: size }), 'x');
}

/** The source column of largest weight of every output. */
function heaviest({ dstSize, offsets, indices, weights }: AxisTaps): Int32Array {
  return Int32Array.from({ length: dstSize }, (_, dst) => {
    let best = offsets[dst];
    for (let k = best; k < offsets[dst + 1]; k++) {
      if (Math.abs(weights[k]) > Math.abs(weights[best]) + 1e-6) best = k;
    }
    return indices[best];
  });
}

/** Share of the columns that lie within the places which a lattice of `geometry` is searched in. */
function heldBy(geometry: (typeof GEOMETRIES)[number], columns: Int32Array): number {
  const size = columns.length;
  let held = 0;
  columns.forEach((column, j) => {
    const offset = column - anchorOf(geometry, LENGTH, size, j);
    if (
      geometry === 'half1'
        ? offset === 0
        : offset >= FIRST_OFFSET && offset < FIRST_OFFSET + OFFSETS
    )
      held++;
  });
  return held / size;
}

/** Two steps of nearest: the first by whole numbers, so that its columns drift over the places of a cell. */
const DRIFTING = new Set(['libvips/nearest']);
/** Halved first, from twice the target on: there it reads means of columns, none of which is the heaviest. */
const HALVED = new Set(['chromium/canvas-img']);

describe('the lattices that the search knows', () => {
  for (const sampler of concentratingSamplers()) {
    test(`hold the heaviest taps of ${sampler} at every ratio`, () => {
      for (const size of HALVED.has(sampler) ? SIZES.slice(0, 1) : SIZES) {
        const columns = heaviest(tapsOf(sampler, size));
        const most = Math.max(...GEOMETRIES.map((geometry) => heldBy(geometry, columns)));
        assert.ok(most > (DRIFTING.has(sampler) ? 0.45 : 0.98), `${size}: ${most}`);
      }
    });
  }

  test('are of every sampler that does not antialias, and of no mean of whole cells', () => {
    const concentrating = new Set(concentratingSamplers());
    for (const { id, antialias } of SAMPLERS) {
      if (!antialias && !/area|box|reduce/.test(id)) assert.ok(concentrating.has(id), id);
    }
    for (const id of ['opencv/area', 'pillow/box', 'tensorflow/area']) {
      assert.ok(!concentrating.has(id), id);
    }
  });
});

describe('who reads a lattice', () => {
  const lattice = (geometry: 'half1' | 'half2' | 'corner1', offset = 0, taps?: 1 | 2) =>
    axisLattice(geometry, 1600, 400, 0, offset, taps);

  test('of the middle of a cell are the nearest samplers at half-pixel centers, first', () => {
    const at = lattice('half1');
    const [first, ...others] = readersOf(at, at, SHAPE).map(({ sampler }) => sampler);
    assert.match(first, /nearest/);
    assert.ok(others.includes('opencv/cubic') && others.includes('torch/bilinear'));
    assert.ok(!others.includes('opencv/nearest'));
  });

  test('of one inner tap of a cubic kernel are the bilinear and the cubic samplers', () => {
    const at = lattice('half2', 0, 1);
    const readers = readersOf(at, at, SHAPE).map(({ sampler }) => sampler);
    for (const id of ['opencv/linear', 'opencv/cubic', 'torch/bicubic', 'tensorflow/bicubic']) {
      assert.ok(readers.includes(id), id);
    }
  });

  test('of the corner of a cell, named from another anchor, are the nearest samplers at corners', () => {
    const at = lattice('half2', -1, 1);
    const readers = readersOf(at, at, SHAPE).map(({ sampler }) => sampler);
    assert.ok(readers.includes('opencv/nearest') && readers.includes('torch/nearest'));
    assert.ok(!readers.includes('pillow/nearest'));
  });

  test('of blocks of two columns are the bilinear samplers before the others', () => {
    const at = lattice('half2');
    assert.match(readersOf(at, at, SHAPE)[0].sampler, /bilinear|linear/);
  });

  test('at whole ratios are told by their own tables, though at odd ones they are alike', () => {
    const at = lattice('half1');
    const source = { width: 1600, height: 1600, ...SHAPE };
    const nearest = readersOf(at, at, SHAPE)
      .map(({ sampler }) => axisTapsOf(planOf(sampler, source, { width: 400, height: 400 }), 'x'))
      .filter(({ indices, dstSize }) => indices.length === dstSize);
    assert.ok(nearest.length >= 3);
    for (const { indices } of nearest) {
      assert.deepEqual(
        Array.from(indices),
        Array.from({ length: 400 }, (_, dst) => startOf(at, dst)),
      );
    }
  });

  test('is nobody where every pixel is written', () => {
    const at = axisLattice('half2', 1200, 600);
    assert.deepEqual(readersOf(at, at, SHAPE), []);
  });
});
