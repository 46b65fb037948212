import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { suite, test } from 'node:test';
import { openCase } from '../../../main/cases/open-case.ts';
import { addMark } from '../../../main/cases/review/marks.ts';
import { makeCaseReport } from '../../../main/report/make-case-report.ts';
import type { CaseReportImage } from '../../../shared/report/case-report.ts';
import { allowUnpacked } from '../../support/unpacked.ts';
import { addImage, newCase, type MadeImage } from '../cases/make-case.ts';

const FLAGGED: MadeImage = {
  name: 'a.png',
  verdict: 'attack',
  score: 0.9,
  sampler: 'opencv/linear',
};

/** The report of a case in which `sql` was run from outside. */
function reportOf(sql: string, image = FLAGGED) {
  const made = newCase();
  const id = addImage(made, image);
  addMark(made, 'annotation', id, { shape: { kind: 'text', x: 1, y: 2 }, reviewer: 'Ada' });
  made.close();
  const database = new DatabaseSync(made.path);
  allowUnpacked(database);
  for (const table of ['audit', 'findings']) database.exec(`DROP TRIGGER ${table}_stay`);
  database.exec(sql);
  database.close();
  const caseFile = openCase(made.path, { mode: 'read' });
  try {
    return makeCaseReport(caseFile, '2026-03-01T12:30:45.678Z');
  } finally {
    caseFile.close();
  }
}

suite('the report of a case that anybody may have written', () => {
  test('is refused where the log ends with a command in place of a hash', () => {
    assert.equal(reportOf('SELECT 1').images.length, 1);
    const last = 'UPDATE audit SET hash =';
    for (const hash of ['x; rm -rf ~', `${'a'.repeat(64)}; id`, `${'a'.repeat(64)}\n`, '']) {
      assert.throws(() => reportOf(`${last} '${hash}' WHERE seq = 2`), {
        code: 'damaged',
        message: /^test\.case is damaged \(audit entry 2 has no hash\)/,
      });
    }
  });

  const set = (column: 'settings' | 'finding', path: string, value: unknown) =>
    `UPDATE findings SET ${column} = json_set(unpacked(${column}), '$.${path}', json('${JSON.stringify(value)}'))`;

  test('is refused where a finding is of another shape', () => {
    for (const sql of [
      set('finding', 'targets[0].samplers', 5),
      set('finding', 'targets[0].samplers', [{}]),
      set('finding', 'targets[0].crop', null),
      set('finding', 'targets[0].width', 0.5),
      set('finding', 'targets', 'none'),
      set('finding', 'reasons', { length: 1 }),
      set('finding', 'width', 'wide'),
      set('finding', 'facts', { orientation: 'up' }),
      set('settings', 'view', 7),
      set('settings', 'view', { pipeline: 'x', width: -1 }),
      set('settings', 'view', { pipeline: 'x', preset: { id: 'x' } }),
      set('settings', 'view', { pipeline: 'x', preset: 'x' }),
      set('settings', 'policy', null),
      "UPDATE findings SET finding = '5'",
      "UPDATE findings SET finding = 'null'",
      "UPDATE findings SET settings = 'null'",
    ]) {
      const message = /^test\.case is damaged \(the stored finding of a\.png is not valid\)/;
      assert.throws(() => reportOf(sql), { code: 'damaged', message }, sql);
    }
    for (const column of ['settings', 'finding']) {
      assert.throws(() => reportOf(`UPDATE findings SET ${column} = '{'`), {
        code: 'damaged',
        message: /^test\.case is damaged \(a finding is not JSON\)/,
      });
    }
  });

  test('is refused where a mark is none', () => {
    for (const body of ['{', '5', '{"text":"no shape","reviewer":"Ada"}']) {
      assert.throws(() => reportOf(`UPDATE marks SET body = '${body}'`), {
        code: 'damaged',
        message: /^test\.case is damaged \(annotation 1 is not valid\)/,
      });
    }
  });

  test('tells no place in a picture of a view that this version cannot make', () => {
    for (const sql of [
      set('settings', 'view', { pipeline: 'no/such', width: 9, height: 9 }),
      set('finding', 'targets[0]', {
        width: 9,
        height: 9,
        samplers: ['no/such'],
        crop: { width: 1, height: 1 },
      }),
      set('finding', 'targets[0].crop', { width: 1e9, height: 1e9 }),
      set('settings', 'view', {
        pipeline: 'opencv/linear',
        width: 2 ** 53 - 1,
        height: 1,
        part: 5,
      }),
    ]) {
      const [{ human, machine }] = reportOf(sql).images as [CaseReportImage];
      assert.deepEqual(human!.shows!.frame, { x: 0, y: 0, width: 640, height: 480 });
      assert.deepEqual([machine!.view, machine!.shows], [null, null], sql);
    }
  });
});

suite('the machine picture of an image in which nothing was found', () => {
  test('is of the plain view, on which marks of the source were not drawn', () => {
    const [{ machine, marks }] = reportOf('SELECT 1', { ...FLAGGED, sampler: null }).images as [
      CaseReportImage,
    ];
    assert.equal(marks[0]!.view, null);
    assert.deepEqual([machine!.view?.width, machine!.view?.height], [299, 299]);
    assert.deepEqual(machine!.shows!.frame, { x: 0, y: 0, width: 640, height: 480 });
  });
});
