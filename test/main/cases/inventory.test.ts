import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readFailures, readInventory, readStatements } from '../../../main/cases/inventory.ts';
import { recordKnown } from '../../../main/cases/queue/known-images.ts';
import { recordFailure } from '../../../main/cases/record.ts';
import { decide, setNote, signOff, undo } from '../../../main/cases/review/review.ts';
import { makeCaseReport } from '../../../main/report/make-case-report.ts';
import { caseReportHtml } from '../../../shared/report/sections/case-report-html.ts';
import { addImage, newCase, sha256 } from './make-case.ts';

suite('the inventory of a case', () => {
  test('has every image by name, also clean and broken ones, with all their paths', () => {
    const made = newCase();
    const clean = addImage(made, { name: 'clean.png' });
    addImage(made, { name: 'attack.png', verdict: 'attack', score: 0.9, sampler: 'opencv/linear' });
    addImage(made, { name: 'broken.png', verdict: 'error' });
    addImage(made, { name: 'clean.png', folder: '/copies' });
    decide(made, [clean], 'ok', 'Ada');
    setNote(made, clean, 'seen before', 'Ada');
    const rows = readInventory(made);
    assert.deepEqual(
      rows.map(({ paths, verdict, error }) => [paths, verdict, error]),
      [
        [['/pictures/attack.png'], 'attack', null],
        [['/pictures/broken.png'], 'error', 'broken.png is broken'],
        [['/pictures/clean.png', '/copies/clean.png'], 'clean', null],
      ],
    );
    const { decision, reviewer, notes, score } = rows[2]!;
    assert.deepEqual([decision, reviewer, notes, score], ['ok', 'Ada', 1, 0.1]);
    assert.equal(rows[1]!.score, null);
    made.close();
  });

  test('tells what lists of known files say of clean images too, on the page as text', () => {
    const made = newCase();
    addImage(made, { name: 'clean.png' });
    addImage(made, { name: 'attack.png', verdict: 'attack', score: 0.9 });
    const hashes = { md5: 'a'.repeat(32), sha1: 'b'.repeat(40) };
    const hit = { list: '<b>vics', kind: 'bad', by: 'sha1', category: '1' } as const;
    const list = {
      name: hit.list,
      kind: hit.kind,
      format: 'vics',
      sha256: sha256('list'),
    } as const;
    for (const name of ['clean.png', 'attack.png']) {
      const lists = [{ ...list, release: null, entries: 1, passedOver: 0 }];
      recordKnown(made, { sha256: sha256(name), hashes, known: [hit] }, lists);
    }
    addImage(made, { name: 'other.png' });
    assert.deepEqual(
      readInventory(made).map((row) => [row.known, row.hashes && { ...row.hashes }]),
      [
        [[hit], hashes],
        [[hit], hashes],
        [undefined, undefined],
      ],
    );
    const page = caseReportHtml(makeCaseReport(made, '2026-03-01T12:30:45.678Z'));
    const said = page.split('known bad in &#60;b&#62;vics (category 1, by SHA-1)');
    assert.equal(said.length - 1, 3, 'of the flagged image, and of both in the inventory');
    assert.ok(!page.includes('<b>vics'));
    assert.equal(page.split(hashes.md5).length - 1, 3);
    made.close();
  });

  test('names files that could not be read', () => {
    const made = newCase();
    recordFailure(made, '/pictures/gone.png', { code: 'not-found', message: 'gone' }, '1.0.0');
    assert.deepEqual(
      readFailures(made).map(({ path, code, message }) => [path, code, message]),
      [['/pictures/gone.png', 'not-found', 'gone']],
    );
    made.close();
  });
});

suite('the statements on a case', () => {
  test('tell what each replaced, and of whom', () => {
    const made = newCase();
    const image = addImage(made, { name: 'a.png' });
    decide(made, [image], 'to-check', 'Ada');
    decide(made, [image], 'confirmed', 'Bo');
    signOff(made, image, true, 'Ada');
    setNote(made, image, 'one', 'Ada');
    setNote(made, image, 'other', 'Bo');
    setNote(made, image, 'two', 'Ada');
    const { change } = decide(made, [image], null, 'Cy');
    undo(made, change!, 'Cy');
    signOff(made, image, false, 'Ada');
    assert.deepEqual(
      readStatements(made).map(({ kind, value, reviewer, isUndo, before }) => [
        ...[kind, value, reviewer, isUndo],
        before && `${before.value} of ${before.reviewer}`,
      ]),
      [
        ['decision', 'to-check', 'Ada', false, null],
        ['decision', 'confirmed', 'Bo', false, 'to-check of Ada'],
        ['sign-off', 'agree', 'Ada', false, null],
        ['note', 'one', 'Ada', false, null],
        ['note', 'other', 'Bo', false, null],
        ['note', 'two', 'Ada', false, 'one of Ada'],
        ['decision', null, 'Cy', false, 'confirmed of Bo'],
        ['decision', 'confirmed', 'Bo', true, null],
        // An undo says the sign-off of that decision anew, too.
        ['sign-off', 'agree', 'Ada', true, null],
        ['sign-off', 'disagree', 'Ada', false, 'agree of Ada'],
      ],
    );
    made.close();
  });
});
