/**
 * Every golden case that a sampler models, one test each, equal to the last bit. What no sampler
 * models yet is counted, so that the suite says how much of the libraries is covered.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resizeWith } from '../../shared/resample/resize.ts';
import { goldenCases, hashAs, sourceOf, type GoldenCase, type Replay } from './cases.ts';
import { opencvSampler } from './mapping/opencv.ts';
import { kerasReplay, pillowReplay, torchvisionPillowReplay } from './mapping/pillow.ts';
import { tensorflowSampler } from './mapping/tensorflow.ts';

const MAPPINGS: Record<string, (item: GoldenCase) => Replay> = {
  opencv: opencvSampler,
  'opencv-wheel-4.14': opencvSampler,
  'opencv-wheel-5.0': opencvSampler,
  pillow: pillowReplay,
  keras: kerasReplay,
  torchvision: torchvisionPillowReplay,
  'torchvision-0.29': torchvisionPillowReplay,
  tensorflow: tensorflowSampler,
  'tensorflow-image': tensorflowSampler,
};

const replayed = goldenCases
  .map((item) => ({ item, replay: MAPPINGS[item.library]?.(item) ?? null }))
  .filter(({ replay }) => replay !== null);

describe('golden outputs', () => {
  test('cover every method that a sampler models', (t) => {
    t.diagnostic(`${replayed.length} of ${goldenCases.length} golden cases are modelled`);
    assert.ok(replayed.length > 0);
  });

  for (const { item, replay } of replayed) {
    test(item.id, () => {
      const source = sourceOf(item);
      const result =
        typeof replay === 'string' ? resizeWith(source, replay, item) : replay!(source);
      assert.equal(hashAs(item.dtype, result.data), item.sha256);
    });
  }
});
