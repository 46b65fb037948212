/**
 * `npm run bench`: figures of the budgets, each as a ratio to a baseline measured in the same run. Suites
 * are chosen by name; a folder beside `detect` is measured instead of what it makes.
 * Nothing here is asserted; the machine's mood shows in the baseline as much as in the figure.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchCases } from './cases.ts';
import { benchCraft } from './craft.ts';
import { benchDecode } from './decode.ts';
import { benchDetect } from './detect/detect.ts';
import { benchFleet } from './fleet.ts';
import { benchGate } from './gate.ts';
import { benchGateFlood } from './gate-flood.ts';
import { benchLarge } from './viewer/large.ts';
import { benchLargeCase } from './large-case.ts';
import { benchMatrix } from './matrix.ts';
import { benchMemory } from './memory.ts';
import { benchQueue } from './viewer/queue.ts';
import { benchSamplers } from './samplers.ts';
import { benchScan } from './scan.ts';
import { benchTeamCase } from './team-case.ts';
import { benchStart } from './start.ts';
import { benchViewer } from './viewer/viewer.ts';
import { writePhoto } from './photo.ts';

/** 24 megapixels, the size of today's cameras. */
const WIDTH = 6000;
const HEIGHT = 4000;

/** Of that photograph. */
const PHOTO_SUITES = {
  craft: benchCraft,
  decode: benchDecode,
  samplers: benchSamplers,
  matrix: benchMatrix,
  memory: benchMemory,
  viewer: benchViewer,
};
/** Of what they make themselves. */
const OWN_SUITES = {
  cases: benchCases,
  detect: benchDetect,
  fleet: benchFleet,
  gate: benchGate,
  'gate-flood': benchGateFlood,
  large: benchLarge,
  'large-case': benchLargeCase,
  queue: benchQueue,
  scan: benchScan,
  start: benchStart,
  'team-case': benchTeamCase,
};
/** Take minutes and gigabytes: only by their names. */
const ON_REQUEST: readonly string[] = ['gate-flood', 'large', 'team-case'];

const names = [...Object.keys(PHOTO_SUITES), ...Object.keys(OWN_SUITES)];
const chosen = process.argv.slice(2).filter((given) => names.includes(given));
const others = process.argv.slice(2).filter((given) => !names.includes(given));
if (chosen.length === 0 && others.length > 0) {
  throw new Error(
    `Expected suites first, of ${names.join(', ')}, but received ${others.join(' ')}`,
  );
}
const isChosen = ([name]: [string, unknown]): boolean =>
  chosen.length === 0 ? !ON_REQUEST.includes(name) : chosen.includes(name);
const folder = await mkdtemp(join(tmpdir(), 'scalescope-bench-'));
try {
  const ofPhoto = Object.entries(PHOTO_SUITES).filter(isChosen);
  const path = join(folder, 'photo.jpg');
  if (ofPhoto.length > 0) await writePhoto(path, WIDTH, HEIGHT);
  for (const [name, suite] of ofPhoto) {
    process.stdout.write(`\n${name} (${WIDTH}x${HEIGHT} JPEG, ${(WIDTH * HEIGHT) / 1e6} MP)\n`);
    await suite(path);
  }
  for (const [name, suite] of Object.entries(OWN_SUITES).filter(isChosen)) {
    process.stdout.write(`\n${name}\n`);
    await suite(others);
  }
} finally {
  await rm(folder, { recursive: true });
}
