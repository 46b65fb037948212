/**
 * The law of a told view: for every sampler that leaves weight concentrated, at ratios from 1.5 to 12,
 * what is written through less than half of a cell is an attack wherever it changes the view by 16
 * grey levels or more, and where anything can be said of it. Taps below an eighth of the heaviest carry no picture, and whole rows and
 * columns of a cell are lines; neither is drawn.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SAMPLERS } from '../../../../shared/resample/catalog.ts';
import { THRESHOLDS } from '../../../../shared/verdict/thresholds.ts';
import { Random } from '../../../evaluate/random.ts';
import { drawAttack } from '../../../support/told-draws.ts';

const attackable = SAMPLERS.filter(({ antialias }) => !antialias);

/** The draws of a seed: how many, and those not above `least`. */
function lawOf(seed: number, draws: number, least: number): { count: number; missed: string[] } {
  const random = new Random(seed);
  const missed: string[] = [];
  let count = 0;
  for (const { id } of attackable) {
    let found = 0;
    for (let tries = 0; tries < 40 && found < draws; tries++) {
      const one = drawAttack(random, id);
      if (one === null) continue;
      found++;
      count++;
      if (one.ratio <= least) missed.push(`${one.ratio.toFixed(2)} ${one.about}`);
    }
    assert.ok(found > 0, `${id} was never attacked`);
  }
  return { count, missed };
}

test('what is written through less than half of a cell is an attack when told', () => {
  const { count, missed } = lawOf(11, 4, THRESHOLDS.view.attack);
  assert.deepEqual(missed, [], `${missed.length} of ${count} missed`);
});

test('of other draws all are suspicious, and 98 of 100 an attack', () => {
  const { count, missed } = lawOf(12, 4, THRESHOLDS.view.attack);
  const unsuspicious = missed.filter((one) => parseFloat(one) <= THRESHOLDS.view.suspicious);
  assert.deepEqual(unsuspicious, []);
  assert.ok(missed.length <= 0.02 * count, missed.join('\n'));
});
