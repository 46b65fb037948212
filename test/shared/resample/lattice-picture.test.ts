import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { makeRaster, type Raster } from '../../../shared/base/raster.ts';
import { readPixels, withoutReadPixels } from '../../../shared/resample/lattice-picture.ts';
import { latticeOf } from '../../../shared/resample/lattice.ts';
import { axisTapsOf } from '../../../shared/resample/taps/plan.ts';
import { planOf, resizeWith, shapeOf } from '../../../shared/resample/resize.ts';
import { noiseBytes } from '../../support/noise.ts';

const SAMPLERS = ['opencv/nearest', 'opencv/linear', 'tensorflow/bilinear', 'opencv/cubic'];

interface Drawn {
  source: Raster<Uint8Array>;
  sampler: string;
  target: { width: number; height: number };
}

const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    width: fc.integer({ min: 20, max: 60 }),
    height: fc.integer({ min: 20, max: 60 }),
    seed: fc.integer({ min: 1, max: 1e6 }),
    sampler: fc.constantFrom(...SAMPLERS),
    targetWidth: fc.integer({ min: 2, max: 9 }),
    targetHeight: fc.integer({ min: 2, max: 9 }),
  })
  .map(({ width, height, seed, sampler, targetWidth, targetHeight }) => {
    const data = noiseBytes(width * height * 3, seed);
    const target = { width: targetWidth, height: targetHeight };
    return { source: makeRaster(width, height, 3, data), sampler, target };
  });

function tapsOf({ source, sampler, target }: Drawn) {
  const plan = planOf(sampler, shapeOf(source), target);
  return { x: axisTapsOf(plan, 'x'), y: axisTapsOf(plan, 'y') };
}

describe('the pixels that a view reads', () => {
  it('by themselves are those of the lattice, in their colors, and all else is transparent', () => {
    fc.assert(
      fc.property(drawn, (of) => {
        const { source } = of;
        const { x, y } = tapsOf(of);
        const picture = readPixels(source, x, y);
        const columns = new Set(latticeOf(x));
        const rows = new Set(latticeOf(y));
        for (let at = 0; at < source.width * source.height; at++) {
          const isRead = columns.has(at % source.width) && rows.has(Math.floor(at / source.width));
          const seen = [...picture.data.subarray(at * 4, at * 4 + 4)];
          const colors = [...source.data.subarray(at * 3, at * 3 + 3)];
          assert.deepEqual(seen, isRead ? [...colors, 255] : [0, 0, 0, 0]);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('are all that the view depends on: resizing without them loses the hidden picture', () => {
    const source = makeRaster(64, 64, 1, new Uint8Array(64 * 64).fill(40));
    const of = { source, sampler: 'tensorflow/bilinear', target: { width: 8, height: 8 } };
    const { x, y } = tapsOf(of);
    for (const row of latticeOf(y)) {
      for (const column of latticeOf(x)) source.data[row * 64 + column] = 220;
    }
    const hidden = resizeWith(source, of.sampler, of.target);
    assert.ok(hidden.data.every((value) => Math.abs(value - 220) < 0.01));
    const rebuilt = resizeWith(withoutReadPixels(source, x, y), of.sampler, of.target);
    assert.ok(rebuilt.data.every((value) => Math.abs(value - 40) < 0.01));
  });

  it('are rebuilt from pixels that are not read, and only they are', () => {
    fc.assert(
      fc.property(drawn, (of) => {
        const { source } = of;
        const { x, y } = tapsOf(of);
        const rebuilt = withoutReadPixels(source, x, y);
        const changed = { ...source, data: source.data.slice() };
        const columns = new Set(latticeOf(x));
        const rows = new Set(latticeOf(y));
        let unread = 0;
        for (let at = 0; at < source.width * source.height; at++) {
          const isRead = columns.has(at % source.width) && rows.has(Math.floor(at / source.width));
          if (isRead) changed.data.fill(0, at * 3, at * 3 + 3);
          else unread++;
          if (!isRead) {
            assert.deepEqual(
              rebuilt.data.subarray(at * 3, at * 3 + 3),
              source.data.subarray(at * 3, at * 3 + 3),
            );
          }
        }
        fc.pre(unread > 0 && columns.size < source.width && rows.size < source.height);
        assert.deepEqual(withoutReadPixels(changed, x, y).data, rebuilt.data);
      }),
      { numRuns: 30 },
    );
  });

  it('stay as they are where every pixel is read', () => {
    const data = Uint8Array.from({ length: 40 * 40 }, (_, i) => (i * 37) % 256);
    const source = makeRaster(40, 40, 1, data);
    const { x, y } = tapsOf({
      source: source as Raster<Uint8Array>,
      sampler: 'opencv/area',
      target: { width: 5, height: 5 },
    });
    assert.deepEqual(withoutReadPixels(source, x, y).data, data);
  });
});
