/** The lattices of the search are those of the catalogue's tap tables: none is left out. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  anchorOf,
  axisLattice,
  GEOMETRIES,
  startOf,
} from '../../../../shared/detect/lattice/geometry.ts';
import {
  concentrates,
  concentratingSamplers,
  readersOf,
} from '../../../../shared/detect/lattice/readers.ts';
import { FIRST_OFFSET, OFFSETS } from '../../../../shared/detect/search/comb.ts';
import { SAMPLERS } from '../../../../shared/resample/catalog.ts';
import { axisTapsOf } from '../../../../shared/resample/taps/plan.ts';
import { planOf } from '../../../../shared/resample/resize.ts';
import type { AxisTaps } from '../../../../shared/resample/taps/taps.ts';

const LENGTH = 601;
/** Ratios of 1.5 to 12. */
const SIZES = [401, 321, 300, 281, 241, 200, 169, 150, 113, 88, 75, 60, 50];
const SHAPE = { channels: 1, dtype: 'uint8' } as const;

function tapsOf(sampler: string, size: number): AxisTaps {
  const source = { width: LENGTH, height: LENGTH, ...SHAPE };
  return axisTapsOf(planOf(sampler, source, { width: size, height: size }), 'x');
}

/** The source columns of largest weight of every output: where whole blocks are averaged there are several. */
function heaviest({ dstSize, offsets, indices, weights }: AxisTaps): number[][] {
  return Array.from({ length: dstSize }, (_, dst) => {
    const taps = Array.from(indices.subarray(offsets[dst], offsets[dst + 1]), (column, k) => ({
      column,
      weight: Math.abs(weights[offsets[dst] + k]),
    }));
    const most = Math.max(...taps.map(({ weight }) => weight));
    return taps.filter(({ weight }) => weight > most - 1e-6).map(({ column }) => column);
  });
}

/** Share of the outputs with a heaviest column within the places which a lattice of \`geometry\` is searched in. */
function heldBy(
  geometry: (typeof GEOMETRIES)[number],
  columns: readonly number[][],
  times = 1,
): number {
  const size = columns.length * times;
  const isHeld = (column: number, j: number): boolean => {
    const offset = column - anchorOf(geometry, LENGTH, size, j);
    return geometry === 'half1'
      ? offset === 0
      : offset >= FIRST_OFFSET && offset < FIRST_OFFSET + OFFSETS;
  };
  const held = columns.filter((all, j) =>
    all.some((column) =>
      Array.from({ length: times }, (_, k) => times * j + k).some((at) => isHeld(column, at)),
    ),
  );
  return held.length / columns.length;
}

/** Two steps of nearest: the first by whole numbers, so that its columns drift over the places of a cell. */
const DRIFTING = new Set(['libvips/nearest']);
/** Nearest to twice the target, then its mean: it is searched at that size. */
const TWICE = /supersampling2$/;
/** Whole blocks are averaged first, so that none of their columns is the heaviest, and then these drift. */
const AVERAGED = new Set([
  'chromium/canvas-img',
  'skia/linear+mipmap',
  'thumbnailator/progressive',
]);

describe('the lattices that the search knows', () => {
  for (const sampler of concentratingSamplers()) {
    const tables = SIZES.map((size) => tapsOf(sampler, size)).filter(concentrates);
    if (AVERAGED.has(sampler) || tables.length === 0) continue;
    test(`hold the heaviest taps of ${sampler} at every ratio`, () => {
      for (const table of tables) {
        const columns = heaviest(table);
        const times = TWICE.test(sampler) ? [1, 2] : [1];
        const most = Math.max(
          ...times.flatMap((n) => GEOMETRIES.map((geometry) => heldBy(geometry, columns, n))),
        );
        assert.ok(most > (DRIFTING.has(sampler) ? 0.3 : 0.98), `${table.dstSize}: ${most}`);
      }
    });
  }

  test('leave out no sampler that leaves weight concentrated at any ratio', () => {
    const concentrating = new Set(concentratingSamplers());
    for (const { id } of SAMPLERS) {
      if (concentrating.has(id)) continue;
      for (const size of SIZES) assert.ok(!concentrates(tapsOf(id, size)), `${id} at ${size}`);
    }
  });

  test('read every column where whole blocks are averaged first: little is hidden from a person', () => {
    for (const sampler of AVERAGED) {
      for (const size of SIZES) {
        const table = tapsOf(sampler, size);
        const read = new Set(table.indices.filter((_, k) => table.weights[k] > 0));
        assert.ok(read.size > 0.7 * LENGTH, `${sampler} at ${size}: ${read.size}`);
      }
    }
  });

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
