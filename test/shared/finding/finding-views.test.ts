import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { FindingTarget } from '../../../shared/finding/finding.ts';
import { surveyView } from '../../../shared/finding/finding-views.ts';

const source = { width: 900, height: 506 };
const target = (samplers: string[]): FindingTarget => ({
  ...{ width: 96, height: 54, samplers, score: 0.9, channels: [], region: null, regions: [] },
  ...{ crop: { x: 0, y: 0, ...source }, evidence: {}, records: [], views: [] },
});

suite('the machine view that a survey shows', () => {
  const best = { targets: [target(['opencv/linear', 'pillow/bilinear']), target(['opencv/area'])] };

  test('is the one that was asked for, whatever was found', () => {
    const asked = { pipeline: 'opencv/nearest', width: 7, height: 8 };
    assert.equal(surveyView(best, asked, source), asked);
  });

  test('is the best target by its first sampler', () => {
    const view = { pipeline: 'opencv/linear', width: 96, height: 54 };
    assert.deepEqual(surveyView(best, null, source), view);
  });

  test('is the plain one where nothing was found, or no sampler shows it', () => {
    const plain = surveyView({ targets: [] }, null, source);
    assert.deepEqual([plain.width, plain.height, plain.preset], [299, 299, undefined]);
    assert.deepEqual(surveyView({ targets: [target([])] }, null, source), plain);
  });
});
