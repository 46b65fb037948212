/** A size is named instead of its multiples, which have all of its cells among their own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { craftAttack } from '../../../shared/craft/lattice-write.ts';
import { examine } from '../../../shared/detect/examine.ts';
import { withDivisor } from '../../../shared/detect/fraction-reading.ts';
import { withWasm } from '../../../shared/detect/kernels/wasm.ts';
import { axisLattice } from '../../../shared/detect/lattice/geometry.ts';
import { openPlanes } from '../../../shared/detect/lattice/plane.ts';
import type { Raster } from '../../../shared/base/raster.ts';

function picture(width: number, height: number, at: (x: number, y: number) => number) {
  const data = Uint8Array.from({ length: width * height }, (_, i) =>
    at(i % width, Math.floor(i / width)),
  );
  return { width, height, channels: 1, data } satisfies Raster;
}

const [WIDTH, HEIGHT] = [600, 400];
const landscape = picture(WIDTH, HEIGHT, (x, y) => 120 + 50 * Math.sin(x / 60) * Math.cos(y / 40));

/** The sizes that are named where `read` by `times` as many cells was found in an attack on `size`. */
function named(size: { width: number; height: number }, times: [x: number, y: number]): number[] {
  const hidden = picture(size.width, size.height, (x, y) =>
    ((x >> 3) + (y >> 2)) % 3 === 0 ? 220 : 30,
  );
  const { attack } = craftAttack(landscape, [{ pipeline: 'pillow/nearest', picture: hidden }]);
  return withWasm((wasm) => {
    const planes = openPlanes(wasm, attack);
    const [top] = examine(wasm, planes, attack).examined;
    const columns = axisLattice('half1', WIDTH, size.width * times[0]);
    const rows = axisLattice('half1', HEIGHT, size.height * times[1]);
    const found = { ...top, columns, rows };
    const [first] = withDivisor(wasm, planes, [{ found, logOdds: 1 }]);
    assert.ok(first.logOdds >= 1);
    return [first.found.columns.size, first.found.rows.size];
  });
}

test('where only every third cell was written the third of the size is named', () => {
  assert.deepEqual(named({ width: 100, height: 80 }, [3, 1]), [100, 80]);
  assert.deepEqual(named({ width: 100, height: 80 }, [3, 3]), [100, 80]);
});

test('a size of which every cell was written stays', () => {
  assert.deepEqual(named({ width: 100, height: 80 }, [1, 1]), [100, 80]);
});
