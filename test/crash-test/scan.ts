/**
 * `npm run crash-test -- [--images N] [--kills K]`: makes images, scans them into a case with a program
 * that is killed at random moments, and checks the case. Prints figures; what does not hold ends it.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeImages } from './make-images.ts';
import { crashTest } from './crash-test.ts';

const USAGE = `npm run crash-test -- [options]
  --images N    images to make (default: 10000)
  --kills K     how often the scan is killed (default: 100)
  --seed S      other images and other moments (default: 1)
`;

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '10000' },
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
});
const [count, kills, seed] = [values.images, values.kills, values.seed].map(Number);
if (![count, kills + 1, seed].every((n) => Number.isSafeInteger(n) && n >= 1)) {
  process.stderr.write(USAGE);
  process.exit(2);
}

const work = mkdtempSync(join(tmpdir(), 'scalescope-crash-test-'));
try {
  const folder = join(work, 'images');
  const casePath = join(work, 'proof.case');
  const images = await makeImages(folder, count, seed);
  const onKill = (kill: number, told: number) =>
    void process.stderr.write(`kill ${kill} of ${kills}, ${told} files told of\n`);
  const figures = await crashTest({ images, folder, casePath, kills, seed, compared: 100, onKill });
  const bytes = statSync(casePath).size;
  const lines: [string, string | number][] = [
    ['files', `${figures.paths}, every one in the case`],
    ['distinct by their bytes', `${figures.images}, ${figures.findings} findings: one each`],
    [
      'kills of a running scan',
      `${figures.kills}, ${figures.early} of them before a file was told of`,
    ],
    ['broken files', `${figures.failed}, each with its reason`],
    ['attacks found', `${figures.attacksFound} of ${figures.attacksMade}`],
    ['made again and the same', figures.compared],
    ['audit log', `${figures.auditEntries} entries, verified with rows and originals`],
    ['seconds of all scans', figures.scanS.toFixed(0)],
    ['seconds of a scan that knew all', figures.knownS.toFixed(0)],
    [
      'case',
      `${(bytes / 1e6).toFixed(1)} MB, ${(bytes / figures.images / 1000).toFixed(1)} kB an image`,
    ],
  ];
  for (const [name, text] of lines) process.stdout.write(`${name.padEnd(34)}${text}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
