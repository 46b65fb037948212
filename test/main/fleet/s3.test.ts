/** Images in a bucket, which a server on loopback has. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { FleetFailure, FleetProgress } from '../../../main/fleet/progress.ts';
import { listS3, parseS3, s3Client } from '../../../main/fleet/sources/s3-source.ts';
import { connect } from '../../../main/postgres/connect.ts';
import { makeCheapImages } from '../../crash-test/fleet/cheap-images.ts';
import { makeTestDatabase, withoutPostgres, type TestDatabase } from '../../support/postgres.ts';
import { makeFolder } from '../cases/make-case.ts';
import { command } from './try-fleet.ts';

interface S3Server {
  run(): Promise<{ port: number }>;
  close(): Promise<void>;
}

const S3rver = createRequire(import.meta.url)('@20minutes/s3rver') as new (
  options: object,
) => S3Server;

/** What that server takes. */
const KEY = 'S3RVER';

describe('images in a bucket', { skip: withoutPostgres }, () => {
  let server: S3Server;
  let endpoint: string;
  let database: TestDatabase;
  let folder: string;
  let images: Buffer[];
  let fleet: string[];

  before(async () => {
    folder = makeFolder();
    server = new S3rver({
      ...{ port: 0, address: '127.0.0.1', silent: true, directory: join(folder, 's3') },
      // Of a bucket without a key it signs another path than the client does; unknown keys are refused all the same.
      allowMismatchedSignatures: true,
      configureBuckets: [{ name: 'photos' }],
    });
    endpoint = `http://127.0.0.1:${(await server.run()).port}`;
    process.env['AWS_ACCESS_KEY_ID'] = process.env['AWS_SECRET_ACCESS_KEY'] = KEY;
    images = (await makeCheapImages(join(folder, 'made'), 8)).map((path) => readFileSync(path));
    await Promise.all(images.slice(0, 5).map((bytes, i) => put(`in/${i}.png`, bytes)));
    await put('in/notes.txt', Buffer.from('no image'));
    await put('out/7.png', images[7]);
    database = await makeTestDatabase();
    fleet = ['--fleet', database.url];
  });
  after(async () => {
    delete process.env['AWS_ACCESS_KEY_ID'];
    delete process.env['AWS_SECRET_ACCESS_KEY'];
    await database?.drop();
    await server?.close();
  });

  const put = async (key: string, bytes: Buffer): Promise<void> => {
    const client = s3Client(parseS3('s3://photos', endpoint));
    await client.send(new PutObjectCommand({ Bucket: 'photos', Key: key, Body: bytes }));
    client.destroy();
  };
  const show = async (): Promise<FleetProgress & { failures: FleetFailure[] }> =>
    JSON.parse((await command('fleet', ...fleet, '--json')).stdout) as FleetProgress & {
      failures: FleetFailure[];
    };

  test('are listed in pages, from after a key on', async () => {
    const keys = async (after: string | null): Promise<string[]> => {
      const found: string[] = [];
      for await (const page of listS3(parseS3('s3://photos/in/', endpoint), after)) {
        found.push(...page.map(({ key }) => key));
      }
      return found;
    };
    assert.deepEqual(
      await keys(null),
      [0, 1, 2, 3, 4].map((i) => `in/${i}.png`).concat('in/notes.txt'),
    );
    assert.deepEqual(await keys('in/3.png'), ['in/4.png', 'in/notes.txt']);
  });

  test('are examined, and one that was changed since it was listed as it is then', async () => {
    const listed = await command('scan', 's3://photos/in/', ...fleet, '--s3-endpoint', endpoint);
    assert.match(listed.stdout, /^Run photos\/in: 6 files listed\./, listed.stderr);
    await put('in/2.png', images[6]);
    const worked = await command('worker', ...fleet, '--until-done', '--jobs', '1');
    assert.equal(worked.code, 0, worked.stderr);
    const { runs, failures } = await show();
    assert.deepEqual([runs[0].done, runs[0].skipped, runs[0].examined, failures], [5, 1, 5, []]);
    const postgres = await connect(database.url);
    const changed = await postgres.query(
      "SELECT key FROM scalescope_fleet.objects WHERE tries = 1 AND state = 'done'",
    );
    await postgres.close();
    assert.deepEqual(changed, [{ key: 'in/2.png' }]);
    const made = await command('fleet', 'case', join(folder, 'a.case'), ...fleet);
    assert.match(made.stdout, /5 findings, 0 copies, 0 failures of the run photos\/in\.\nVerified/);
  });

  test('go on being listed after the last key that is in the queue', async () => {
    const postgres = await connect(database.url);
    const position = { done: [], source: 's3://photos/in/', after: 'in/4.png' };
    await postgres.query('UPDATE scalescope_fleet.runs SET position = $1, listed_at = NULL', [
      JSON.stringify(position),
    ]);
    await postgres.close();
    const listed = await command('scan', 's3://photos/in/', ...fleet, '--s3-endpoint', endpoint);
    assert.match(listed.stdout, /1 file listed \(0 new\)/);
    assert.equal((await show()).runs[0].state, 'finished');
  });

  test('of a bucket that denies or is not there are told of, and nothing is lost', async () => {
    await put('in/5.png', images[5]);
    await command('scan', 's3://photos/in/', ...fleet, '--s3-endpoint', endpoint);
    process.env['AWS_ACCESS_KEY_ID'] = 'unknown';
    const listed = await command('scan', 's3://photos/out/', ...fleet, '--s3-endpoint', endpoint);
    assert.equal(listed.code, 2);
    assert.match(listed.stderr, /s3:\/\/photos\/out\/ denies access \(InvalidAccessKeyId\)/);
    const denied = await command(
      'worker',
      ...fleet,
      '--until-done',
      '--jobs',
      '1',
      '--run',
      'photos/in',
    );
    assert.equal(denied.code, 2);
    assert.match(denied.stderr, /denies access/);
    process.env['AWS_ACCESS_KEY_ID'] = KEY;
    const nowhere = await command('scan', 's3://nowhere', ...fleet, '--s3-endpoint', endpoint);
    assert.match(nowhere.stderr, /There is no bucket nowhere/);
    const worked = await command(
      'worker',
      ...fleet,
      '--until-done',
      '--jobs',
      '1',
      '--run',
      'photos/in',
    );
    assert.equal(worked.code, 0, worked.stderr);
    const [run] = (await show()).runs;
    assert.deepEqual([run.done, run.waiting], [6, 0]);
  });
});
