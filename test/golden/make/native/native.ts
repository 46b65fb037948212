/**
 * Makes test/golden/runtimes/ of Java, Go, Rust and ImageMagick: what they return for the sources of the golden
 * cases, as hashes. Not run by CI. Each program here reads jobs, one a line:
 *
 *   method  source file  width  height  channels  target width  target height  file to write
 *
 *   node test/golden/make/native/native.ts WORK [LIBRARY...]
 *
 * WORK holds what README.md says to build first. Without libraries, all of them are run.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeGoldens } from '../runtime-goldens.ts';
import { runJobs, type Job } from './run-jobs.ts';
import { NATIVE_LIBRARIES } from './libraries.ts';

/** Down, up, the same, one axis alone, single pixels, single rows; gray, RGB and RGBA. */
const SIZES: Record<string, string> = {
  odd_33x47_rgb: '33x47 11x20 16x16 33x20 3x4 50x31 33x94 66x94 1x1 32x46 16x23',
  noise_97x61_rgb: '31x17 8x5 50x80 48x30 96x60 5x60 98x62',
  grad_64x64_gray: '16x16 21x21 5x5 48x48 32x32 90x77 64x64',
  line_1x40_gray: '1x13 2x80 3x10 1x40 1x7',
  dot_1x1_rgb: '5x4 1x1',
  strip_500x3_rgb: '39x2 41x1 100x5 250x3',
  photo_200x150_rgb: '40x30 64x48 17x13 100x75',
  rgba_40x30_rgba: '13x11 20x15 60x37 40x30 7x29 80x60',
  wide_331x75_rgb: '47x41 120x20',
  large_1024x768_gray: '224x224',
  scene_640x427_rgb: '96x96',
};

const folder = fileURLToPath(new URL('../../sources/', import.meta.url));

interface NamedJob extends Job {
  /** Source and size, as the goldens name them. */
  name: string;
}

function jobsOf(method: string, into: string): NamedJob[] {
  return Object.entries(SIZES).flatMap(([source, sizes]) => {
    const [, width, height, kind] = /_(\d+)x(\d+)_(\w+)$/.exec(source) ?? [];
    const channels = kind === 'gray' ? 1 : kind === 'rgb' ? 3 : 4;
    return sizes.split(' ').map((size): NamedJob => {
      const [targetWidth, targetHeight] = size.split('x').map(Number);
      return {
        name: `${source} ${size}`,
        method,
        source: join(folder, `${source}.u8`),
        width: Number(width),
        height: Number(height),
        channels,
        targetWidth,
        targetHeight,
        out: join(into, `${method}_${source}_${size}`),
      };
    });
  });
}

function makeGoldens(work: string, library: string): void {
  const { title, methods, leftOut, command } = NATIVE_LIBRARIES[library];
  const into = mkdtempSync(join(tmpdir(), 'golden-'));
  const jobs = methods.map((method) => ({ method, jobs: jobsOf(method, into) }));
  const version = runJobs(
    command(work),
    jobs.flatMap((each) => each.jobs),
  );
  const sets = jobs.map(({ method, jobs: made }) => ({
    sampler: `${library}/${method}`,
    outputs: made
      .filter(({ name, out }) => existsSync(out) && !leftOut?.test(name)) // what the library refuses
      .map(({ name, out }) => `${name} ${hashOf(out)}`),
  }));
  rmSync(into, { recursive: true });
  writeGoldens(library, title, version, sets);
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

const [work, ...asked] = process.argv.slice(2);
for (const library of asked.length > 0 ? asked : Object.keys(NATIVE_LIBRARIES)) {
  makeGoldens(work, library);
}
