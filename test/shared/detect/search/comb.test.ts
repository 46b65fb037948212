/** Laws of the profiles that combs are held against. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withWasm } from '../../../../shared/detect/kernels/wasm.ts';
import { STRIPS } from '../../../../shared/detect/lattice/plane.ts';
import { noiseFrom } from '../../../../shared/craft/noise.ts';
import { axisProfiles, combTable } from '../../../../shared/detect/search/comb.ts';

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

test('sizes that are not asked for are 0 in a comb table, and the others as in the whole one', () => {
  const length = 700;
  const noise = noiseFrom(5);
  const sums = Array.from({ length: STRIPS + 2 }, () => Float64Array.from({ length }, noise));
  const isAsked = (size: number): boolean => size % 7 < 3 || size === 300;
  withWasm((wasm) => {
    const profiles = axisProfiles(wasm, sums, 500);
    const table = (asked?: (size: number) => boolean) =>
      combTable(wasm, profiles, 32, 350, 0, length, true, asked);
    const [all, some] = [table(), table(isAsked)];
    for (const geometry of ['half1', 'half2', 'corner2', 'align2'] as const) {
      const expected = all.z[geometry].map((z, size) => (isAsked(size) ? z : 0));
      assert.deepEqual(some.z[geometry], expected);
      assert.ok(expected.some((z) => z !== 0));
    }
  });
});
