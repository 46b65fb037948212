/** Buckets with more objects than one list has, and services that refuse, ask for patience and break off. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Postgres } from '../../../main/postgres/connect.ts';
import { makeCheapImages } from '../../crash-test/fleet/cheap-images.ts';
import { BIN } from '../../crash-test/fleet/worker-processes.ts';
import { makeTestDatabase, withoutPostgres, type TestDatabase } from '../../support/postgres.ts';
import { startS3Server, type AskedFor, type S3TestServer } from '../../support/s3/s3-server.ts';
import { makeFolder, sha256 } from '../cases/make-case.ts';
import { command } from './try-fleet.ts';

const KEY = 'known';
const MANY = 2500;
const PAGE = 1000;

describe('a service of buckets', { skip: withoutPostgres }, () => {
  let server: S3TestServer;
  let database: TestDatabase;
  let postgres: Postgres;
  let images: Buffer[];

  before(async () => {
    server = await startS3Server(KEY);
    process.env['AWS_ACCESS_KEY_ID'] = process.env['AWS_SECRET_ACCESS_KEY'] = KEY;
    database = await makeTestDatabase();
    postgres = await connect(database.url);
    images = (await makeCheapImages(makeFolder(), 8)).map((path) => readFileSync(path));
  });
  after(async () => {
    delete process.env['AWS_ACCESS_KEY_ID'];
    delete process.env['AWS_SECRET_ACCESS_KEY'];
    await postgres?.close();
    await database?.drop();
    await server?.close();
  });

  const listing = (bucket: string): string[] => [
    ...['scan', `s3://${bucket}`, '--fleet', database.url, '--s3-endpoint', server.endpoint],
  ];
  const isList = ({ method, key }: AskedFor): boolean => method === 'GET' && key === '';

  test(`lists ${MANY} objects, and goes on where a list that was killed had come to`, async () => {
    const keys = Array.from({ length: MANY }, (_, i) => `${String(i).padStart(5, '0')} & <é>.png`);
    server.buckets.set('many', new Map(keys.map((key) => [key, images[0]])));
    const third = Promise.withResolvers<undefined>();
    server.refuse = async (asked) => {
      if (!isList(asked) || server.asked.filter(isList).length < 3) return null;
      third.resolve(undefined);
      return new Promise(() => undefined);
    };
    const child = spawn(process.execPath, [BIN, ...listing('many')], { stdio: 'ignore' });
    await third.promise;
    child.kill('SIGKILL');
    await once(child, 'close');
    const listed = (): Promise<{ key: string }[]> =>
      postgres.query(`SELECT key FROM scalescope_fleet.objects ORDER BY id`);
    assert.equal((await listed()).length, 2 * PAGE);

    server.refuse = () => null;
    server.asked.length = 0;
    const again = await command(...listing('many'));
    assert.match(again.stdout, /^Run many: 500 files listed\./, again.stderr);
    assert.deepEqual(
      server.asked.filter(isList).map(({ query }) => query.get('start-after')),
      [keys[2 * PAGE - 1]],
    );
    assert.deepEqual(
      (await listed()).map(({ key }) => key),
      keys,
    );
    await command('fleet', 'cancel', '--fleet', database.url, '--run', 'many');
  });

  test('a bucket that denies is told of, and a list that is slowed down goes on', async () => {
    server.buckets.set('slow', new Map([['a.png', images[0]]]));
    server.refuse = () => ({ status: 403, code: 'AccessDenied' });
    const denied = await command(...listing('slow'));
    assert.equal(denied.code, 2);
    assert.match(denied.stderr, /s3:\/\/slow denies access \(AccessDenied\)/);
    let refusals = 0;
    server.refuse = () => (refusals++ < 2 ? { status: 503, code: 'SlowDown' } : null);
    const listed = await command(...listing('slow'));
    assert.match(listed.stdout, /^Run slow: 1 file listed\./, listed.stderr);
    await command('fleet', 'cancel', '--fleet', database.url, '--run', 'slow');
  });

  test('trouble with one object is told from a request for patience, which is no try of it', async () => {
    const names = ['broken.png', 'changing.png', 'denied.png', 'fine.png', 'slowed.png'];
    server.buckets.set('some', new Map(names.map((name, i) => [name, images[i]])));
    server.refuse = () => null;
    await command(...listing('some'));

    let isSlow = true;
    let changes = 0;
    let breaks = 0;
    server.breakAfter = (key) => (key === 'broken.png' && breaks++ < 1 ? 100 : null);
    server.refuse = ({ method, key }) => {
      if (key === 'denied.png') return { status: 403, code: 'AccessDenied' };
      if (key === 'slowed.png' && isSlow) return { status: 503, code: 'SlowDown' };
      if (key === 'changing.png' && method === 'GET' && changes < 2) {
        server.buckets.get('some')!.set(key, images[5 + changes++]);
      }
      return null;
    };
    let isEnded = false;
    const working = command('worker', '--fleet', database.url, '--until-done', '--jobs', '1');
    const ended = working.finally(() => (isEnded = true));
    while (!isEnded) {
      // What is to come again later comes now.
      const waited = await postgres.query<{ n: number }>(
        'UPDATE scalescope_queue.job SET start_after = now() WHERE start_after > now() ' +
          "AND state < 'active' RETURNING jsonb_array_length(data -> 'objects') AS n",
      );
      if (waited.length > 0 && server.asked.filter(({ key }) => key === 'slowed.png').length >= 8) {
        isSlow = false;
      }
      await sleep(50);
    }
    const { code, stderr } = await ended;
    assert.equal(code, 0, stderr);
    assert.match(stderr, /asks for fewer requests \(SlowDown\)\. Its images come again\./);
    const rows = await postgres.query(
      'SELECT key, state, tries, s.code, f.sha256 FROM scalescope_fleet.objects o ' +
        'JOIN scalescope_fleet.sightings s ON s.object_id = o.id ' +
        'LEFT JOIN scalescope_fleet.findings f ON f.id = s.finding_id ORDER BY key',
    );
    const done = (key: string, tries: number, image: Buffer): object => ({
      ...{ key, state: 'done', tries, code: null, sha256: sha256(image) },
    });
    assert.deepEqual(rows, [
      done('broken.png', 1, images[0]),
      done('changing.png', 2, images[6]),
      { key: 'denied.png', state: 'done', tries: 4, code: 'unreadable', sha256: null },
      done('fine.png', 0, images[3]),
      done('slowed.png', 0, images[4]),
    ]);
  });
});
