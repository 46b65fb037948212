/** The lattice of a nearest in two steps is what libvips/nearest reads. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { steppedAnchor, stepOf } from '../../../../shared/detect/lattice/stepped.ts';
import { planOf } from '../../../../shared/resample/resize.ts';
import { axisTapsOf } from '../../../../shared/resample/taps/plan.ts';

function readBy(length: number, size: number): number[] {
  const source = { width: length, height: 1, channels: 1, dtype: 'uint8' } as const;
  const plan = planOf('libvips/nearest', source, { width: size, height: 1 });
  return [...axisTapsOf(plan, 'x').indices];
}

test('its pixels are those that libvips/nearest reads, but where two are equally near', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 2, max: 12 }),
      fc.nat(),
      (size, times, rest) => {
        const length = size * times + (rest % size);
        const step = stepOf(length, size);
        const read = readBy(length, size);
        assert.equal(read.length, size);
        read.forEach((index, j) => {
          const at = steppedAnchor(length, size, j);
          if (at === index) return;
          const kept = Math.floor(length / step);
          const position = ((j + 0.5) * length) / (size * step) - (length / step - kept) / 2;
          assert.equal(Math.abs(at - index), step, `${length} to ${size}, output ${j}`);
          assert.ok(
            Math.abs(position - Math.round(position)) < 1e-9,
            `${length} to ${size}, output ${j}`,
          );
        });
      },
    ),
    { seed: 5 },
  );
});

test('below a period of 4 no sample is left out before the nearest', () => {
  assert.equal(stepOf(399, 100), 1);
  assert.equal(stepOf(400, 100), 2);
});
