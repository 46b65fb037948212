/** Shared cases of older versions, made by the list of migrations as those versions made them. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openCase } from '../../../../main/cases/open-case.ts';
import { readOrder, readRow } from '../../../../main/cases/queue/queue.ts';
import { decide, setNote } from '../../../../main/cases/review/review.ts';
import { REVIEWERS_ROLE } from '../../../../main/cases/share-case.ts';
import type { CaseDatabase, Row, Value } from '../../../../main/cases/store/case-database.ts';
import { DEADLINE_MS } from '../../../../main/cases/store/deadline.ts';
import {
  CASE_VERSION,
  recordedSql,
  type RecordedTable,
} from '../../../../main/cases/store/schema.ts';
import { schemaOf } from '../../../../main/cases/team/case-address.ts';
import { guardingStatements, makingStatements } from '../../../../main/cases/team/guards.ts';
import { addReviewer } from '../../../../main/cases/team/reviewers.ts';
import { tablesOf } from '../../../../main/cases/team/structure.ts';
import { MAKING, TeamDatabase } from '../../../../main/cases/team/team-database.ts';
import { upgradeCase } from '../../../../main/cases/team/upgrade-case.ts';
import { exportLines } from '../../../../main/cases/transfer.ts';
import { verifyCase } from '../../../../main/cases/verify-case.ts';
import { scalescope } from '../../../support/capture.ts';
import { makeTestDatabase, withoutPostgres, type TestDatabase } from '../../../support/postgres.ts';
import { addImage, newCase } from '../make-case.ts';
import { asReviewer } from './database-cases.ts';

describe('a shared case of an older version', { skip: withoutPostgres }, () => {
  let server: TestDatabase;
  let lines: string[];
  let token: string;
  const tokens = new Map<number, string>();
  before(async () => {
    server = await makeTestDatabase();
  });
  after(() => server?.drop());

  const addressOf = (version: number): string => `${server.ownerUrl}#of-${version}`;

  /** Makes one with two images and what was said of them. */
  function makeOld(version: number): void {
    const file = newCase();
    for (const name of ['a.png', 'b.png']) addImage(file, { name, verdict: 'attack', score: 0.9 });
    decide(file, [1], 'ok', 'anna');
    setNote(file, 2, 'odd', 'anna');
    const name = `of-${version}`;
    const options = { connection: server.ownerUrl, shown: server.ownerUrl, name };
    const owner = new TeamDatabase({ ...options, deadlineMs: DEADLINE_MS });
    owner.transaction(() => {
      for (const sql of makingStatements(schemaOf(name), version)) owner.exec(sql);
      for (const table of tablesOf(version))
        if (table !== 'queue') copy(file.database, owner, table);
      for (const sql of guardingStatements(schemaOf(name), REVIEWERS_ROLE, version))
        owner.exec(sql);
    }, MAKING);
    token = addReviewer(owner, 'anna', null);
    tokens.set(version, token);
    owner.close();
    lines = [...exportLines(file, '1.0.0', assert.fail)];
    file.close();
  }

  for (const version of [CASE_VERSION - 1, CASE_VERSION - 2]) {
    test(`(${version} of ${CASE_VERSION}) is refused with what to do, and brought up to date by its owner alone`, async () => {
      makeOld(version);
      const reviewer = asReviewer(addressOf(version));
      const own = tokens.get(version)!;
      const opening = () => openCase(reviewer, { mode: 'write', token: own });
      assert.throws(opening, {
        code: 'unsupported-format',
        message: /made by an older Scalescope.*case upgrade postgres:/,
      });
      assert.throws(() => upgradeCase(reviewer), {
        code: 'unreadable',
        message: /Only the owner/,
      });
      const done = await scalescope(['case', 'upgrade', addressOf(version)]);
      assert.equal(done.code, 0, done.stderr);
      assert.match(
        done.stdout.toString(),
        new RegExp(`from case version ${version} to ${CASE_VERSION}, 2 images`),
      );
      const caseFile = opening();
      assert.equal(caseFile.reviewer, 'anna', 'tokens stay good');
      assert.deepEqual((await verifyCase(caseFile, { originals: false })).problems, []);
      assert.deepEqual([...exportLines(caseFile, '1.0.0', assert.fail)], lines);
      const { decision, hasNote } = readRow(caseFile, 1);
      assert.deepEqual([decision, hasNote, readRow(caseFile, 2).hasNote], ['ok', false, true]);
      assert.equal(readOrder(caseFile, {}, { sort: 'score', order: 'desc' }).length, 2);
      setNote(caseFile, 1, 'goes on', 'anna');
      caseFile.close();
      const again = await scalescope(['case', 'upgrade', addressOf(version)]);
      assert.match(again.stdout.toString(), /is up to date.*Nothing was changed/);
    });
  }

  test('stays as it is where anything of it cannot come over', () => {
    const [version, name] = [CASE_VERSION - 1, 'odd'];
    const options = { connection: server.ownerUrl, shown: server.ownerUrl, name };
    const owner = new TeamDatabase({ ...options, deadlineMs: DEADLINE_MS });
    owner.transaction(() => {
      for (const sql of makingStatements(schemaOf(name), version)) owner.exec(sql);
      for (const sql of guardingStatements(schemaOf(name), REVIEWERS_ROLE, version))
        owner.exec(sql);
    }, MAKING);
    // An entry that follows none: the log of the new case refuses it.
    owner.exec('ALTER TABLE audit DISABLE TRIGGER audit_follows');
    owner.exec('ALTER TABLE audit DISABLE TRIGGER audit_named');
    owner.exec("INSERT INTO audit VALUES (7, '', 'x', 'x', '{}', '[]', 'x', 'y')");
    assert.throws(() => upgradeCase(`${server.ownerUrl}#odd`), { code: 'damaged' });
    assert.equal(owner.version(), version);
    assert.equal(owner.get<{ n: number }>('SELECT count(*) AS n FROM audit')!.n, 1);
    owner.close();
  });
});

/** Every row of a table, by the columns that it has there. */
function copy(from: CaseDatabase, to: TeamDatabase, table: string): void {
  const select = table === 'audit' ? 'SELECT * FROM audit' : recordedSql(table as RecordedTable);
  for (const row of from.all<Row>(`${select} ORDER BY 1`)) {
    const columns = Object.keys(row);
    to.run(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      ...(Object.values(row) as Value[]),
    );
  }
}
