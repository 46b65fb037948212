/**
 * Every golden case that a sampler models, one test each, equal to the last bit; the few that are
 * within a declared deviation only are held against the output itself (outputs/). What no sampler
 * models yet is counted, so that the suite says how much of the libraries is covered.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Samples } from '../../shared/raster.ts';
import { resizeWith } from '../../shared/resample/resize.ts';
import {
  goldenCases,
  hashAs,
  sourceOf,
  storedOutput,
  type GoldenCase,
  type Replay,
} from './cases.ts';
import { kerasResizing } from './mapping/keras.ts';
import { libvipsSampler } from './mapping/libvips.ts';
import { opencvSampler } from './mapping/opencv.ts';
import { kerasReplay, pillowReplay, torchvisionPillowReplay } from './mapping/pillow.ts';
import { pipelineReplay } from './mapping/pipelines.ts';
import { skimageSampler } from './mapping/skimage.ts';
import { tensorflowSampler, tensorflowWindow } from './mapping/tensorflow.ts';
import { tfjsSampler } from './mapping/tfjs.ts';
import { torchSampler } from './mapping/torch.ts';
import { torchvisionSampler } from './mapping/torchvision.ts';

const MAPPINGS: Record<string, (item: GoldenCase) => Replay> = {
  opencv: opencvSampler,
  'opencv-wheel-4.14': opencvSampler,
  'opencv-wheel-5.0': opencvSampler,
  pillow: pillowReplay,
  'pipeline-letterbox': pipelineReplay,
  'pipeline-timm-1.0': pipelineReplay,
  'pipeline-torchvision-0.29': pipelineReplay,
  'pipeline-transformers-5.17': pipelineReplay,
  sharp: libvipsSampler,
  keras: (item) => kerasReplay(item) ?? kerasResizing(item),
  skimage: skimageSampler,
  'skimage-0.26': skimageSampler,
  tfjs: tfjsSampler,
  torch: torchSampler,
  'torch-2.14': torchSampler,
  torchvision: (item) => torchvisionPillowReplay(item) ?? torchvisionSampler(item),
  'torchvision-0.29': (item) => torchvisionPillowReplay(item) ?? torchvisionSampler(item),
  tensorflow: tensorflowSampler,
  'tensorflow-image': (item) => tensorflowSampler(item) ?? tensorflowWindow(item),
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
      const stored = storedOutput(item);
      if (stored === null) assert.equal(hashAs(item.dtype, result.data), item.sha256);
      else assertNear(result.data, stored);
    });
  }
});

/** The deviation a sampler declares: 1 code value in 8 bits, 1e-5 of the largest in floats. */
function assertNear(actual: Samples, expected: Samples): void {
  assert.equal(actual.length, expected.length);
  let largest = 0;
  for (const value of expected) largest = Math.max(largest, Math.abs(value));
  const bound = expected instanceof Uint8Array ? 1 : largest * 1e-5;
  for (let i = 0; i < actual.length; i++) {
    const off = Math.abs(actual[i] - expected[i]);
    assert.ok(off <= bound, `Expected ${expected[i]} at ${i} but received ${actual[i]}`);
  }
}
