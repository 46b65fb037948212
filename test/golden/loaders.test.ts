/** What Pillow, OpenCV, torchvision, TensorFlow, libheif and libjxl make of awkward files: each array equal by hash, each refusal refused. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deviationOf, isNear, loaderCases, outcomeOf } from './loader-cases.ts';

describe('loaders', () => {
  for (const item of loaderCases) {
    test(`${item.file} ${item.loader}`, async () => {
      if (isNear(item)) {
        const { most } = await deviationOf(item);
        assert.ok(most <= 1, `off by ${most}`);
        return;
      }
      const outcome = await outcomeOf(item);
      if ('error' in item.expected)
        assert.ok('error' in outcome, 'read, though the library refuses');
      else assert.deepEqual(outcome, item.expected);
    });
  }
});
