import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as v from 'valibot';
import type { CaseFile } from '../../../../main/cases/store/case-file.ts';
import { openCase } from '../../../../main/cases/open-case.ts';
import { readOrder, readRow } from '../../../../main/cases/queue/queue.ts';
import { newsSince } from '../../../../main/cases/news.ts';
import { recordKnown } from '../../../../main/cases/queue/known-images.ts';
import { readInventory, readStatements } from '../../../../main/cases/inventory.ts';
import { decideSeen } from '../../../../main/cases/decide-seen.ts';
import { decide } from '../../../../main/cases/review/review.ts';
import { agreementOf, secondLooksOf } from '../../../../main/cases/review/looks-told.ts';
import { assign, drawSample } from '../../../../main/cases/review/second-looks.ts';
import {
  exposureOf,
  recordViews,
  setRules,
  viewersOf,
} from '../../../../main/cases/review/views.ts';
import { verifyCase } from '../../../../main/cases/verify-case.ts';
import { ViewsBody } from '../../../../shared/case/case-people.ts';
import type { Decision } from '../../../../shared/case/case-review.ts';
import { disagreementsOf } from '../../../../shared/report/disagreements.ts';
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
  const [told, ...others] = agreementOf(caseFile);
  assert.equal(others.length, 0);
  const { reviewer, second, looks, agreed, disagreed } = told;
  assert.deepEqual([reviewer, second, looks, agreed], ['anna', 'ben', 4, 3]);
  const { name, sha256: hash } = readRow(caseFile, waiting[0]);
  assert.deepEqual(disagreed, [{ sha256: hash, name, decision: 'ok', second: 'confirmed' }]);
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

test('who looked and decides again replaces nobody’s word, and the disagreement is told', async () => {
  const { caseFile, images } = caseOf(1);
  const [image] = images;
  decide(caseFile, images, 'ok', 'Anna');
  drawSample(caseFile, { share: 1, reviewers: ['Ben'], seed: 's' });
  const lookAs = (decision: Decision, reviewer: string) => {
    see(caseFile, image, reviewer);
    const against = { [image]: readRow(caseFile, image).basis };
    decideSeen(caseFile, { ...said(images, decision, reviewer), against });
  };
  lookAs('ok', 'Ben');
  lookAs('confirmed', 'ben ');
  lookAs('confirmed', 'Ben'); // says nothing new
  assert.deepEqual(
    [readRow(caseFile, image).decision, readRow(caseFile, image).reviewer],
    ['ok', 'Anna'],
  );
  assert.deepEqual(
    secondLooksOf(caseFile, image).map(({ decision, agrees, of }) => [
      decision,
      agrees,
      of.reviewer,
    ]),
    [
      ['ok', true, 'Anna'],
      ['confirmed', false, 'Anna'],
    ],
  );
  const [told, ...others] = agreementOf(caseFile);
  assert.equal(others.length, 0);
  assert.deepEqual([told.looks, told.agreed, told.disagreed.length], [1, 0, 1]);
  const [row] = readInventory(caseFile);
  assert.deepEqual(
    row.secondLooks?.map(({ decision, agrees }) => [decision, agrees]),
    [['confirmed', false]],
  );
  const statements = readStatements(caseFile);
  assert.deepEqual(
    statements.map(({ kind, value, before, of }) => [kind, value, before?.value, of?.reviewer]),
    [
      ['decision', 'ok', undefined, undefined],
      ['second look', 'ok', undefined, 'Anna'],
      ['second look', 'confirmed', 'ok', 'Anna'],
    ],
  );
  // A third person decides: that both were of another mind stays told.
  lookAs('to-check', 'Carla');
  const disagreements = disagreementsOf(readStatements(caseFile));
  assert.deepEqual(
    disagreements.map(({ first, second, by }) => [first.reviewer, second.reviewer, by]),
    [
      ['Anna', 'ben ', 'second look'],
      ['Anna', 'Carla', 'decision'],
    ],
  );
  await isWhole(caseFile);
});

test('one person under two spellings is told as one, and has one limit', async () => {
  const { caseFile, images } = caseOf(2);
  setRules(caseFile, { reveals: 2 });
  const reveal = (image: number, reviewer: string) =>
    recordViews(caseFile, { views: [{ image, kind: 'reveal', ms: 0 }], reviewer });
  reveal(images[0], 'Ann');
  reveal(images[1], 'ann ');
  assert.deepEqual(viewersOf(caseFile), ['Ann']);
  const { alsoWritten, all, reached } = exposureOf(caseFile, 'Ann');
  assert.deepEqual([alsoWritten, all.images, all.reveals], [['ann '], 2, 2]);
  assert.match(reached!, /^Ann has revealed 2 machine views today/);
  // A look of the same person, however the name was written then.
  const against = { [images[1]]: readRow(caseFile, images[1]).basis };
  decideSeen(caseFile, { ...said([images[1]], 'ok', 'ANN'), against });
  assert.equal(readRow(caseFile, images[1]).reviewer, 'ANN');
  await isWhole(caseFile);
});

test('a name comes in without what cannot be shown, and none is refused', () => {
  const parsed = v.safeParse(ViewsBody, { views: [], reviewer: ' An\u001b[2Jn\u202e ' });
  assert.equal(parsed.success && parsed.output.reviewer, 'An[2Jn');
  assert.equal(v.safeParse(ViewsBody, { views: [], reviewer: '\u202e\u0007' }).success, false);
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
