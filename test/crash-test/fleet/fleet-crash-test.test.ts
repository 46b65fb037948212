/** `npm run crash-test -- fleet`, with as many images and kills as the suite has time for. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFolder } from '../../main/cases/make-case.ts';
import { makeTestDatabase, withoutPostgres } from '../../support/postgres.ts';
import { makeCheapImages } from './cheap-images.ts';
import { fleetCrashTest } from './fleet-crash-test.ts';

const IMAGES = 60;
const WORKERS = 2;
const KILLS = 2;

test(
  `a fleet whose workers are killed and cut from their database examines ${IMAGES} images once each, and one on which ` +
    'workers die is a dead letter',
  { skip: withoutPostgres },
  async () => {
    const work = makeFolder();
    const folder = join(work, 'images');
    const paths = await makeCheapImages(folder, IMAGES);
    const database = await makeTestDatabase();
    try {
      const figures = await fleetCrashTest({
        ...{
          address: database.url,
          folder,
          paths,
          work,
          workers: WORKERS,
          kills: KILLS,
        },
        restarts: [database.cutConnections],
        diesOn: '00017',
      });
      assert.equal(figures.findings, IMAGES - 1);
      assert.equal(figures.deadLetters, 1);
    } finally {
      await database.drop();
    }
  },
);
