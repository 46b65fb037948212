/** A fleet from the first command to the case. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCase } from '../../../main/cases/open-case.ts';
import { enqueue } from '../../../main/fleet/enqueue.ts';
import { openFleet } from '../../../main/fleet/fleet.ts';
import { findRun } from '../../../main/fleet/runs.ts';
import type { FleetFailure, FleetProgress } from '../../../main/fleet/progress.ts';
import { connect } from '../../../main/postgres/connect.ts';
import { makeCheapImages } from '../../crash-test/fleet/cheap-images.ts';
import { makeZip } from '../../support/files/make-zip.ts';
import { makeTestDatabase, withoutPostgres, type TestDatabase } from '../../support/postgres.ts';
import { makeFolder } from '../cases/make-case.ts';
import { command, commandUntil } from './try-fleet.ts';

const IMAGES = 24;

describe('a fleet', { skip: withoutPostgres }, () => {
  let database: TestDatabase;
  let folder: string;
  let photos: string;
  let fleet: string[];
  before(async () => {
    database = await makeTestDatabase();
    fleet = ['--fleet', database.url];
    folder = makeFolder();
    photos = join(folder, 'photos');
    const [first] = await makeCheapImages(photos, IMAGES);
    cpSync(first, join(photos, 'copy.png'));
    writeFileSync(join(photos, 'broken.png'), 'no image');
    writeFileSync(join(photos, 'notes.txt'), 'no image either');
    const [inside] = await makeCheapImages(join(folder, 'other'), 1);
    writeFileSync(
      join(photos, 'more.zip'),
      makeZip([{ name: 'inside.png', data: readFileSync(inside) }]),
    );
  });
  after(async () => {
    await database?.drop();
  });

  const show = async (...more: string[]): Promise<FleetProgress & { failures: FleetFailure[] }> => {
    const { stdout } = await command('fleet', ...fleet, '--json', ...more);
    return JSON.parse(stdout) as FleetProgress & { failures: FleetFailure[] };
  };
  const asked = async <T extends object>(sql: string): Promise<T[]> => {
    const postgres = await connect(database.url);
    try {
      return await postgres.query<T>(sql);
    } finally {
      await postgres.close();
    }
  };

  test('lists a folder, examines it and makes the case that a scan makes', async () => {
    const listed = await command('scan', photos, ...fleet, '--per-job', '10');
    assert.equal(listed.code, 0, listed.stderr);
    assert.match(listed.stdout, /^Run photos: 28 files listed\./);
    const ready = await show();
    assert.deepEqual([ready.ready.jobs, ready.ready.images], [3, 28]);
    assert.ok(ready.ready.oldestSeconds >= 0);
    const again = await command('scan', photos, ...fleet, '--per-job', '10');
    assert.match(again.stdout, /28 files listed \(0 new\)/, 'what is in the queue is left');
    assert.match(
      (await command('fleet', 'case', join(folder, 'a.case'), ...fleet)).stderr,
      /28 files wait/,
    );

    const worker = await command('worker', ...fleet, '--until-done', '--jobs', '1');
    assert.deepEqual(
      [worker.code, worker.stdout],
      [0, '27 files done by this worker.\n'],
      worker.stderr,
    );
    const { runs, failures } = await show();
    const { state, done, skipped, waiting, dead, failed, examined, copies } = runs[0];
    assert.deepEqual([state, done, skipped, waiting, dead, failed], ['finished', 27, 1, 0, 0, 1]);
    assert.equal(examined + copies, 27, 'each image once, also the one inside');
    assert.deepEqual(
      failures.map(({ key, code }) => [key, code]),
      [['broken.png', 'unsupported-format']],
    );

    const path = join(folder, 'a.case');
    const made = await command('fleet', 'case', path, ...fleet);
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stdout, /25 findings, 2 copies, 0 failures of the run photos\.\nVerified: /);
    const scanned = await command('scan', photos, '--case', path);
    assert.match(scanned.stdout, /27 images: 0 examined, 26 known from before, 1 failed before/);
    const caseFile = openCase(path, { mode: 'read' });
    const inside = caseFile.database.all("SELECT path FROM sightings WHERE path LIKE '%zip!/%'");
    caseFile.close();
    assert.deepEqual(
      inside.map(({ path: at }) => at),
      [join(photos, 'more.zip!/inside.png')],
    );
  });

  test('makes no finding again that another run of the same settings has', async () => {
    await command('scan', photos, ...fleet, '--run', 'second');
    const other = await command('scan', photos, ...fleet, '--run', 'second', '--pdq');
    assert.match(other.stderr, /There is a run second already, with other settings/);
    await command('worker', ...fleet, '--until-done', '--jobs', '1', '--run', 'second');
    const { runs } = await show('--run', 'second');
    assert.deepEqual([runs[0].examined, runs[0].copies], [0, 27]);
    assert.match(
      (await command('fleet', 'pause', ...fleet)).stderr,
      /several runs.*--run: photos, second/,
    );
  });

  test('pauses, goes on and cancels', async () => {
    const one = join(folder, 'other');
    await command('scan', one, ...fleet);
    const of = [...fleet, '--run', 'other'];
    assert.match((await command('fleet', 'pause', ...of)).stdout, /Run other is paused/);
    const left = await command('worker', ...fleet, '--until-done', '--jobs', '1');
    assert.equal(left.code, 2);
    assert.match(left.stderr, /The run other is paused and not done/);
    assert.equal((await show('--run', 'other')).runs[0].waiting, 1);
    assert.equal((await show()).ready.jobs, 0, 'nothing waits for workers while it is paused');
    assert.match((await command('fleet', 'resume', ...of)).stdout, /Run other goes on/);
    assert.equal((await show()).ready.jobs, 1);
    assert.match((await command('fleet', 'cancel', ...of)).stdout, /1 file will not be examined/);
    const [run] = (await show('--run', 'other')).runs;
    assert.deepEqual([run.state, run.cancelled, run.ready.jobs], ['cancelled', 1, 0]);
    assert.match((await command('fleet', 'resume', ...of)).stderr, /was cancelled/);
    const path = join(folder, 'part.case');
    const refused = await command('fleet', 'case', path, ...of);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /run other was cancelled: 1 file never examined.*--partial/);
    assert.match(
      (await command('fleet', 'case', path, ...of, '--partial')).stdout,
      /0 failures of the run other\.\nThe run was cancelled: 1 file not examined/,
    );
    assert.match((await command('scan', one, ...of)).stderr, /which was cancelled/);
  });

  test('lists no faster than workers go', async () => {
    const many = join(folder, 'many');
    await makeCheapImages(many, 1001);
    const listing = command('scan', many, ...fleet, '--most-waiting', '10');
    while (
      (await asked("SELECT 1 FROM scalescope_fleet.objects WHERE key LIKE '%00999.png'")).length ===
      0
    );
    const sql = "SELECT 1 FROM scalescope_fleet.objects WHERE key LIKE '%01000.png'";
    assert.deepEqual(await asked(sql), [], 'the second page waits');
    await asked(
      "UPDATE scalescope_fleet.objects SET state = 'skipped' WHERE state = 'waiting' AND key LIKE '00%'",
    );
    assert.match((await listing).stdout, /1001 files listed\./);
    await command('fleet', 'cancel', ...fleet, '--run', 'many');
  });

  test('tells what keeps a worker from a run, and works it where that has passed', async () => {
    const there = join(folder, 'there');
    const here = join(folder, 'here');
    mkdirSync(there);
    await makeCheapImages(join(there, 'below'), 1);
    await command(
      'scan',
      join(there, 'below'),
      ...fleet,
      '--mount',
      `stock=${there}`,
      '--run',
      'mounted',
    );
    renameSync(there, here);
    const lost = await command('worker', ...fleet, '--until-done', '--jobs', '1');
    assert.equal(lost.code, 2);
    assert.match(lost.stderr, /The source stock is not on this computer.*--mount stock=PATH/);
    await asked("UPDATE scalescope_fleet.runs SET engine_version = '0.0.1' WHERE name = 'mounted'");
    const other = await command('worker', ...fleet, '--until-done', '--jobs', '1');
    assert.match(other.stderr, /The run mounted is of the engine 0\.0\.1, and this worker has /);
    await asked(
      'UPDATE scalescope_fleet.runs SET engine_version = (SELECT engine_version FROM scalescope_fleet.runs ' +
        "WHERE name = 'photos') WHERE name = 'mounted'",
    );
    const found = await command(
      'worker',
      ...fleet,
      '--until-done',
      '--jobs',
      '1',
      '--mount',
      `stock=${here}`,
    );
    assert.equal(found.code, 0, found.stderr);
    const made = await command(
      ...['fleet', 'case', join(folder, 'b.case'), ...fleet, '--run', 'mounted'],
      ...['--mount', `stock=${here}`],
    );
    assert.match(made.stdout, /1 finding, 0 copies/);
    const scanned = await command('scan', join(here, 'below'), '--case', join(folder, 'b.case'));
    assert.match(scanned.stdout, /0 examined, 1 known from before/);
  });

  test('makes no failures of a folder that is unmounted while it is worked', async () => {
    const disk = join(folder, 'disk');
    const away = join(folder, 'away');
    const of = [...fleet, '--run', 'disk'];
    await makeCheapImages(disk, 1);
    await command('scan', disk, ...fleet);
    const stop = new AbortController();
    const working = commandUntil(stop.signal, 'worker', ...of, '--jobs', '1');
    while ((await show('--run', 'disk')).runs[0].waiting > 0);
    await command('fleet', 'pause', ...of);
    await makeCheapImages(disk, 3);
    await command('scan', disk, ...fleet);
    renameSync(disk, away);
    mkdirSync(disk);
    await command('fleet', 'resume', ...of);
    while ((await show('--run', 'disk')).workers.every(({ refusals }) => refusals.length === 0));
    stop.abort();
    assert.match(
      (await working).stderr,
      /The source .*disk is not on this computer: .* has none of its files/,
    );
    const { runs, failures } = await show('--run', 'disk');
    assert.deepEqual([runs[0].done, runs[0].waiting, failures], [1, 2, []]);
    const other = await command('worker', ...of, '--until-done', '--jobs', '1');
    assert.equal(other.code, 2, 'so it is for a worker that begins');
    await command('fleet', 'cancel', ...of);
  });

  test('gives back what a worker that is stopped has in hand', async () => {
    const some = join(folder, 'some');
    await makeCheapImages(some, 300);
    await command('scan', some, ...fleet, '--pdq', '--run', 'stopped');
    const stop = new AbortController();
    const working = commandUntil(
      stop.signal,
      'worker',
      ...fleet,
      '--jobs',
      '1',
      '--run',
      'stopped',
    );
    while ((await show('--run', 'stopped')).runs[0].ready.jobs > 5);
    stop.abort();
    await working;
    const [run] = (await show('--run', 'stopped')).runs;
    assert.ok(run.waiting > 0 && run.dead === 0);
    assert.equal(run.ready.images, run.waiting, 'all that waits can be taken at once');
    await command('fleet', 'cancel', ...fleet, '--run', 'stopped');
  });

  test('puts back what failed for a reason that has passed', async () => {
    const late = join(folder, 'late.png');
    const of = [...fleet, '--run', 'late.png'];
    assert.equal((await command('scan', late, ...fleet)).code, 0);
    const before = await show('--run', 'late.png');
    assert.deepEqual(
      before.failures.map(({ code }) => code),
      ['not-found'],
    );
    cpSync(join(photos, 'copy.png'), late);
    assert.match((await command('fleet', 'redrive', ...of)).stdout, /0 files put back/);
    assert.match((await command('fleet', 'redrive', '--failed', ...of)).stdout, /1 file put back/);
    assert.equal((await show('--run', 'late.png')).runs[0].waiting, 1);
    await command('worker', ...of, '--until-done', '--jobs', '1');
    const after = await show('--run', 'late.png');
    assert.deepEqual([after.runs[0].done, after.runs[0].failed, after.failures], [1, 0, []]);
    const watched = await command('fleet', ...of, '--watch');
    assert.match(
      watched.stdout,
      /^late\.png \(finished\): 1 of 1\n {2}0 examined, 1 copy, 0 found, 0 failed\n/,
    );
  });

  test('puts back an archive without counting what it holds twice', async () => {
    const of = [...fleet, '--run', 'more.zip'];
    await command('scan', join(photos, 'more.zip'), ...fleet);
    await command('worker', ...of, '--until-done', '--jobs', '1');
    const before = (await show('--run', 'more.zip')).runs[0];
    await asked(
      "INSERT INTO scalescope_fleet.sightings (object_id, inside, code, message) SELECT o.id, '!/b.png', 'too-large', '' " +
        "FROM scalescope_fleet.objects o JOIN scalescope_fleet.runs r ON r.id = run_id WHERE r.name = 'more.zip'",
    );
    await asked(
      'INSERT INTO scalescope_fleet.batches (run_id, worker, objects, skipped, examined, copies, found, failed) ' +
        "SELECT id, 'test', 0, 0, 0, 0, 0, 1 FROM scalescope_fleet.runs WHERE name = 'more.zip'",
    );
    assert.match((await command('fleet', 'redrive', '--failed', ...of)).stdout, /1 file put back/);
    const { examined, copies, failed } = (await show('--run', 'more.zip')).runs[0];
    assert.deepEqual([examined, copies, failed], [0, 0, 0]);
    await command('worker', ...of, '--until-done', '--jobs', '1');
    const after = (await show('--run', 'more.zip')).runs[0];
    const countsOf = (run: typeof after) => [run.examined + run.copies, run.found, run.failed];
    assert.deepEqual(countsOf(after), countsOf(before));
  });

  test('puts nothing into a run that is cancelled meanwhile', async () => {
    await command('scan', join(folder, 'other'), ...fleet, '--run', 'raced');
    const opened = await openFleet(database.url);
    try {
      const run = await findRun(opened.postgres, 'raced');
      const object = { key: 'late.png', bytes: null, etag: null, isNamed: false };
      const pages = [{ source: run.sources[0].name, objects: [object], after: null }];
      const options = { mostWaiting: 10, signal: new AbortController().signal };
      const listing = await opened.postgres.transaction(async (session) => {
        await session.query("UPDATE scalescope_fleet.runs SET state = 'cancelled' WHERE id = $1", [
          run.id,
        ]);
        const adding = enqueue(opened, run, pages, () => null, options).then(
          () => 'added',
          ({ code }: { code: string }) => code,
        );
        // Time in which it would be added.
        await Promise.race([adding, sleep(500)]);
        return { adding };
      });
      assert.equal(await listing.adding, 'cancelled');
    } finally {
      await opened.close();
    }
    await command('fleet', 'cancel', ...fleet, '--run', 'raced');
  });

  test('ends a worker that fails, whatever its other hand waits for', async () => {
    await command('scan', join(folder, 'other'), ...fleet, '--run', 'failing');
    await asked(
      'ALTER TABLE scalescope_fleet.sightings ADD CONSTRAINT none CHECK (false) NOT VALID',
    );
    const failed = await command('worker', ...fleet, '--jobs', '1', '--run', 'failing');
    await asked('ALTER TABLE scalescope_fleet.sightings DROP CONSTRAINT none');
    assert.notEqual(failed.code, 0);
    assert.match(failed.stderr, /violates check constraint/);
    await command('fleet', 'cancel', ...fleet, '--run', 'failing');
  });

  test('says which worker gives no sign of life', async () => {
    await asked(
      'INSERT INTO scalescope_fleet.workers (id, name, engine_version, jobs, in_hand, seen_at) ' +
        "VALUES (gen_random_uuid(), 'far:7', '0', 2, 1, now() - interval '10 min')",
    );
    assert.match(
      (await command('fleet', ...fleet)).stdout,
      /far:7: 2 images at once, 1 job in hand; last seen 1[01] min ago, so it is dead or cut off: its jobs come again/,
    );
  });

  test('says what is wrong with what it is given', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    assert.match((await command('scan', empty, ...fleet)).stdout, /No file was found in .*empty/);
    const nowhere = 'postgres://me:s3cret@127.0.0.1:1/fleet';
    for (const argv of [['worker'], ['fleet'], ['scan', photos]]) {
      const { code, stderr } = await command(...argv, '--fleet', nowhere);
      assert.equal(code, 2);
      assert.match(stderr, /No PostgreSQL answers at postgres:\/\/me@127/);
      assert.doesNotMatch(stderr, /s3cret/);
    }
    assert.match(
      (await command('scan', photos, ...fleet, '--csv', 'a.csv')).stderr,
      /--csv is not for a fleet/,
    );
    assert.match(
      (await command('scan', 's3://bucket')).stderr,
      /is examined by workers: give --fleet/,
    );
    for (const argv of [['fleet'], ['worker', '--until-done', '--jobs', '1']]) {
      const { code, stderr } = await command(...argv, ...fleet, '--run', 'none');
      assert.equal(code, 2);
      assert.match(stderr, /There is no run none/);
    }
    await asked('UPDATE scalescope_fleet.version SET version = 99');
    assert.match(
      (await command('worker', ...fleet)).stderr,
      /fleet in .* is of a newer Scalescope \(version 99/,
    );
  });
});
