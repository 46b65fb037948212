import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CaseFile } from '../../../../main/cases/store/case-file.ts';
import { openCase } from '../../../../main/cases/store/case-file.ts';
import { readOrder, readRow } from '../../../../main/cases/queue/queue.ts';
import { newsSince } from '../../../../main/cases/news.ts';
import { recordKnown } from '../../../../main/cases/queue/known-images.ts';
import { decideSeen } from '../../../../main/cases/decide-seen.ts';
import { decide } from '../../../../main/cases/review/review.ts';
import { agreementOf, assign, drawSample } from '../../../../main/cases/review/second-looks.ts';
import { exposureOf, recordViews, setRules } from '../../../../main/cases/review/views.ts';
import { verifyCase } from '../../../../main/cases/verify-case.ts';
import type { Decision } from '../../../../shared/case/case-review.ts';
import { addImage, newCase, sha256 } from '../make-case.ts';

const ORDER = { sort: 'added', order: 'asc' } as const;
const HIDDEN = '00ff00ff00ff00ff';

function caseOf(count: number): { caseFile: CaseFile; images: number[] } {
  const caseFile = newCase();
  const images = Array.from({ length: count }, (_, i) =>
    addImage(caseFile, { name: `${i}.png`, verdict: 'attack', score: 0.9, machineHash: HIDDEN }),
  );
  return { caseFile, images };
}

function see(caseFile: CaseFile, image: number, reviewer: string): void {
  recordViews(caseFile, { views: [{ image, kind: 'view', ms: 1000 }], reviewer });
}

const said = (images: number[], decision: Decision, reviewer: string, campaign?: string) => ({
  ...{ images, decision, reviewer, against: {}, views: [] },
  ...(campaign === undefined ? {} : { campaign }),
});

async function isWhole(caseFile: CaseFile): Promise<void> {
  assert.deepEqual((await verifyCase(caseFile, { originals: false })).problems, []);
  caseFile.close();
  openCase(caseFile.path, { mode: 'write' }).close();
}

suite('a decision needs the image to have been on the screen', () => {
  test('of the same reviewer, since it was examined last', async () => {
    const { caseFile, images } = caseOf(1);
    const ask = () => decideSeen(caseFile, said(images, 'ok', 'anna'));
    see(caseFile, images[0], 'ben');
    assert.throws(ask, /0\.png has not been on the screen of anna/);
    see(caseFile, images[0], 'anna');
    assert.equal(ask().rows[0].decision, 'ok');
    addImage(caseFile, { name: '0.png', verdict: 'clean', engineVersion: '2.0.0' });
    const { basis } = readRow(caseFile, images[0]);
    const again = { ...said(images, 'confirmed', 'anna'), against: { [images[0]]: basis } };
    assert.throws(() => decideSeen(caseFile, again), { code: 'invalid-argument' });
    assert.equal(readRow(caseFile, images[0]).decision, 'ok');
    await isWhole(caseFile);
  });

  test('of a campaign one look is enough, and only of that', async () => {
    const { caseFile, images } = caseOf(3);
    const other = addImage(caseFile, { name: 'other.png', verdict: 'attack', score: 0.9 });
    see(caseFile, images[1], 'anna');
    const ask = (of: number[]) => decideSeen(caseFile, said(of, 'confirmed', 'anna', HIDDEN));
    assert.throws(() => ask([...images, other]), /other\.png is not of that campaign/);
    assert.deepEqual(
      ask(images).rows.map(({ decision }) => decision),
      ['confirmed', 'confirmed', 'confirmed'],
    );
    const [{ details }] = caseFile.database.all<{ details: string }>(
      "SELECT details FROM audit WHERE action = 'decision'",
    );
    assert.equal((JSON.parse(details) as { campaign: string }).campaign, HIDDEN);
    await isWhole(caseFile);
  });
});

test('images are given to reviewers in turn, and each may list their own', async () => {
  const { caseFile, images } = caseOf(5);
  const given = assign(caseFile, images, ['anna', 'ben']);
  assert.deepEqual(given, [
    { reviewer: 'anna', images: 3 },
    { reviewer: 'ben', images: 2 },
  ]);
  assert.deepEqual(readOrder(caseFile, { assigned: 'ben' }, ORDER), [images[1], images[3]]);
  assign(caseFile, [images[0]], ['ben']);
  assert.deepEqual(readOrder(caseFile, { assigned: 'anna' }, ORDER), [images[2], images[4]]);
  await isWhole(caseFile);
});

test('a sample of what is OK comes again to another, whose word replaces nothing', async () => {
  const { caseFile, images } = caseOf(10);
  decide(caseFile, images, 'ok', 'anna');
  assert.throws(
    () => drawSample(caseFile, { share: 0.4, reviewers: ['Anna '], seed: 's' }),
    /needs another reviewer/,
  );
  const drawn = drawSample(caseFile, { share: 0.4, reviewers: ['anna', 'ben'], seed: 's' });
  assert.deepEqual([drawn.length, new Set(drawn.map(({ reviewer }) => reviewer)).size], [4, 1]);
  const waiting = readOrder(caseFile, { sample: 'ben' }, ORDER);
  assert.equal(waiting.length, 4);
  for (const [at, image] of waiting.entries()) {
    see(caseFile, image, 'ben');
    const { basis } = readRow(caseFile, image);
    const decision = at === 0 ? 'confirmed' : 'ok';
    decideSeen(caseFile, { ...said([image], decision, 'ben'), against: { [image]: basis } });
    assert.deepEqual(
      [readRow(caseFile, image).decision, readRow(caseFile, image).reviewer],
      ['ok', 'anna'],
    );
  }
  assert.deepEqual(readOrder(caseFile, { sample: 'ben' }, ORDER), []);
  assert.deepEqual(
    agreementOf(caseFile).map((row) => ({ ...row })),
    [{ reviewer: 'anna', second: 'ben', looks: 4, agreed: 3 }],
  );
  // What was in a sample is not drawn again.
  assert.equal(drawSample(caseFile, { share: 1, reviewers: ['ben'], seed: 's' }).length, 6);
  await isWhole(caseFile);
});

test('who looks again takes back no decision of the first', async () => {
  const { caseFile, images } = caseOf(2);
  decide(caseFile, images, 'ok', 'anna');
  drawSample(caseFile, { share: 0.5, reviewers: ['ben'], seed: 's' });
  const [waiting] = readOrder(caseFile, { sample: 'ben' }, ORDER);
  const against = Object.fromEntries(images.map((of) => [of, readRow(caseFile, of).basis]));
  const takeBack = (of: number[]) =>
    decideSeen(caseFile, { ...said(of, 'ok', 'ben'), decision: null, against });
  assert.throws(() => takeBack(images), /png is for a second look of ben/);
  assert.deepEqual(
    images.map((of) => readRow(caseFile, of).decision),
    ['ok', 'ok'],
  );
  see(caseFile, waiting, 'ben');
  decideSeen(caseFile, { ...said([waiting], 'confirmed', 'ben'), against });
  assert.throws(() => takeBack([waiting]), /png is for a second look of ben/);
  takeBack(images.filter((of) => of !== waiting)); // what is no sample is open to anybody
  assert.equal(readRow(caseFile, waiting).decision, 'ok');
  await isWhole(caseFile);
});

test('a second look is of the person, however the name is written, on the decision of the sample', async () => {
  const { caseFile, images } = caseOf(2);
  const [first, second] = images;
  assign(caseFile, [first], ['Ben']);
  assert.deepEqual(readOrder(caseFile, { assigned: ' ben' }, ORDER), [first]);
  decide(caseFile, images, 'ok', 'anna');
  drawSample(caseFile, { share: 1, reviewers: ['Ben'], seed: 's' });
  assert.deepEqual(readOrder(caseFile, { sample: 'ben ' }, ORDER), images);
  const decideAs = (image: number, reviewer: string) => {
    see(caseFile, image, reviewer);
    const against = { [image]: readRow(caseFile, image).basis };
    decideSeen(caseFile, { ...said([image], 'confirmed', reviewer), against });
    return [readRow(caseFile, image).decision, readRow(caseFile, image).reviewer];
  };
  assert.deepEqual(decideAs(first, 'ben'), ['ok', 'anna']);
  // What was decided anew since is no longer what the sample was drawn of.
  decide(caseFile, [second], 'to-check', 'carla');
  assert.deepEqual(readOrder(caseFile, { sample: 'ben' }, ORDER), []);
  assert.deepEqual(decideAs(second, 'Ben'), ['confirmed', 'Ben']);
  await isWhole(caseFile);
});

test('other windows hear of what lists of hashes say of an image', async () => {
  const { caseFile, images } = caseOf(2);
  const { seq } = newsSince(caseFile, 0);
  const list = {
    ...({ name: 'bad.csv', kind: 'bad', format: 'csv', sha256: 'a'.repeat(64) } as const),
    ...{ release: null, entries: 1, passedOver: 0 },
  };
  const hit = { list: 'bad.csv', kind: 'bad', by: 'md5', category: null } as const;
  const hashes = { md5: '0'.repeat(32), sha1: '0'.repeat(40) };
  recordKnown(caseFile, { sha256: sha256('1.png'), hashes, known: [] }, []);
  assert.deepEqual(newsSince(caseFile, seq).images, [images[1]]);
  const { seq: next } = newsSince(caseFile, seq);
  recordKnown(caseFile, { sha256: sha256('1.png'), hashes, known: [hit] }, [list]);
  assert.deepEqual(newsSince(caseFile, next).images, [images[1]]);
  await isWhole(caseFile);
});

test('limits hold for a day, and are taken away', async () => {
  const { caseFile, images } = caseOf(1);
  setRules(caseFile, { minutes: 1, reveals: null });
  const views = [{ image: images[0], kind: 'view' as const, ms: 59_000 }];
  recordViews(caseFile, { views, reviewer: 'anna' });
  assert.equal(exposureOf(caseFile, 'anna').reached, null);
  recordViews(caseFile, { views, reviewer: 'anna' });
  assert.match(exposureOf(caseFile, 'anna').reached!, /looked at images for 1 minutes today/);
  const before = exposureOf(caseFile, 'anna', '2024-12-31');
  assert.deepEqual([before.day.images, before.reached], [0, null]);
  setRules(caseFile, { minutes: null });
  assert.equal(exposureOf(caseFile, 'anna').reached, null);
  await isWhole(caseFile);
});
