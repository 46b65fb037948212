import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CaseFile } from '../../../../main/cases/store/case-file.ts';
import { addMark, changeMark, marksOf, removeMark } from '../../../../main/cases/review/marks.ts';
import { readRow } from '../../../../main/cases/queue/queue.ts';
import {
  decide,
  historyOf,
  notesOf,
  setNote,
  signOff,
  undo,
} from '../../../../main/cases/review/review.ts';
import { verifyCase } from '../../../../main/cases/verify-case.ts';
import { readAudit } from '../../../../main/cases/store/audit.ts';
import { addImage, newCase } from '../make-case.ts';

async function reviewing(work: (caseFile: CaseFile, images: number[]) => void): Promise<void> {
  const caseFile = newCase();
  const images = ['a', 'b', 'c'].map((name) => addImage(caseFile, { name: `${name}.png` }));
  work(caseFile, images);
  assert.deepEqual((await verifyCase(caseFile, { originals: false })).problems, []);
  caseFile.close();
}

const decisionOf = (caseFile: CaseFile, image: number) => {
  const { decision, reviewer } = readRow(caseFile, image);
  return [decision, reviewer];
};

suite('decisions', () => {
  test('are one change for many images, and undo puts each back as it was', () =>
    reviewing((caseFile, [a, b, c]) => {
      decide(caseFile, [a], 'to-check', 'anna');
      const { change, rows } = decide(caseFile, [a, b], 'confirmed', 'ben');
      assert.deepEqual(
        rows.map(({ decision }) => decision),
        ['confirmed', 'confirmed'],
      );
      undo(caseFile, change!, 'ben');
      assert.deepEqual(decisionOf(caseFile, a), ['to-check', 'anna']);
      assert.deepEqual(decisionOf(caseFile, b), [null, null]);
      assert.deepEqual(decisionOf(caseFile, c), [null, null]);
      assert.deepEqual(
        historyOf(caseFile, a).map(({ value, undoes }) => [value, undoes]),
        [
          ['to-check', change],
          ['confirmed', null],
          ['to-check', null],
        ],
      );
    }));

  test('undo is a change that can be undone', () =>
    reviewing((caseFile, [a]) => {
      const { change } = decide(caseFile, [a], 'ok', 'anna');
      const undone = undo(caseFile, change!, 'anna');
      undo(caseFile, undone.change!, 'anna');
      assert.deepEqual(decisionOf(caseFile, a), ['ok', 'anna']);
    }));

  test('said twice change nothing', () =>
    reviewing((caseFile, [a]) => {
      decide(caseFile, [a], 'ok', 'anna');
      assert.deepEqual(decide(caseFile, [a], 'ok', 'anna'), { change: null, rows: [] });
      assert.equal(historyOf(caseFile, a).length, 1);
    }));

  test('undo is refused where somebody has gone on from it, and then nothing changes', () =>
    reviewing((caseFile, [a, b]) => {
      const { change } = decide(caseFile, [a, b], 'ok', 'anna');
      decide(caseFile, [b], 'confirmed', 'ben');
      assert.throws(() => undo(caseFile, change!, 'anna'), {
        code: 'changed',
        message: /^b\.png was reviewed again after this change/,
      });
      assert.deepEqual(decisionOf(caseFile, a), ['ok', 'anna']);
      assert.throws(() => undo(caseFile, 99, 'anna'), { code: 'not-found' });
      assert.throws(() => decide(caseFile, [a, 99], 'ok', 'anna'), { code: 'not-found' });
    }));

  test('on a finding that a newer engine has replaced are shown as outdated', () =>
    reviewing((caseFile, [a]) => {
      decide(caseFile, [a], 'ok', 'anna');
      addImage(caseFile, { name: 'a.png', verdict: 'attack', engineVersion: '2.0.0' });
      assert.deepEqual(
        [readRow(caseFile, a).outdated, readRow(caseFile, a).decision],
        [true, 'ok'],
      );
      decide(caseFile, [a], 'ok', 'anna');
      assert.equal(readRow(caseFile, a).outdated, false);
    }));
});

suite('sign-offs', () => {
  test('are for another reviewer, and void once the decision changes', () =>
    reviewing((caseFile, [a]) => {
      assert.throws(() => signOff(caseFile, a, true, 'ben'), {
        message: /no decision to sign off/,
      });
      decide(caseFile, [a], 'confirmed', 'Anna');
      assert.throws(() => signOff(caseFile, a, true, ' anna '), { message: /another reviewer/ });
      signOff(caseFile, a, true, 'ben');
      const { signOff: signed } = readRow(caseFile, a);
      assert.deepEqual([signed?.reviewer, signed?.agrees], ['ben', true]);
      decide(caseFile, [a], 'ok', 'Anna');
      assert.equal(readRow(caseFile, a).signOff, null);
    }));

  test('come back with the decision when its change is undone', () =>
    reviewing((caseFile, [a]) => {
      decide(caseFile, [a], 'confirmed', 'anna');
      signOff(caseFile, a, false, 'ben');
      const { change } = decide(caseFile, [a], 'ok', 'anna');
      const undone = undo(caseFile, change!, 'anna');
      const { signOff: signed } = readRow(caseFile, a);
      assert.deepEqual([signed?.reviewer, signed?.agrees], ['ben', false]);
      undo(caseFile, undone.change!, 'anna');
      assert.deepEqual([readRow(caseFile, a).decision, readRow(caseFile, a).signOff], ['ok', null]);
    }));

  test('are undone on their own, and hold back the undo of what they are on', () =>
    reviewing((caseFile, [a]) => {
      const decided = decide(caseFile, [a], 'confirmed', 'anna');
      const { change } = signOff(caseFile, a, true, 'ben');
      assert.throws(() => undo(caseFile, decided.change!, 'anna'), { code: 'changed' });
      undo(caseFile, change!, 'ben');
      assert.equal(readRow(caseFile, a).signOff, null);
      assert.deepEqual(decisionOf(caseFile, a), ['confirmed', 'anna']);
    }));
});

suite('notes', () => {
  test('are one per reviewer, replaced, taken back and put back', () =>
    reviewing((caseFile, [a]) => {
      setNote(caseFile, a, 'first', 'anna');
      setNote(caseFile, a, 'of ben', 'ben');
      const { change } = setNote(caseFile, a, 'second', 'anna');
      const texts = () => notesOf(caseFile, a).map(({ reviewer, text }) => `${reviewer}: ${text}`);
      assert.deepEqual(texts(), ['ben: of ben', 'anna: second']);
      undo(caseFile, change!, 'anna');
      assert.deepEqual(texts(), ['ben: of ben', 'anna: first']);
      const late = () => setNote(caseFile, a, 'of another window', 'anna', 'second');
      assert.throws(late, { code: 'changed', message: /Nothing was written/ });
      assert.equal(setNote(caseFile, a, 'first', 'anna', '').change, null, 'sent twice');
      setNote(caseFile, a, ' ', 'anna');
      assert.deepEqual(texts(), ['ben: of ben']);
      assert.equal(readRow(caseFile, a).hasNote, true);
      setNote(caseFile, a, '', 'ben');
      assert.equal(readRow(caseFile, a).hasNote, false);
    }));
});

suite('marks', () => {
  const box = { kind: 'box', x: 1.5, y: 2, width: 30, height: 40 };

  test('are added, changed and removed, and the audit log keeps every version', () =>
    reviewing((caseFile, [a, b]) => {
      const added = addMark(caseFile, 'annotation', a, { shape: box, reviewer: 'anna' });
      assert.deepEqual([added.shape, added.text, added.view], [box, '', null]);
      const view = { pipeline: 'opencv/linear', width: 224, height: 224 };
      const place = { srcX: 10, srcY: 20, zoom: 8 };
      const bookmark = { name: 'eye', place, view, annotations: [added.id], reviewer: 'anna' };
      const kept = addMark(caseFile, 'bookmark', a, bookmark);
      assert.deepEqual([kept.place, kept.view, kept.annotations], [place, view, [added.id]]);
      assert.equal(readRow(caseFile, a).marks, 2);
      changeMark(caseFile, 'annotation', added.id, { shape: box, text: 'here', reviewer: 'ben' });
      assert.deepEqual(
        marksOf(caseFile, 'annotation', a).map(({ text, reviewer }) => [text, reviewer]),
        [['here', 'ben']],
      );
      removeMark(caseFile, 'annotation', added.id, 'ben');
      assert.deepEqual(marksOf(caseFile, 'annotation'), []);
      assert.deepEqual(
        readAudit(caseFile.database, { limit: 4 }).map(({ action, actor }) => [action, actor]),
        [
          ['annotation removed', 'ben'],
          ['annotation changed', 'ben'],
          ['bookmark added', 'anna'],
          ['annotation added', 'anna'],
        ],
      );
      const foreign = { ...bookmark, annotations: [kept.id] };
      assert.throws(() => addMark(caseFile, 'bookmark', b, foreign), { code: 'not-found' });
    }));

  test('that are not drawn in numbers, or by nobody, are refused', () =>
    reviewing((caseFile, [a]) => {
      const bodies = [
        { shape: { ...box, x: NaN }, reviewer: 'anna' },
        { shape: { ...box, kind: 'circle' }, reviewer: 'anna' },
        { shape: box, reviewer: ' ' },
        { shape: box },
      ];
      for (const body of bodies) {
        assert.throws(() => addMark(caseFile, 'annotation', a, body), { code: 'invalid-argument' });
      }
    }));
});
