import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { suite, test } from 'node:test';
import { openCase } from '../../../main/cases/case-file.ts';
import { makeCaseReport } from '../../../main/report/make-case-report.ts';
import { addImage, newCase, type MadeImage } from '../cases/make-case.ts';

const FLAGGED: MadeImage = {
  name: 'a.png',
  verdict: 'attack',
  score: 0.9,
  sampler: 'opencv/linear',
};

/** The report of a case in which `sql` was run from outside. */
function reportOf(sql: string) {
  const made = newCase();
  addImage(made, FLAGGED);
  made.close();
  const database = new DatabaseSync(made.path);
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
    for (const hash of ['x; rm -rf ~', `${'a'.repeat(64)}; id`, `${'a'.repeat(64)}\n`, '']) {
      assert.throws(() => reportOf(`UPDATE audit SET hash = '${hash}'`), {
        code: 'damaged',
        message: /^test\.case is damaged \(audit entry 1 has no hash\)/,
      });
    }
  });
});
