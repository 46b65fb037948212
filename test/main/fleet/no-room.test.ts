/** Full disks: that of a worker, and that of the database. No image counts as failed for them. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Postgres } from '../../../main/postgres/connect.ts';
import { makeCheapImages } from '../../crash-test/fleet/cheap-images.ts';
import { makeTestDatabase, withoutPostgres, type TestDatabase } from '../../support/postgres.ts';
import { startS3Server, type S3TestServer } from '../../support/s3/s3-server.ts';
import { onSmallDisk } from '../../support/small-disk.ts';
import { makeFolder } from '../cases/make-case.ts';
import { command } from './try-fleet.ts';

const KEY = 'known';
const SMALL_DISK = 64 * 1024;

describe('a disk without room', { skip: withoutPostgres }, () => {
  let database: TestDatabase;
  let postgres: Postgres;
  let server: S3TestServer;
  let worker: string[];
  let image: string;

  before(async () => {
    database = await makeTestDatabase();
    postgres = await connect(database.url);
    server = await startS3Server(KEY);
    worker = ['worker', '--fleet', database.url, '--until-done', '--jobs', '1'];
    [image] = await makeCheapImages(makeFolder(), 1);
    process.env['AWS_ACCESS_KEY_ID'] = process.env['AWS_SECRET_ACCESS_KEY'] = KEY;
  });
  after(async () => {
    delete process.env['AWS_ACCESS_KEY_ID'];
    delete process.env['AWS_SECRET_ACCESS_KEY'];
    await postgres?.close();
    await database?.drop();
    await server?.close();
  });

  const objects = (): Promise<{ state: string; tries: number; deaths: number }[]> =>
    postgres.query('SELECT state, tries, deaths FROM scalescope_fleet.objects ORDER BY id');

  test('of the database: the worker waits with what it has in hand', async () => {
    await command('scan', image, '--fleet', database.url, '--run', 'one');
    await postgres.query(
      // A sequence goes on also where its transaction fails.
      `CREATE SEQUENCE failures;
       CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         PERFORM nextval('failures');
         RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
       END $$;
       CREATE TRIGGER full_disk BEFORE INSERT ON scalescope_fleet.findings EXECUTE FUNCTION full_disk()`,
    );
    const working = command(...worker);
    const failures = (): Promise<{ n: number }[]> =>
      postgres.query('SELECT last_value AS n FROM failures');
    while ((await failures())[0].n < 2) await sleep(50);
    assert.deepEqual(await objects(), [{ state: 'waiting', tries: 0, deaths: 0 }]);
    await postgres.query('DROP TRIGGER full_disk ON scalescope_fleet.findings');
    const { code, stderr } = await working;
    assert.equal(code, 0, stderr);
    assert.match(stderr, /has no room left on its disk\. What is in hand is kept/);
    assert.match(stderr, /PostgreSQL answers again/);
    assert.deepEqual(await objects(), [{ state: 'done', tries: 0, deaths: 0 }]);
  });

  test('of a worker: it leaves the images of a bucket to others', async (t) => {
    const large = Buffer.concat([readFileSync(image), randomBytes(2 * SMALL_DISK)]);
    server.buckets.set('large', new Map([['large.png', large]]));
    const endpoint = ['--s3-endpoint', server.endpoint];
    await command('scan', 's3://large', '--fleet', database.url, ...endpoint);
    await onSmallDisk(t, SMALL_DISK, async (disk) => {
      const before = process.env['TMPDIR'];
      process.env['TMPDIR'] = disk.path;
      try {
        const full = await command(...worker);
        assert.equal(full.code, 2);
        assert.match(
          full.stderr,
          /What was fetched cannot be kept: the disk is full\. Its images are left to other workers/,
        );
      } finally {
        if (before === undefined) delete process.env['TMPDIR'];
        else process.env['TMPDIR'] = before;
      }
    });
    assert.deepEqual((await objects()).at(-1), { state: 'waiting', tries: 0, deaths: 0 });
    await postgres.query(
      "UPDATE scalescope_queue.job SET start_after = now() WHERE state < 'active'",
    );
    const roomy = await command(...worker);
    assert.equal(roomy.code, 0, roomy.stderr);
    assert.deepEqual((await objects()).at(-1), { state: 'done', tries: 0, deaths: 0 });
  });
});
