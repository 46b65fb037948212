/** `npm run crash-test`, with as many images and kills as the suite has time for. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFolder } from '../main/cases/make-case.ts';
import { makeImages } from './make-images.ts';
import { crashTest } from './crash-test.ts';

const IMAGES = 100;
const KILLS = 8;

test(`a scan of ${IMAGES} images that is killed ${KILLS} times loses nothing and does nothing twice`, async () => {
  const work = makeFolder();
  const folder = join(work, 'images');
  const images = await makeImages(folder, IMAGES);
  const kinds = new Set(images.map(({ kind }) => kind));
  assert.equal(kinds.size, 5, 'it has images of every kind');
  const figures = await crashTest({ images, folder, casePath: join(work, 'a.case'), kills: KILLS });
  assert.equal(figures.paths, IMAGES);
  assert.equal(figures.attacksFound, figures.attacksMade);
  assert.ok(figures.compared > 0 && figures.kills > 0);
});
