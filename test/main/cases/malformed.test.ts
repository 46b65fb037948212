import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { suite, test } from 'node:test';
import { openCase } from '../../../main/cases/open-case.ts';
import { readCaseImage } from '../../../main/cases/review/image-page.ts';
import { readPage } from '../../../main/cases/queue/queue.ts';
import { decide } from '../../../main/cases/review/review.ts';
import { verifyCase } from '../../../main/cases/verify-case.ts';
import { addImage, examined, newCase } from './make-case.ts';

const ORDER = { sort: 'added', order: 'asc' } as const;

/** A case of three attacks in which `sql` was run from outside. */
function damagedBy(sql: string) {
  const made = newCase();
  for (const name of ['a.png', 'b.png', 'c.png']) {
    addImage(made, { name, verdict: 'attack', score: 0.9, sampler: 'opencv/linear' });
  }
  made.close();
  const database = new DatabaseSync(made.path);
  database.exec(`DROP TRIGGER findings_stay; PRAGMA ignore_check_constraints = ON; ${sql}`);
  database.close();
  return openCase(made.path, { mode: 'write' });
}

suite('a case that anybody may have written', () => {
  const FINDINGS = [
    '{',
    '5',
    'null',
    '{}',
    '{"verdict":"attack","score":"high","targets":[],"explanation":null}',
    '{"verdict":"attack","score":1e999,"targets":[],"explanation":null}',
    '{"verdict":"evil","score":1,"targets":[],"explanation":null}',
    '{"verdict":"attack","score":1,"targets":{},"explanation":null}',
    '{"verdict":"attack","score":1,"targets":[{"width":1,"height":1}],"explanation":null}',
  ];
  for (const finding of FINDINGS) {
    test(`lists and takes decisions on an image whose finding is ${finding}`, async () => {
      const caseFile = damagedBy(`UPDATE findings SET finding = '${finding}' WHERE id = 2`);
      assert.equal(readPage(caseFile, {}, ORDER, { limit: 9 }).rows.length, 3);
      decide(caseFile, [1, 2], 'confirmed', 'anna');
      const { rows } = readPage(caseFile, {}, ORDER, { limit: 9 });
      assert.deepEqual(
        rows.map(({ verdict, decision, error }) => [verdict, decision, error?.code]),
        [
          ['attack', 'confirmed', undefined],
          ['error', 'confirmed', 'damaged'],
          ['attack', null, undefined],
        ],
      );
      assert.throws(() => readCaseImage(caseFile, 2), { code: 'damaged' });
      const { problems } = await verifyCase(caseFile, { originals: false });
      const told = problems.map(({ message }) => message);
      assert.ok(told.includes('The finding of image 2 is not valid.'), told.join('\n'));
      caseFile.close();
    });
  }

  for (const change of ['score = 9e999', 'verdict = 7', 'decision = -1', 'original = 12']) {
    test(`lists the others as they are beside a row with ${change}`, () => {
      const caseFile = damagedBy(`UPDATE queue SET ${change} WHERE image_id = 2`);
      const { rows } = readPage(caseFile, {}, ORDER, { limit: 9 });
      assert.deepEqual(
        rows.map(({ name, verdict }) => [name, verdict]),
        [
          ['a.png', 'attack'],
          ['b.png', 'error'],
          ['c.png', 'attack'],
        ],
      );
      assert.equal(rows[1].error?.code, 'damaged');
      assert.ok(Number.isFinite(rows[1].score));
      caseFile.close();
    });
  }

  test('lists an image whose labels are none as one without labels', () => {
    const { finding } = examined({ name: 'a.png', verdict: 'attack', score: 0.9 });
    const labeled = JSON.stringify({ ...finding, labels: [{ distance: 7 }] });
    const caseFile = damagedBy(`UPDATE findings SET finding = '${labeled}'`);
    decide(caseFile, [1], 'ok', 'anna');
    const [row] = readPage(caseFile, {}, ORDER, { limit: 1 }).rows;
    assert.deepEqual([row.verdict, row.labelDisagreement], ['attack', null]);
    caseFile.close();
  });
});
