/** The one sampler that is not exact: CUBIC of the OpenCV wheels, which call Intel IPP. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { resizeWith } from '../../shared/resample/resize.ts';
import { goldenCases, hashAs, sourceOf } from './cases.ts';

/** Outputs that differ, stored: the 4.14 and the 5.0 wheel return the same bytes. */
const STORED: Record<string, string> = {
  'strip_500x3_rgb/41x1': 'opencv-wheel-INTER_CUBIC-strip_500x3_rgb-41x1.u8',
};

const cases = goldenCases.filter(
  ({ library, method }) => library.startsWith('opencv-wheel') && method === 'INTER_CUBIC',
);

describe('opencv/cubic+ipp', () => {
  test('differs from the wheels by at most 1, in at most 0.01 % of the values', () => {
    let values = 0;
    let different = 0;
    for (const item of cases) {
      const { data } = resizeWith(sourceOf(item), 'opencv/cubic+ipp', item);
      values += data.length;
      if (hashAs(item.dtype, data) === item.sha256) continue;
      const stored = STORED[`${item.source}/${item.width}x${item.height}`];
      assert.ok(stored, `${item.id} differs and has no stored output`);
      const expected = new Uint8Array(readFileSync(new URL(`outputs/${stored}`, import.meta.url)));
      assert.equal(hashAs('uint8', expected), item.sha256);
      for (let i = 0; i < data.length; i++) {
        const off = Math.abs(data[i] - expected[i]);
        assert.ok(off <= 1, `${item.id}: value ${i} is off by ${off}`);
        different += off;
      }
    }
    assert.equal(cases.length, 32);
    assert.ok(different <= values * 1e-4, `${different} of ${values} values differ`);
  });
});
