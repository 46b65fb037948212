import assert from 'node:assert/strict';
import test from 'node:test';
import { UserError } from '../../../../shared/base/errors.ts';
import type { Pipeline, Step } from '../../../../shared/pipelines/steps/format.ts';
import { MAX_TARGET_PIXELS } from '../../../../shared/pipelines/steps/limits.ts';
import { allPipelines, findPipeline, viewsOf } from '../../../../shared/pipelines/pipeline.ts';

const shape = { channels: 3, dtype: 'uint8' } as const;

function pipelineOf(steps: Step[]): Pipeline {
  return { ...findPipeline('model/vgg16'), id: 'own/test', steps };
}

test('a thread of pixels is taken or refused by presets in little memory', () => {
  const before = process.resourceUsage().maxRSS;
  const presets = allPipelines().filter(({ sizeIsFree }) => !sizeIsFree);
  // Each takes a while, and neighbours are much the same.
  for (const pipeline of presets.filter((_, i) => i % 8 === 0)) {
    for (const [width, height] of [
      [1, 65535],
      [65535, 1],
    ]) {
      try {
        viewsOf(pipeline, { width, height, ...shape });
      } catch (error) {
        assert.ok(error instanceof UserError, `${pipeline.id}: ${String(error)}`);
        assert.doesNotMatch(error.message, /array length|allocation/);
      }
    }
  }
  assert.ok(process.resourceUsage().maxRSS - before < 1024 ** 2); // in KiB
});

test('a step may not make a picture that is both large and larger than its source', () => {
  const resize = (width: number, height: number): Step => ({
    op: 'resize',
    sampler: 'opencv/linear',
    size: { rule: 'exact', width, height },
  });
  const small = { width: 100, height: 100, ...shape };
  assert.throws(() => viewsOf(pipelineOf([resize(8000, 8000)]), small), {
    code: 'invalid-argument',
    message: /picture of 8000x8000, more than the limit of 32 million pixels/,
  });
  assert.equal(viewsOf(pipelineOf([resize(8000, 4000)]), small)[0].width, 8000);
  const large = { width: 9000, height: 9000, ...shape };
  assert.ok(9000 * 9000 > MAX_TARGET_PIXELS);
  assert.equal(viewsOf(pipelineOf([resize(8000, 8000)]), large)[0].width, 8000);
});

test('padding and tiles are limited too', () => {
  const pad: Step = { op: 'pad', to: 'square', at: 'start', color: [0] };
  const long = { width: 32000, height: 10, ...shape };
  assert.throws(
    () => viewsOf(pipelineOf([pad]), long),
    /more than the limit of 400 million pixels/,
  );
  const tiles: Step = { op: 'tiles', size: { width: 1, height: 1 } };
  const square = { width: 100, height: 100, ...shape };
  assert.throws(() => viewsOf(pipelineOf([tiles]), square), /into 10000 tiles; the limit is 4096/);
});
