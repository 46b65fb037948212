/**
 * A shared case of a million images in PostgreSQL (SCALESCOPE_TEST_POSTGRES names the server): how long a reviewer
 * waits for the first rows of its queue, sorted in each way, and for what a window asks for. The tables are filled
 * by the database itself.
 */
import { performance } from 'node:perf_hooks';
import { readPage } from '../../main/cases/queue/queue.ts';
import { openCase } from '../../main/cases/open-case.ts';
import { shareCase } from '../../main/cases/share-case.ts';
import { parseCaseAddress } from '../../main/cases/team/case-address.ts';
import { keepToken } from '../../main/cases/team/credentials.ts';
import { connectToCase } from '../../main/cases/team/open-team-case.ts';
import { addReviewer } from '../../main/cases/team/reviewers.ts';
import { createViewerHost } from '../../main/hosts/viewer-host.ts';
import { QUEUE_SORTS } from '../../shared/case/case-queue.ts';
import { makeTestDatabase, withoutPostgres } from '../support/postgres.ts';
import { asReviewer } from '../main/cases/team/database-cases.ts';
import { report } from './measure.ts';

const IMAGES = 1_000_000;
const PAGE = { limit: 100 };

/** Measures it; tells that it was left out where there is no server. */
export async function benchTeamCase(): Promise<void> {
  if (withoutPostgres !== false)
    return void process.stdout.write(`team-case: ${withoutPostgres}\n`);
  const database = await makeTestDatabase();
  try {
    const { address } = await shareCase(`${database.url}#large`, null, '1.0.0');
    const token = fill(address);
    const started = performance.now();
    const caseFile = openCase(asReviewer(address), { mode: 'write', token });
    const { rows } = readPage(caseFile, {}, { sort: 'score', order: 'desc' }, PAGE);
    report(
      `first ${rows.length} rows of ${IMAGES}, with opening the case`,
      performance.now() - started,
    );
    for (const sort of QUEUE_SORTS) {
      const began = performance.now();
      readPage(caseFile, {}, { sort, order: 'desc' }, PAGE);
      report(`first rows by ${sort}`, performance.now() - began);
    }
    const began = performance.now();
    readPage(caseFile, { verdict: ['attack'] }, { sort: 'score', order: 'desc' }, PAGE);
    report('first rows of attacks', performance.now() - began);
    caseFile.close();
    await benchWindow(asReviewer(address), token);
  } finally {
    await database.drop();
  }
}

/** What a window waits for: its rows come with the order of all images, and its counts after that. */
async function benchWindow(address: string, token: string): Promise<void> {
  keepToken(parseCaseAddress(address).shown, token);
  const host = createViewerHost('loopback', { cases: [address] });
  try {
    const { id } = await host.openCase(address);
    const ask = async (at: string): Promise<number> => {
      const started = performance.now();
      const answer = await host.api.handle(new Request(`http://localhost/api/cases/${id}${at}`));
      const text = await answer.text();
      if (!answer.ok) throw new Error(text);
      return performance.now() - started;
    };
    const order = 'sort=score&order=desc';
    for (const at of [`/rows?${order}&limit=100`, `/order?${order}`, '/counts', '/folders', '']) {
      report(`the window asks ${at === '' ? 'for the case' : at}`, await ask(at));
    }
    let began = performance.now();
    await Promise.all([`/rows?${order}&limit=100`, `/order?${order}`].map(ask));
    report('the window shows its rows', performance.now() - began);
    began = performance.now();
    await Promise.all(['/counts', '/folders', ''].map(ask));
    report('and then its counts', performance.now() - began);
  } finally {
    await host.close();
  }
}

/** Fills the case at `address` past its guards, which its owner may switch off; returns a reviewer's token. */
function fill(address: string): string {
  const { database: owner } = connectToCase(address, 1_800_000);
  try {
    owner.exec(`SET session_replication_role = replica; SET work_mem = '256MB'`);
    const each = `FROM generate_series(1, ${IMAGES}) AS n`;
    owner.exec(
      `INSERT INTO images SELECT n, encode(sha256(n::text::bytea), 'hex'), 100000 + n % 5000, 'jpeg', 4000, 3000, ` +
        `'2026-01-01T00:00:00.000Z' ${each}`,
    );
    owner.exec(
      `INSERT INTO sightings SELECT n, n, '/pictures/' || n % 1000 || '/' || n || '.jpg', '/pictures/' || n % 1000, ` +
        `'2026-01-01T00:00:00.000Z' ${each}`,
    );
    owner.exec(
      `INSERT INTO findings SELECT n, n, '1.0.0', '{}', '{"verdict":"clean","score":0}', ` +
        `'2026-01-01T00:00:00.000Z' ${each}`,
    );
    owner.exec(
      `INSERT INTO queue (image_id, finding_id, verdict, score, sampler, path, name, places, bytes, pixels, decision, ` +
        'outdated, signed_off, has_note, marks) SELECT n, n, ' +
        `CASE WHEN n % 1000 = 0 THEN 3 WHEN n % 300 = 0 THEN 2 ELSE 0 END, (n::bigint * 7919 % 1000) / 1000.0, '', ` +
        `'/pictures/' || n % 1000 || '/' || n || '.jpg', n || '.jpg', 1, 100000 + n % 5000, 12000000, 0, 0, 0, 0, 0 ` +
        each,
    );
    // As the database itself does a while after a case was shared.
    owner.exec('VACUUM (ANALYZE) images, sightings, findings, queue');
    owner.exec('SET session_replication_role = origin');
    return addReviewer(owner, 'anna', null);
  } finally {
    owner.close();
  }
}
