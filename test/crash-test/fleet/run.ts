/**
 * `npm run crash-test -- fleet [--images N] [--workers W] [--kills K]`: a fleet with a PostgreSQL of its own, which is
 * restarted twice; every worker is killed K times, and the first is cut off for a minute: by a network namespace where
 * one can be made, else by a proxy. Prints figures.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeCheapImages } from './cheap-images.ts';
import { canMakeNetworks, makeNetwork, makeProxy, NEAR, type CutOff } from './cut-off.ts';
import { fleetCrashTest } from './fleet-crash-test.ts';
import { startOwnPostgres } from './own-postgres.ts';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    images: { type: 'string', default: '20000' },
    workers: { type: 'string', default: '3' },
    kills: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
  },
});
const [images, workers, kills, seed] = [
  values.images,
  values.workers,
  values.kills,
  values.seed,
].map(Number);

const work = mkdtempSync(join(tmpdir(), 'scalescope-crash-test-'));
const network = canMakeNetworks() ? makeNetwork() : null;
const postgres = await startOwnPostgres(network === null ? undefined : NEAR);
const cutOff: CutOff =
  network === null
    ? await makeProxy(postgres.address)
    : { ...network, address: postgres.address.replace('127.0.0.1', NEAR) };
try {
  const folder = join(work, 'images');
  const paths = await makeCheapImages(folder, images);
  const figures = await fleetCrashTest({
    ...{ address: postgres.address, folder, paths, workers, kills, seed, work },
    restarts: [postgres.restart, postgres.restart],
    cutOff,
    diesOn: String(Math.floor(images / 3)).padStart(5, '0'),
    onEvent: (what) => void process.stderr.write(`${what}\n`),
  });
  const lines: [string, string | number][] = [
    ['images', figures.images],
    ['findings before the dead letter was put back', figures.findings],
    ['dead letters, of an image on which workers die', figures.deadLetters],
    ['deaths of workers', figures.deaths],
    ['restarts of the database', 2],
    ['a worker was cut off for a minute by a', cutOff.by],
    ['jobs', figures.batches],
    ['findings equal to those of one machine', figures.compared],
    ['seconds', figures.fleetS.toFixed(0)],
  ];
  for (const [name, figure] of lines) process.stdout.write(`${name.padEnd(48)}${figure}\n`);
} finally {
  await cutOff.close();
  postgres.stop();
  rmSync(work, { recursive: true, force: true });
}
