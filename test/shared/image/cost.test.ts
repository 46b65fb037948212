/** What a picture is taken to cost grows with what its header declares, and time is told in words. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  aboutBytes,
  aboutTime,
  costOf,
  reachableFrames,
  timeBudgetMs,
  type DeclaredFrame,
} from '../../../shared/image/cost.ts';
import { IMAGE_FORMATS } from '../../../shared/image/facts.ts';

const frames = fc.record({
  format: fc.constantFrom(...IMAGE_FORMATS),
  width: fc.integer({ min: 1, max: 65535 }),
  height: fc.integer({ min: 1, max: 65535 }),
  channels: fc.constantFrom(1, 3, 4),
  bytesPerSample: fc.constantFrom(1 as const, 2 as const),
  isInterlaced: fc.boolean(),
  fileBytes: fc.integer({ min: 1, max: 2 ** 29 }),
  framesBefore: fc.integer({ min: 0, max: 1e6 }),
});

describe('the cost of a frame', () => {
  test('holds its raster, in decoding and in the search', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const { rasterBytes, decodeBytes, searchBytes, seconds } = costOf(frame);
        assert.equal(
          rasterBytes,
          frame.width * frame.height * frame.channels * frame.bytesPerSample,
        );
        assert.ok(decodeBytes >= rasterBytes + frame.fileBytes);
        assert.ok(searchBytes >= rasterBytes + 5 * frame.width * frame.height);
        assert.ok(seconds > 0);
      }),
    );
  });

  test('is no less where a header declares more', () => {
    const larger: ((frame: DeclaredFrame) => DeclaredFrame)[] = [
      (frame) => ({ ...frame, height: frame.height + 1 }),
      (frame) => ({ ...frame, bytesPerSample: 2 }),
      (frame) => ({ ...frame, isInterlaced: true }),
      (frame) => ({ ...frame, framesBefore: frame.framesBefore + 1 }),
      (frame) => ({ ...frame, fileBytes: frame.fileBytes + 1 }),
    ];
    fc.assert(
      fc.property(frames, fc.constantFrom(...larger), (frame, grow) => {
        const [before, after] = [costOf(frame), costOf(grow(frame))];
        for (const key of ['decodeBytes', 'searchBytes', 'seconds'] as const) {
          assert.ok(after[key] >= before[key], key);
        }
      }),
    );
  });
});

test('the time of a task follows the declared size, up to the limit', () => {
  assert.equal(timeBudgetMs({ seconds: 0 }, 300_000), 30_000);
  assert.equal(timeBudgetMs({ seconds: 10 }, 300_000), 150_000);
  assert.equal(timeBudgetMs({ seconds: 100 }, 300_000), 300_000);
});

test('the first frame is always within reach, and more of a small canvas', () => {
  assert.equal(reachableFrames({ width: 65535, height: 65535 }, 5), 1);
  const [small, large] = [64, 2000].map((side) =>
    reachableFrames({ width: side, height: side }, 5),
  );
  assert.ok(small > 100 * large && large > 100);
});

test('times and bytes are told in words', () => {
  const told = [0.2, 1.4, 60, 40 * 60, 7 * 3600, 90 * 3600].map(aboutTime);
  assert.deepEqual(told, [
    'about 1 second',
    'about 1 second',
    'about 60 seconds',
    'about 40 minutes',
    'about 7 hours',
    'about 4 days',
  ]);
  assert.deepEqual([1, 4e8, 4e9].map(aboutBytes), ['1 MB', '400 MB', '4.0 GB']);
});
