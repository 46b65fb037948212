import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { decideSeen } from '../../../../main/cases/decide-seen.ts';
import { newsAsFar, newsSince } from '../../../../main/cases/news.ts';
import { openCase } from '../../../../main/cases/open-case.ts';
import { readRow } from '../../../../main/cases/queue/queue.ts';
import { decide, setNote } from '../../../../main/cases/review/review.ts';
import { historyOf } from '../../../../main/cases/review/review.ts';
import { shareCase } from '../../../../main/cases/share-case.ts';
import { addMark, changeMark } from '../../../../main/cases/review/marks.ts';
import { CaseFile } from '../../../../main/cases/store/case-file.ts';
import { parseCaseAddress } from '../../../../main/cases/team/case-address.ts';
import { connectToCase } from '../../../../main/cases/team/open-team-case.ts';
import {
  addReviewer,
  listReviewers,
  revokeReviewer,
  rotateToken,
} from '../../../../main/cases/team/reviewers.ts';
import { numbered } from '../../../../main/cases/team/statements.ts';
import { TeamDatabase } from '../../../../main/cases/team/team-database.ts';
import { exportLines, importLines } from '../../../../main/cases/transfer.ts';
import { verifyCase } from '../../../../main/cases/verify-case.ts';
import { makeTestDatabase, withoutPostgres, type TestDatabase } from '../../../support/postgres.ts';
import { addImage, makeFolder, newCase } from '../make-case.ts';
import { asReviewer } from './database-cases.ts';

const runFile = promisify(execFile);
const WRITER = fileURLToPath(new URL('team-writer.ts', import.meta.url));
const linesOf = (caseFile: CaseFile): string[] => [...exportLines(caseFile, '1.0.0', assert.fail)];

test('parameters are numbered, but not in texts', () => {
  assert.equal(
    numbered(`SELECT '?' AS "a?" FROM t WHERE a = ? AND b = ?`),
    `SELECT '?' AS "a?" FROM t WHERE a = $1 AND b = $2`,
  );
  assert.equal(numbered('a = ?1 AND b = ?2 AND c = ?1'), 'a = $1 AND b = $2 AND c = $1');
});

test('an address is shown without its password, and names its case', () => {
  const { shown, name, connection } = parseCaseAddress('postgres://me:secret@host/db?case=march');
  assert.equal(shown, 'postgres://me@host/db#march');
  assert.equal(name, 'march');
  assert.match(connection, /secret/);
  assert.throws(() => parseCaseAddress('postgres://host/db#a%22b'), { code: 'invalid-argument' });
});

suite('a shared case', { skip: withoutPostgres }, () => {
  let server: TestDatabase;
  let owner: TeamDatabase;
  let address: string;
  const tokens = { anna: '', ben: '' };
  const open: CaseFile[] = [];
  const as = (name: keyof typeof tokens): CaseFile => {
    const opened = openCase(address, { mode: 'write', token: tokens[name] });
    open.push(opened);
    return opened;
  };
  /** A program other than Scalescope, with the rights of a reviewer. */
  const connected = async (): Promise<Client> => {
    const client = new Client({ connectionString: address.split('#')[0] });
    await client.connect();
    await client.query('SET search_path = "case:march"');
    return client;
  };
  before(async () => {
    server = await makeTestDatabase();
    const file = newCase();
    for (const name of ['a.png', 'b.png']) addImage(file, { name, verdict: 'attack', score: 0.9 });
    decide(file, [1], 'ok', 'carol');
    const shared = await shareCase(`${server.ownerUrl}#march`, file, '1.0.0');
    assert.equal(shared.images, 2);
    owner = connectToCase(shared.address).database;
    tokens.anna = addReviewer(owner, 'anna', null);
    tokens.ben = addReviewer(owner, 'ben', null);
    address = asReviewer(shared.address);
    const read = openCase(address, { mode: 'read', token: tokens.anna });
    assert.deepEqual(linesOf(read), linesOf(file)); // the same rows and the same log
    read.close();
    file.close();
  });
  after(async () => {
    for (const caseFile of open) caseFile.close();
    owner.close();
    await server.drop();
  });

  test('is tidied up once it is shared, so that a long queue is read fast at once', () => {
    const sql = `SELECT relname FROM pg_class WHERE relname IN ('images', 'queue') AND relallvisible > 0 AND relnamespace = ?::regnamespace`;
    assert.equal(owner.all(sql, '"case:march"').length, 2);
  });

  test('entries of two computers at once follow one another, and none is lost', async () => {
    const writers = (['anna', 'ben'] as const).map((name) =>
      runFile(process.execPath, [WRITER, address, tokens[name], name, '15']),
    );
    await Promise.all(writers);
    const caseFile = as('anna');
    const said = historyOf(caseFile, 1).filter(({ kind }) => kind === 'note');
    assert.equal(said.length, 30);
    assert.deepEqual((await verifyCase(caseFile, { originals: false })).problems, []);
    const copy = newCase(join(makeFolder(), 'evidence.case'));
    await importLines(copy, linesOf(caseFile));
    assert.deepEqual(linesOf(copy), linesOf(caseFile));
    assert.deepEqual((await verifyCase(copy, { originals: false })).problems, []);
    copy.close();
  });

  test('a decision on what another decided meanwhile is asked, and news tell of it', () => {
    const [anna, ben] = [as('anna'), as('ben')];
    const seen = readRow(anna, 2).basis;
    const { seq } = newsSince(anna, 0);
    const views = [{ image: 2, kind: 'view' as const, ms: 1000 }];
    const asked = { images: [2], decision: 'ok' as const, against: { 2: seen }, views };
    assert.equal(decideSeen(ben, { ...asked, reviewer: 'ben' }).rows[0].reviewer, 'ben');
    assert.throws(() => decideSeen(anna, { ...asked, reviewer: 'anna' }), {
      code: 'changed',
      message: /decided ok by ben/,
    });
    assert.deepEqual(newsSince(anna, seq).images, [2]);
  });

  test('nobody decides in the name of another, whatever program asks', async () => {
    const anna = as('anna');
    assert.throws(() => decide(anna, [1], 'confirmed', 'ben'), {
      code: 'invalid-argument',
      message: /anna is signed in to march. Nothing was changed in the name of ben/,
    });
    // With a program of one's own, and the same rights.
    const client = await connected();
    try {
      await assert.rejects(client.query('SELECT * FROM queue'), { code: 'SC004' });
      await client.query('SELECT enter($1)', [tokens.anna]);
      const insert = (reviewer: string) =>
        client.query(
          `INSERT INTO reviews (change, image_id, kind, value, reviewer, at) VALUES (99, 1, 'decision', 'ok', $1, '')`,
          [reviewer],
        );
      await assert.rejects(insert('ben'), { code: 'SC005' });
      await assert.rejects(
        client.query(
          `INSERT INTO audit SELECT seq + 1, at, 'ben', action, details, rows, hash, hash FROM audit ORDER BY seq DESC LIMIT 1`,
        ),
        { code: 'SC005' },
      );
      await assert.rejects(client.query('SELECT * FROM reviewers'), { code: '42501' });
      await assert.rejects(client.query('UPDATE sessions SET reviewer_id = 2'), { code: '42501' });
      await assert.rejects(client.query('UPDATE log_head SET seq = 0'), { code: '42501' });
      await assert.rejects(client.query(`DELETE FROM reviews`), { code: '42501' });
    } finally {
      await client.end();
    }
  });

  test('after the server is back the case goes on, and what came meanwhile is news', async () => {
    const [anna, ben] = [as('anna'), as('ben')];
    const { seq } = newsSince(anna, 0);
    await server.cutConnections();
    setNote(ben, 2, 'while she was away', 'ben');
    await setTimeout(1500);
    assert.deepEqual(newsAsFar(anna, seq, null), { seq: seq + 1, images: [2], readOnly: null });
    setNote(anna, 2, 'back', 'anna');
    assert.deepEqual((await verifyCase(anna, { originals: false })).problems, []);
  });

  test('a change that waited in vain for another leaves a connection that goes on', async () => {
    const { connection, shown } = parseCaseAddress(address);
    const limits = { deadlineMs: 5000, lockMs: 100 };
    const database = new TeamDatabase({ connection, shown, name: 'march', ...limits });
    const reviewer = database.signIn(tokens.ben);
    const options = { mode: 'write' as const };
    const ben: CaseFile = new CaseFile({
      ...{ path: shown, name: 'march', database, options, reviewer, readOnly: false },
      reopen: () => ben,
    });
    open.push(ben);
    const client = await connected();
    try {
      await client.query('SELECT enter($1)', [tokens.anna]);
      await client.query('BEGIN; SELECT lock_head()');
      assert.throws(() => setNote(ben, 1, 'in vain', 'ben'), {
        code: 'busy',
        message: /is being changed by others. Nothing was changed. Try again/,
      });
      assert.notEqual(historyOf(ben, 1)[0]!.value, 'in vain');
    } finally {
      await client.end();
    }
    setNote(ben, 1, 'again', 'ben');
    assert.equal(historyOf(ben, 1)[0]!.value, 'again');
  });

  test('wrong, expired, revoked and replaced tokens are refused, also where they are in use', () => {
    const opening = (token: string) => () => openCase(address, { mode: 'read', token }).close();
    assert.throws(opening('no token'), { code: 'unreadable', message: /not one of its reviewers/ });
    const expired = addReviewer(owner, 'dora', new Date(Date.now() - 1000));
    assert.throws(opening(expired), { code: 'unreadable', message: /has expired/ });
    const first = addReviewer(owner, 'emil', null);
    const emil = openCase(address, { mode: 'write', token: first });
    open.push(emil);
    const second = rotateToken(owner, 'emil', null);
    assert.throws(() => readRow(emil, 1), { code: 'unreadable' });
    assert.throws(opening(first), { message: /not one of its reviewers/ });
    const again = openCase(address, { mode: 'write', token: second });
    open.push(again);
    setNote(again, 1, 'mine', 'emil');
    assert.equal(listReviewers(owner).find(({ name }) => name === 'emil')!.sessions, 1);
    revokeReviewer(owner, 'emil');
    assert.throws(() => readRow(again, 1), { code: 'unreadable', message: /was revoked/ });
    assert.match(newsAsFar(again, 1, null).readOnly ?? '', /was revoked/);
    assert.throws(() => addReviewer(owner, 'Anna', null), { code: 'invalid-argument' });
  });

  test('the owner reads without a token, and changes nothing', () => {
    const url = `${server.ownerUrl}#march`;
    assert.throws(() => openCase(url, { mode: 'write', token: '' }), { code: 'unreadable' });
    assert.throws(() => openCase(url, { mode: 'write' }), { code: 'write-failed' });
    const read = openCase(url, { mode: 'read' });
    assert.equal(read.reviewer, null);
    assert.equal(readRow(read, 1).name, 'a.png');
    read.close();
  });

  test('what is not there, or of another version, is told', async () => {
    const missing = { code: 'not-found', message: /no case called april. It has march/ };
    assert.throws(() => openCase(`${server.ownerUrl}#april`, { mode: 'read' }), missing);
    assert.throws(() => openCase('postgres://x@127.0.0.1:1/db#march', { mode: 'read' }), {
      code: 'busy',
      message: /No PostgreSQL answers/,
    });
    await assert.rejects(
      shareCase(`${server.ownerUrl}#march`, null, '1.0.0'),
      /called march already/,
    );
    owner.exec('UPDATE team_info SET version = 99');
    assert.throws(() => openCase(`${server.ownerUrl}#march`, { mode: 'read' }), {
      code: 'unsupported-format',
      message: /newer Scalescope \(case version 99/,
    });
    owner.exec(`UPDATE team_info SET version = ${owner.get<{ v: number }>('SELECT 4 AS v')!.v}`);
    owner.exec('ALTER TABLE reviews DISABLE TRIGGER reviews_stay');
    const read = openCase(`${server.ownerUrl}#march`, { mode: 'read' });
    const { problems } = await verifyCase(read, { originals: false });
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['The trigger reviews.reviews_stay is switched off.'],
    );
    read.close();
    owner.exec('ALTER TABLE reviews ENABLE TRIGGER reviews_stay');
  });

  test('a mark of another stays where it is, and what is done to it without the log is found', async () => {
    const [anna, ben] = [as('anna'), as('ben')];
    const shape = { kind: 'text' as const, x: 1, y: 1 };
    const body = { shape, view: null, text: 'here', reviewer: 'anna' };
    const { id } = addMark(anna, 'annotation', 1, body);
    changeMark(ben, 'annotation', id, { ...body, text: 'there', reviewer: 'ben' });
    const problems = async () =>
      (await verifyCase(anna, { originals: false })).problems.map(({ message }) => message);
    assert.deepEqual(await problems(), []);
    const client = await connected();
    try {
      await client.query('SELECT enter($1)', [tokens.anna]);
      const refused = (sql: string, code: string) => assert.rejects(client.query(sql), { code });
      await refused('UPDATE marks SET image_id = 2', '42501');
      await refused("UPDATE marks SET body = replace(body, 'there', 'lie')", 'SC005');
      await client.query('DELETE FROM marks');
      assert.match((await problems()).join(), new RegExp(`Mark ${id} was removed by something`));
    } finally {
      await client.end();
    }
  });
});
