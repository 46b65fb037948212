/**
 * A fleet beside a scan on one machine: two workers on the photographs of `scan`, and what the queue costs for each
 * image where nothing is examined.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineVersion } from '../../main/base/package-root.ts';
import { createEngines } from '../../main/engine/pool/pool.ts';
import { enqueue } from '../../main/fleet/enqueue.ts';
import { openFleet, type Fleet } from '../../main/fleet/fleet.ts';
import { beginRun, type Run } from '../../main/fleet/runs.ts';
import type { ObjectOutcome } from '../../main/fleet/work/examine-job.ts';
import { JobMemory } from '../../main/fleet/work/outcome.ts';
import { writeOutcome } from '../../main/fleet/work/write-outcome.ts';
import { settingsOf } from '../../main/scan/scan-settings.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import { BIN, runCommand } from '../crash-test/fleet/worker-processes.ts';
import { makeTestDatabase, withoutPostgres } from '../support/postgres.ts';
import { writePhotographs } from './scan.ts';

/** What scans and fleets have at once. */
const JOBS = 2;

/** Images of which the queue is told. */
const QUEUED = 5000;

const POLL_MS = 20;
const decode = { policy: DEFAULT_DECODE_POLICY, limits: DEFAULT_DECODE_LIMITS };

export async function benchFleet(): Promise<void> {
  if (withoutPostgres !== false) {
    process.stdout.write(
      `  ${withoutPostgres}: bash -c 'source .ci/postgres.sh; start_postgres; npm run bench -- fleet'\n`,
    );
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'scalescope-bench-fleet-'));
  try {
    const photos = join(folder, 'photos');
    await mkdir(photos);
    await writePhotographs(photos);
    // Each comes first once, because the machine may have something else to do for a while.
    const scanS = [await scanned(photos, join(folder, '1.case'))];
    const fleetS = [await worked(photos), await worked(photos)];
    scanS.push(await scanned(photos, join(folder, '2.case')));
    const [scan, fleet] = [scanS, fleetS].map(([one, other]) => one + other);
    process.stdout.write(
      `  scan --case, ${JOBS} jobs, twice (baseline)    ${scan.toFixed(1)} s\n` +
        `  ${JOBS} workers of one job each, twice         ${fleet.toFixed(1)} s: ` +
        `${Math.round((100 * scan) / fleet)}% of its speed (budget 90%)\n`,
    );
    const { listMs, workMs } = await withFleet((opened) => queueMs(opened, join(photos, '0.jpg')));
    process.stdout.write(
      `  the queue, for each of ${QUEUED} images       ${(listMs + workMs).toFixed(2)} ms (budget 2 ms): ` +
        `${listMs.toFixed(2)} to list, ${workMs.toFixed(2)} to take and write with pictures\n`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function withFleet<T>(work: (fleet: Fleet, address: string) => Promise<T>): Promise<T> {
  const database = await makeTestDatabase();
  const fleet = await openFleet(database.url);
  try {
    return await work(fleet, database.url);
  } finally {
    await fleet.close();
    await database.drop();
  }
}

/** Seconds of a scan. */
async function scanned(photos: string, path: string): Promise<number> {
  const started = performance.now();
  const args = [BIN, 'scan', photos, '--case', path, '--jobs', String(JOBS)];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  await new Promise((resolve) => child.once('close', resolve));
  return (performance.now() - started) / 1000;
}

/** Seconds from the start of the workers until no image waits. */
function worked(photos: string): Promise<number> {
  return withFleet(async ({ postgres }, address) => {
    await runCommand('scan', photos, '--fleet', address, '--per-job', '10');
    const started = performance.now();
    const args = [BIN, 'worker', '--fleet', address, '--jobs', '1', '--until-done'];
    const workers = Array.from({ length: JOBS }, () =>
      spawn(process.execPath, args, { stdio: 'ignore' }),
    );
    const ended = workers.map((child) => new Promise((resolve) => child.once('close', resolve)));
    const sql =
      "SELECT EXISTS (SELECT 1 FROM scalescope_fleet.objects WHERE state = 'waiting') AS waits";
    while ((await postgres.query<{ waits: boolean }>(sql))[0].waits) await sleep(POLL_MS);
    const seconds = (performance.now() - started) / 1000;
    await Promise.all(ended);
    return seconds;
  });
}

/** What an image costs the queue, in ms: to be listed, and to be taken and written, with the finding and pictures of `path`. */
async function queueMs(fleet: Fleet, path: string): Promise<{ listMs: number; workMs: number }> {
  const engines = createEngines({ count: 1, cacheBytes: 0 });
  const survey = await engines
    .survey({ path, name: 'photo.jpg', ...decode }, null)
    .finally(() => engines.close());
  const how = { decode, view: null, classifiers: [], text: null, inside: false };
  const settings = await settingsOf(decode, null);
  const run = await beginRun(fleet, {
    ...{ name: 'queue', engineVersion, settings, how, perJob: 50, heartbeatSeconds: 30 },
    sources: [{ kind: 'folder', name: '/photos', root: '/photos', given: ['/photos'] }],
  });
  const objects = Array.from({ length: QUEUED }, (_, i) => ({
    ...{ key: `${i}.jpg`, bytes: null, etag: null, isNamed: false },
  }));
  const started = performance.now();
  const patience = { signal: new AbortController().signal, mostWaiting: 2 * QUEUED };
  const pages = Array.from({ length: QUEUED / 1000 }, (_, i) => ({
    ...{ source: '/photos', after: null, objects: objects.slice(1000 * i, 1000 * (i + 1)) },
  }));
  await enqueue(fleet, run, pages, () => null, patience);
  const listed = performance.now();
  while (await workOne(fleet, run, survey));
  const ended = performance.now();
  return { listMs: (listed - started) / QUEUED, workMs: (ended - listed) / QUEUED };
}

async function workOne(
  fleet: Fleet,
  run: Run,
  { finding, pictures }: Awaited<ReturnType<ReturnType<typeof createEngines>['survey']>>,
): Promise<boolean> {
  const job = await fleet.queue.take(run.id);
  if (job === null) return false;
  const memory = new JobMemory(() => Promise.resolve(null));
  const outcomes = new Map<number, ObjectOutcome>();
  for (const id of job.objects) {
    const sha256 = createHash('sha256').update(String(id)).digest('hex');
    const path = `/photos/${id}.jpg`;
    memory.keepFinding(path, { ...finding, sha256, bytes: finding.bytes ?? 0 }, pictures);
    outcomes.set(id, { kind: 'done', inside: new Map([['', memory.paths.get(path)!]]) });
  }
  const objects = job.objects.map((id) => ({
    ...{
      id,
      source: '/photos',
      key: `${id}.jpg`,
      bytes: null,
      etag: null,
      isNamed: false,
      tries: 0,
    },
  }));
  await writeOutcome(fleet, { run, job, objects, outcomes, memory, worker: 'bench' });
  return true;
}
