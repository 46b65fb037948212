/**
 * Examines many images with workers that are killed again and again, while their database is restarted and one of them
 * is cut off, and checks what came of it: every image has exactly one finding or one dead letter, and the case of it is
 * that of a scan on one machine.
 */
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCase } from '../../../main/cases/open-case.ts';
import { untilBack } from '../../../main/fleet/until-back.ts';
import { connect, type Postgres } from '../../../main/postgres/connect.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import { Random } from '../../support/random.ts';
import { comparable } from '../crash-test.ts';
import type { CutOff } from './cut-off.ts';
import { runCommand, startWorker, tryCommand, type RunningWorker } from './worker-processes.ts';

export interface FleetCrashTestOptions {
  /** Address of an empty database. */
  address: string;
  folder: string;
  /** All files in it. */
  paths: readonly string[];
  workers: number;
  /** How often each worker is killed. */
  kills: number;
  /** What is done to the database, each at its part of the way. */
  restarts: (() => Promise<void>)[];
  /** Cuts off the first worker; left out: it is not. */
  cutOff?: CutOff;
  /** Part of the name of the one file on which workers die; left out: there is none. */
  diesOn?: string;
  /** Folder for the two cases. */
  work: string;
  seed?: number;
  onEvent?: (what: string) => void;
}

export interface FleetCrashTestFigures {
  images: number;
  findings: number;
  deadLetters: number;
  deaths: number;
  /** Jobs that were ended. */
  batches: number;
  fleetS: number;
  compared: number;
}

/** The shortest that there is, so that little time is waited. */
const HEARTBEAT_SECONDS = 10;
const POLL_MS = 100;
/** How long one worker is cut off. */
const CUT_OFF_MS = 60_000;
const FLEET = 'scalescope_fleet';

/** Runs it all. Throws AssertionError with what is not as it has to be. */
export async function fleetCrashTest(
  options: FleetCrashTestOptions,
): Promise<FleetCrashTestFigures> {
  const { address, folder, paths, workers: count, kills, diesOn, seed = 1, work } = options;
  const random = new Random(seed);
  const started = performance.now();
  const heartbeat = ['--heartbeat', String(HEARTBEAT_SECONDS), '--per-job', '10'];
  await runCommand('scan', folder, '--fleet', address, '--run', 'proof', ...heartbeat);
  const postgres = await connect(address);
  const workers = Array.from({ length: count }, (_, i) =>
    i === 0 && options.cutOff !== undefined
      ? startWorker(options.cutOff.address, diesOn, options.cutOff.prefix)
      : startWorker(address, diesOn),
  );
  try {
    await Promise.all([
      strike(options, postgres, workers, random),
      ...workers.map(async ({ ended }) => {
        const { code, stderr } = await ended;
        assert.equal(code, 0, stderr);
      }),
    ]);
    const fleetS = (performance.now() - started) / 1000;
    const dead = paths.filter((path) => diesOn !== undefined && basename(path).includes(diesOn));
    const figures = await checkDatabase(postgres, paths.length, dead.length);
    await checkDead(address, dead);
    if (dead.length > 0) {
      await runCommand('fleet', 'redrive', '--fleet', address);
      await runCommand('worker', '--fleet', address, '--jobs', '1', '--until-done');
      await checkDatabase(postgres, paths.length, 0);
    }
    const compared = await compareCases(address, folder, work);
    assert.equal(compared, paths.length);
    const deaths = workers.reduce((sum, worker) => sum + worker.deaths(), 0);
    assert.ok(deaths >= count * kills, `workers died ${deaths} times`);
    return { ...figures, images: paths.length, deaths, fleetS, compared };
  } finally {
    for (const worker of workers) worker.stop();
    await postgres.close();
  }
}

/** Kills, restarts and cuts off, each as soon as the fleet has come so far. */
async function strike(
  { paths, kills, restarts, cutOff, onEvent }: FleetCrashTestOptions,
  postgres: Postgres,
  workers: readonly RunningWorker[],
  random: Random,
): Promise<void> {
  // Nothing strikes so late that there is nothing to strike.
  const most = 0.85 * paths.length;
  const strikes: { at: number; what: string; act: () => unknown }[] = [
    ...workers.flatMap((worker, i) =>
      Array.from({ length: kills }, (_, kill) => ({
        at: (most * (kill + random.next())) / kills,
        what: `kill ${kill + 1} of worker ${i + 1}`,
        act: () => worker.kill(),
      })),
    ),
    ...restarts.map((act, i) => ({
      at: (most * (i + 1)) / (restarts.length + 1),
      what: `restart ${i + 1} of the database`,
      act,
    })),
    ...(cutOff === undefined
      ? []
      : [
          {
            at: most / 2,
            what: `the first worker is cut off by a ${cutOff.by}`,
            act: () => void cutOff.cut(CUT_OFF_MS),
          },
        ]),
  ].sort((a, b) => a.at - b.at);
  for (const { at, what, act } of strikes) {
    while ((await doneOf(postgres)) < at) await sleep(POLL_MS);
    onEvent?.(what);
    await act();
    await sleep(random.range(0, 10 * POLL_MS));
  }
}

async function doneOf(postgres: Postgres): Promise<number> {
  const sql = `SELECT count(*) AS done FROM ${FLEET}.objects WHERE state <> 'waiting'`;
  const signal = new AbortController().signal;
  const [{ done }] = await untilBack(() => postgres.query<{ done: number }>(sql), { signal });
  return done;
}

/** Every image has exactly one finding or is a dead letter, and nothing was written twice. */
async function checkDatabase(
  postgres: Postgres,
  images: number,
  dead: number,
): Promise<{ findings: number; deadLetters: number; batches: number }> {
  const rows = await postgres.query<{ state: string; sightings: number; objects: number }>(
    `SELECT state, n AS sightings, count(*) AS objects FROM (SELECT o.id, o.state, count(s.object_id) AS n ` +
      `FROM ${FLEET}.objects o LEFT JOIN ${FLEET}.sightings s ON s.object_id = o.id GROUP BY o.id) x ` +
      'GROUP BY state, n ORDER BY state',
  );
  assert.deepEqual(rows, [
    ...(dead > 0 ? [{ state: 'dead', sightings: 0, objects: dead }] : []),
    { state: 'done', sightings: 1, objects: images - dead },
  ]);
  const [counts] = await postgres.query<{
    findings: number;
    hashes: number;
    told: number;
    batches: number;
  }>(
    `SELECT (SELECT count(*) FROM ${FLEET}.findings) AS findings, ` +
      `(SELECT count(DISTINCT sha256) FROM ${FLEET}.findings) AS hashes, ` +
      `(SELECT sum(objects) FROM ${FLEET}.batches)::bigint AS told, ` +
      `(SELECT count(*) FROM ${FLEET}.batches) AS batches`,
  );
  assert.equal(counts.findings, counts.hashes, 'a finding for each hash');
  assert.equal(counts.findings, images - dead, 'and for each image, all of which have other bytes');
  assert.equal(counts.told, images - dead, 'each image was ended once');
  return { findings: counts.findings, deadLetters: dead, batches: counts.batches };
}

async function checkDead(address: string, dead: readonly string[]): Promise<void> {
  const told = JSON.parse(await runCommand('fleet', '--fleet', address, '--json')) as {
    failures: { kind: string; key: string }[];
  };
  assert.deepEqual(
    told.failures.map(({ kind, key }) => [kind, basename(key)]),
    dead.map((path) => ['dead', basename(path)]),
  );
}

/** The case of the fleet and that of a scan on one machine say the same of each path; of how many. */
async function compareCases(address: string, folder: string, work: string): Promise<number> {
  const [ofFleet, ofScan] = [`${work}/fleet.case`, `${work}/scan.case`];
  const said = await runCommand('fleet', 'case', ofFleet, '--fleet', address);
  assert.match(said, /Verified: \d+ rows and \d+ entries of the log agree\./);
  const { code, stderr } = await tryCommand('scan', folder, '--case', ofScan);
  assert.equal(code, 0, stderr);
  const [fleet, scan] = [findingsOf(ofFleet), findingsOf(ofScan)];
  assert.deepEqual([...fleet.keys()], [...scan.keys()]);
  for (const [path, finding] of scan) {
    assert.deepEqual(fleet.get(path), finding, path);
  }
  return scan.size;
}

function findingsOf(path: string): Map<string, unknown> {
  const caseFile = openCase(path, { mode: 'read' });
  try {
    const rows = caseFile.database.all<{
      path: string;
      finding: string;
      settings: string;
      pictures: string;
    }>(
      'SELECT path, unpacked(finding) AS finding, settings, (SELECT group_concat(kind || view || width || coalesce(hash, 0)) ' +
        'FROM pictures WHERE finding_id = f.id) AS pictures FROM sightings s ' +
        'JOIN findings f ON f.image_id = s.image_id ORDER BY path',
    );
    return new Map(
      rows.map(({ path: at, finding, settings, pictures }) => [
        at,
        { finding: comparable(JSON.parse(finding) as Finding), settings, pictures },
      ]),
    );
  } finally {
    caseFile.close();
  }
}
