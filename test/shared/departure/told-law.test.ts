/**
 * The law of a told view: for every sampler that leaves weight concentrated, at ratios from 1.5 to 12,
 * what is written on a flat picture through less than half of a cell is an attack wherever it changes the view by 16
 * grey levels or more, and where anything can be said of it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SAMPLERS } from '../../../shared/resample/catalog.ts';
import { Random } from '../../support/random.ts';
import { drawAttack } from '../../support/told-draws.ts';

/** Attacks of each sampler and seed. */
const DRAWS = 4;
const TRIES = 40;
const SEEDS = [11, 12, 13, 14, 15, 16, 17, 18, 19, 20];
/** The weights of ImageMagick's mesh depend on the pixels: what its table says is not what it does. */
const ATTACKABLE = SAMPLERS.filter(
  ({ id, antialias }) => !antialias && id !== 'imagemagick/adaptive',
);

for (const seed of SEEDS) {
  test(`on a flat picture, what is written through less than half of a cell is an attack when told, seed ${seed}`, () => {
    const random = new Random(seed);
    const missed: string[] = [];
    let count = 0;
    for (const { id } of ATTACKABLE) {
      let found = 0;
      for (let tries = 0; tries < TRIES && found < DRAWS; tries++) {
        const attack = drawAttack(random, id);
        if (attack === null) continue;
        found++;
        if (attack.verdict !== 'attack') missed.push(`${attack.ratio.toFixed(2)} ${attack.about}`);
      }
      assert.ok(found > 0, `${id} was never attacked`);
      count += found;
    }
    assert.deepEqual(missed, [], `${missed.length} of ${count} missed`);
  });
}
