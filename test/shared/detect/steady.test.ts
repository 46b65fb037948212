/** What lattices that never drift add to the evidence of the search. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Scored } from '../../../shared/detect/blind-target.ts';
import type { Examined } from '../../../shared/detect/examine.ts';
import { axisLattice } from '../../../shared/detect/lattice/geometry.ts';
import { NOTHING_STANDS_OUT } from '../../../shared/detect/search/standout.ts';
import { withWasm } from '../../../shared/detect/kernels/wasm.ts';
import { openPlanes } from '../../../shared/detect/lattice/plane.ts';
import { repeatsOf } from '../../../shared/detect/measure/tiling.ts';
import { ENOUGH, repeatsNowhere, STEADY, withSteady } from '../../../shared/detect/steady.ts';

const PICTURE = { width: 600, height: 400 };
const nowhere = () => ({ tiling: 0.1, repetition: 0.2, isKnown: true });

/** A lattice of 150x100 that never drifts, but for what `traits` says of it. */
function lattice(
  traits: { comb?: number; consistent?: number; pointed?: number; unlevelled?: number } = {},
): Scored {
  const { comb = 9, consistent = 1, pointed = 2, unlevelled = 0.6 } = traits;
  const columns = axisLattice('half1', PICTURE.width, 150, 0, 1, 1);
  const rows = axisLattice('half1', PICTURE.height, 100, 0, 1, 1);
  const standout = { ...NOTHING_STANDS_OUT, consistent, pointed, concentrated: 3 };
  const candidate = { combX: comb, combY: comb + 4, standout } as Examined['candidate'];
  const measures = { unlevelled } as Examined['measures'];
  return { found: { candidate, measures, columns, rows } as Examined, logOdds: 0 };
}

test('a lattice that never drifts adds to the evidence where a picture repeats nowhere', () => {
  const added = (one: Scored, repeats = nowhere) =>
    withSteady([one], PICTURE, 0.63, repeats)[0].logOdds;
  assert.equal(added(lattice()), STEADY);
  assert.equal(added(lattice({ consistent: 0.9 })), 0);
  assert.equal(added(lattice({ comb: 3 })), 0);
  assert.equal(added(lattice({ pointed: 0.2 })), 0);
  assert.equal(added(lattice({ unlevelled: 0.95 })), 0);
  assert.equal(
    added(lattice(), () => ({ tiling: 0.1, repetition: 0.7, isKnown: true })),
    0,
  );
  assert.equal(
    added(lattice(), () => ({ tiling: 0, repetition: 0, isKnown: false })),
    0,
  );
  assert.equal(withSteady([lattice()], { width: 900, height: 400 }, 0.63, nowhere)[0].logOdds, 0);
});

test('what is enough for an attack gets no more', () => {
  for (const [own, expected] of [
    [ENOUGH - 1, ENOUGH],
    [ENOUGH + 2, ENOUGH + 2],
  ]) {
    const [one] = withSteady([{ ...lattice(), logOdds: own }], PICTURE, 0.63, nowhere);
    assert.equal(one.logOdds, expected);
  }
});

test('the order of what was examined stays', () => {
  const [steady, drifting] = [lattice(), { ...lattice({ consistent: 0.5 }), logOdds: 1 }];
  const added = withSteady([steady, drifting], PICTURE, 0.63, nowhere);
  assert.deepEqual(
    added.map(({ logOdds }) => logOdds),
    [STEADY - 1, STEADY],
  );
});

test('of a picture that is too small to show its repetition it is not known that it repeats nowhere', () => {
  for (const side of [220, 300]) {
    const data = new Uint8Array(side * side).fill(200);
    for (let y = 5; y < side; y += 20) for (let x = 5; x < side; x += 20) data[y * side + x] = 40;
    const raster = { width: side, height: side, channels: 1 as const, data };
    const repeats = withWasm((wasm) => repeatsOf(wasm, openPlanes(wasm, raster).main));
    assert.equal(repeats.isKnown, side === 300);
    assert.equal(repeatsNowhere(repeats), false);
  }
});
