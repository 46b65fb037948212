/** Histograms: every value is counted once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../../shared/base/errors.ts';
import { HISTOGRAM_BINS, histogramOf } from '../../../shared/image/histogram.ts';
import type { Channels } from '../../../shared/base/raster.ts';

test('counts every pixel of every channel once, in the bin of its value', () => {
  const rasters = fc
    .record({
      width: fc.integer({ min: 1, max: 9 }),
      height: fc.integer({ min: 1, max: 9 }),
      channels: fc.constantFrom<Channels>(1, 3, 4),
      isDeep: fc.boolean(),
      seed: fc.integer(),
    })
    .map(({ width, height, channels, isDeep, seed }) => {
      const length = width * height * channels;
      const values = Array.from({ length }, (_, i) => Math.imul(seed + i, 2654435761) >>> 0);
      const data = isDeep ? Uint16Array.from(values) : Uint8Array.from(values);
      return { width, height, channels, data };
    });
  fc.assert(
    fc.property(rasters, (raster) => {
      const { most, channels } = histogramOf(raster);
      assert.equal(most, raster.data instanceof Uint16Array ? 65535 : 255);
      assert.equal(channels.length, raster.channels);
      channels.forEach(({ counts, min, max, mean, deviation }, at) => {
        const values = [...raster.data].filter((_, i) => i % raster.channels === at);
        const expected = Array<number>(HISTOGRAM_BINS).fill(0);
        for (const value of values) expected[Math.floor((value * HISTOGRAM_BINS) / (most + 1))]++;
        assert.deepEqual(counts, expected);
        assert.equal(min, Math.min(...values));
        assert.equal(max, Math.max(...values));
        assert.ok(Math.abs(mean - values.reduce((sum, v) => sum + v, 0) / values.length) < 1e-9);
        const square = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
        assert.ok(Math.abs(deviation - Math.sqrt(square)) < 1e-2);
      });
    }),
  );
});

test('counts a region as if it were a picture of its own, and refuses one that is not inside', () => {
  const data = Uint8Array.from({ length: 30 }, (_, i) => i);
  const raster = { width: 6, height: 5, channels: 1 as const, data };
  const [channel] = histogramOf(raster, { x: 2, y: 1, width: 3, height: 2 }).channels;
  const values = [8, 9, 10, 14, 15, 16];
  assert.deepEqual(
    channel.counts.flatMap((count, value) => Array<number>(count).fill(value)),
    values,
  );
  assert.deepEqual([channel.min, channel.max, channel.mean], [8, 16, 12]);
  assert.throws(() => histogramOf(raster, { x: 4, y: 0, width: 3, height: 1 }), UserError);
});
