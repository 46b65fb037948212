import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isPostgresAddress, parseAddress, shownAddress } from '../../../main/postgres/address.ts';
import { connect, type Postgres } from '../../../main/postgres/connect.ts';
import { ConnectionLost, isPassing } from '../../../main/postgres/failures.ts';
import { migrate } from '../../../main/postgres/migrate.ts';
import { makeTestDatabase, withoutPostgres, type TestDatabase } from '../../support/postgres.ts';

describe('the address of a database', () => {
  test('is told without any password', () => {
    const shown = shownAddress(
      'postgres://me:s3cret@db.example:5433/fleet?sslmode=require&password=s3cret',
    );
    assert.equal(shown, 'postgres://me@db.example:5433/fleet?sslmode=require');
  });

  test('that cannot be one is refused without being repeated', () => {
    for (const text of [
      'mysql://me:s3cret@host/db',
      'postgres://me:s3#cret/@host:port/db',
      's3cret',
    ]) {
      assert.throws(
        () => parseAddress(text),
        (error: Error) => /has the form postgres:/.test(error.message) && !/s3/.test(error.message),
      );
    }
    assert.equal(isPostgresAddress('postgresql://host/db'), true);
    assert.equal(isPostgresAddress('folder/postgres:'), false);
  });
});

test('where no PostgreSQL is, that is said, and that it may pass', async () => {
  await assert.rejects(connect('postgres://me:s3cret@127.0.0.1:1/db'), (error: Error) => {
    assert.match(error.message, /No PostgreSQL answers at postgres:\/\/me@127.0.0.1:1\/db/);
    return error instanceof ConnectionLost && isPassing(error);
  });
});

describe('a database', { skip: withoutPostgres }, () => {
  let database: TestDatabase;
  let postgres: Postgres;
  before(async () => {
    database = await makeTestDatabase();
    postgres = await connect(database.url);
  });
  after(async () => {
    await postgres?.close();
    await database?.drop();
  });

  const part = (...migrations: string[]) => ({ schema: 'part_a', name: 'part', migrations });

  test('gets each migration once, also from several at the same time', async () => {
    const first = part('CREATE TABLE part_a.things (id integer)');
    await Promise.all([migrate(postgres, first), migrate(postgres, first)]);
    const next = part(...first.migrations, 'ALTER TABLE part_a.things ADD COLUMN more bigint');
    await migrate(postgres, next);
    await postgres.query('INSERT INTO part_a.things VALUES (1, 5000000000)');
    assert.deepEqual(await postgres.query('SELECT * FROM part_a.things'), [
      { id: 1, more: 5_000_000_000 },
    ]);
    await assert.rejects(migrate(postgres, first), /newer Scalescope \(version 2 .* knows 1\)/);
  });

  test('keeps nothing of a transaction that fails', async () => {
    await postgres.query('CREATE TABLE halves (id integer)');
    const failing = postgres.transaction(async (session) => {
      await session.query('INSERT INTO halves VALUES (1)');
      throw new Error('half way');
    });
    await assert.rejects(failing, /half way/);
    assert.deepEqual(await postgres.query('SELECT * FROM halves'), []);
  });

  test('answers again after its connections were cut', async () => {
    const cut = postgres.session(async (session) => {
      const sleeping = session.query('SELECT pg_sleep(10)');
      await Promise.all([sleeping, database.cutConnections()]);
    });
    await assert.rejects(cut, (error) => isPassing(error));
    assert.deepEqual(await postgres.query('SELECT 1 AS one'), [{ one: 1 }]);
  });

  test('that does not exist is named', async () => {
    const url = new URL(database.url);
    url.pathname = 'nowhere';
    await assert.rejects(connect(url.href), /\/nowhere has no such database/);
  });
});
