/**
 * The table of faults: disks, signals, streams, limits and engines fail in the middle of each command. Each
 * row expects an exit code, a sentence, and that nothing is lost or half-written. SCALESCOPE_FAULTS=all also
 * runs the rows that take long.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { writeSampleImage } from '../../support/sample-image.ts';
import { makeFolder } from '../cases/make-case.ts';
import { DISK_ROWS } from './disk-rows.ts';
import { PROCESS_ROWS } from './process-rows.ts';
import { isAsked } from './row.ts';

const posix = { skip: process.platform !== 'linux' && 'only Linux has these disks and limits' };
const folder = makeFolder();
const images = join(folder, 'images');

before(async () => {
  mkdirSync(images);
  for (let i = 0; i < 4; i++) await writeSampleImage(join(images, `${i}.png`), 120 + i, 90);
});

suite('when', { ...posix, timeout: 600_000 }, () => {
  for (const [at, row] of [...DISK_ROWS, ...PROCESS_ROWS].entries()) {
    const skip = !isAsked(row) && 'SCALESCOPE_FAULTS=all runs it';
    test(`${row.when} ${row.meets}`, { skip }, (t) => {
      const own = join(folder, String(at));
      mkdirSync(own);
      return row.run({ images, at: (name) => join(own, name) }, t);
    });
  }
});
