import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { quantize } from '../../shared/base/raster.ts';
import { resizeWith } from '../../shared/resample/resize.ts';
import { covering, crafted, sample } from './material.ts';
import { readRecord, sha256Of } from './real-record.ts';

const target = { width: 64, height: 64 };
const decoy = covering(await sample('dandelion.jpg'), { width: 160, height: 160 });
const picture = covering(await sample('mountains-224.png'), target);
const record = readRecord();

describe('the attacks of docs/measurements/craft-fidelity.md', () => {
  for (const pipeline of [
    'opencv/linear',
    'opencv/lanczos4',
    'pillow/nearest',
    'torch/bicubic@1.13',
  ]) {
    test(`are those that the real library saw, and ${pipeline} sees the same of them`, () => {
      const { attack } = crafted(decoy, [{ pipeline, picture }]).solved;
      const known = record.find(
        (one) => one.sampler === pipeline && one.attack === sha256Of(attack.data),
      );
      const seen = quantize(resizeWith(attack, pipeline, target), 'uint8').data;
      assert.equal(known?.view, sha256Of(new Uint8Array(seen)));
      assert.ok(known!.max <= 2);
    });
  }
});
