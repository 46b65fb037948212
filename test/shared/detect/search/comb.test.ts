/** Laws of the profiles that combs are held against. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withWasm } from '../../../../shared/detect/kernels/wasm.ts';
import { STRIPS } from '../../../../shared/detect/lattice/plane.ts';
import { axisProfiles } from '../../../../shared/detect/search/comb.ts';

test('what stands alone in millions of columns is the most that a profile holds', () => {
  const length = 2.5e6;
  const at = 1234567;
  const sum = new Float64Array(length);
  sum[at] = 1;
  const nothing = new Float64Array(length);
  const sums = Array.from({ length: STRIPS + 2 }, (_, k) => (k === STRIPS + 1 ? sum : nothing));
  withWasm((wasm) => {
    const { two } = axisProfiles(wasm, sums, 24);
    const profiles = STRIPS + 3;
    assert.equal(two.view()[(at + 1) * profiles - 1], 32767);
  });
});
