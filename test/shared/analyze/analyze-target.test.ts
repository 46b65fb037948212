/** A target's views are judged as by themselves, though those that are alike are judged once. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { confirmTarget } from '../../../shared/analyze/analyze-target.ts';
import { analyzeView } from '../../../shared/analyze/analyze-view.ts';
import type { IntegerSamples, Raster } from '../../../shared/base/raster.ts';
import type { BlindTarget } from '../../../shared/detect/blind-target.ts';
import type { FindingTarget } from '../../../shared/finding/finding.ts';
import { THRESHOLDS } from '../../../shared/verdict/thresholds.ts';
import { makeSmallAttack } from '../../support/small-attack.ts';

const SAMPLERS = ['opencv/linear', 'torch/bilinear', 'tensorflow/bilinear', 'opencv/nearest'];

describe('a target of a crafted attack', () => {
  let attack: Raster<IntegerSamples>;
  let target: BlindTarget;
  before(async () => {
    ({ attack } = await makeSmallAttack());
    const { width, height } = attack;
    target = {
      width: 96,
      height: 96,
      geometry: 'half2',
      crop: { x: 0, y: 0, width, height },
      samplers: SAMPLERS,
      channels: ['r'],
      logOdds: 2,
      score: 0.5,
      evidence: [],
      holdsAll: false,
      isWithoutRepeat: false,
    };
  });

  test('has the departure of each view to a hundredth of what it is alone', () => {
    const { views } = confirmTarget(attack, target, null, THRESHOLDS.view);
    assert.ok(views.length >= 3);
    for (const { pipeline, departure, disagreement, region } of views) {
      const { evidence } = analyzeView(attack, { pipeline, width: 96, height: 96 });
      const alone = evidence.departure!.ratio;
      assert.ok(alone > THRESHOLDS.view.attack);
      assert.ok(Math.abs(departure!.ratio / alone - 1) < 0.01, `${pipeline} ${alone}`);
      assert.equal(departure!.cause, evidence.departure!.cause);
      assert.deepEqual(disagreement, evidence.disagreement);
      assert.deepEqual(region, evidence.region);
    }
  });

  test('has no departure where the search is sure by itself', () => {
    const sure: FindingTarget = confirmTarget(attack, target, null);
    for (const { departure, region } of sure.views)
      assert.deepEqual([departure, region], [null, null]);
  });
});
