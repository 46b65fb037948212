/** An image on which every worker dies, alone in its job: a dead letter, which the case of its run tells of. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCase } from '../../../main/cases/open-case.ts';
import { connect } from '../../../main/postgres/connect.ts';
import { makeCheapImages } from '../../crash-test/fleet/cheap-images.ts';
import { startWorker } from '../../crash-test/fleet/worker-processes.ts';
import { makeTestDatabase, withoutPostgres } from '../../support/postgres.ts';
import { makeFolder } from '../cases/make-case.ts';
import { command } from './try-fleet.ts';

/** As if the heartbeat of each job in hand had been waited for in vain. */
const LOSE_HANDS =
  "UPDATE scalescope_queue.job SET state = 'retry', retry_count = retry_count + 1, start_after = now() " +
  "WHERE state = 'active'";

test(
  'an image alone in its job on which workers die is a dead letter, and a failure in the case',
  { skip: withoutPostgres },
  async () => {
    const folder = makeFolder();
    const [image] = await makeCheapImages(join(folder, 'photos'), 1);
    const database = await makeTestDatabase();
    const fleet = ['--fleet', database.url];
    const postgres = await connect(database.url);
    try {
      assert.equal((await command('scan', join(folder, 'photos'), ...fleet)).code, 0);
      const worker = startWorker(database.url, '00000.png');
      let isEnded = false;
      const ended = worker.ended.finally(() => (isEnded = true));
      for (let deaths = 0; !isEnded; await sleep(100)) {
        if (worker.deaths() === deaths) continue;
        assert.ok((deaths = worker.deaths()) < 6, 'workers die without end');
        await postgres.query(LOSE_HANDS);
      }
      const { code, stderr } = await ended;
      assert.equal(code, 0, stderr);
      assert.match(stderr, /An image of the run photos is a dead letter: 3 workers died/);
      assert.equal(worker.deaths(), 3);

      const path = join(folder, 'a.case');
      const made = await command('fleet', 'case', path, ...fleet);
      assert.equal(made.code, 0, made.stderr);
      assert.match(
        made.stdout,
        /0 findings, 0 copies, 1 failure \(1 dead letter\) of the run photos\.\nVerified: /,
      );
      const caseFile = openCase(path, { mode: 'read' });
      const failures = caseFile.database.all('SELECT path, code, message FROM failures');
      caseFile.close();
      assert.deepEqual(
        failures.map((failure) => ({ ...failure })),
        [
          {
            path: image,
            code: 'engine-crashed',
            message: '3 workers died while they had it in hand, the last with nothing else',
          },
        ],
      );

      // Whoever puts it back while the run is being cancelled waits for that.
      const redriven = await postgres.session(async (session) => {
        await session.query("BEGIN; UPDATE scalescope_fleet.runs SET state = 'cancelled'");
        const redriving = command('fleet', 'redrive', ...fleet);
        const waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'transactionid'";
        while ((await postgres.query(waits)).length === 0) await sleep(20);
        await session.query('COMMIT');
        return redriving;
      });
      assert.equal(redriven.code, 2);
      assert.match(redriven.stderr, /The run photos was cancelled, so nothing of it is put back/);
      const states = await postgres.query('SELECT state FROM scalescope_fleet.objects');
      assert.deepEqual(states, [{ state: 'dead' }]);
    } finally {
      await postgres.close();
      await database.drop();
    }
  },
);
