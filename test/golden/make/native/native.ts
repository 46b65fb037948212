/**
 * Makes test/golden/cases-native.json: what Java, Go, Rust and ImageMagick return for
 * the sources of the golden cases, as hashes. Not run by CI. Each program here reads jobs, one a line:
 *
 *   method  source file  width  height  channels  target width  target height  file to write
 *
 *   node test/golden/make/native/native.ts WORK [LIBRARY...]
 *
 * WORK holds what README.md says to build first. Without libraries, all of them are run.
 */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runJobs, type Job } from './run-jobs.ts';
import { NATIVE_LIBRARIES } from './libraries.ts';
import type { NativeFile, NativeSet } from '../../native-cases.ts';

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

/** Outputs that are kept whole are small. */
const MOST_KEPT = 8000;

const here = new URL('.', import.meta.url);
const file = new URL('../../cases-native.json', here);
const folder = fileURLToPath(new URL('../../sources/', here));

function jobsOf(method: string, into: string): (Job & { key: string })[] {
  return Object.entries(SIZES).flatMap(([name, sizes]) => {
    const [, width, height, kind] = /_(\d+)x(\d+)_(\w+)$/.exec(name) ?? [];
    const channels = kind === 'gray' ? 1 : kind === 'rgb' ? 3 : 4;
    return sizes.split(' ').map((size) => {
      const [targetWidth, targetHeight] = size.split('x').map(Number);
      return {
        key: `${name}/${size}`,
        method,
        source: join(folder, `${name}.u8`),
        width: Number(width),
        height: Number(height),
        channels,
        targetWidth,
        targetHeight,
        out: join(into, `${method}_${name}_${size}`.replaceAll('/', '-')),
      };
    });
  });
}

function setsOf(work: string, library: string): NativeSet[] {
  const { methods, approximate = [], leftOut, command } = NATIVE_LIBRARIES[library];
  const into = mkdtempSync(join(tmpdir(), 'golden-'));
  const jobs = methods.map((method) => ({ method, jobs: jobsOf(method, into) }));
  const version = runJobs(
    command(work),
    jobs.flatMap((each) => each.jobs),
  );
  process.stdout.write(`${library}: ${version}\n`);
  const sets = jobs.map(({ method, jobs: made }): NativeSet => {
    const kept = approximate.includes(method);
    const outputs: Record<string, string> = {};
    const bytes: Record<string, string> = {};
    for (const { key, out } of made) {
      if (!existsSync(out) || leftOut?.test(key)) continue; // what the library refuses
      const data = readFileSync(out);
      if (kept && data.length > MOST_KEPT) continue;
      outputs[key] = createHash('sha256').update(data).digest('hex');
      if (kept) bytes[key] = deflateSync(data, { level: 9 }).toString('base64');
    }
    return { library, version, method, outputs, ...(kept && { bytes }) };
  });
  rmSync(into, { recursive: true });
  return sets;
}

const [work, ...asked] = process.argv.slice(2);
const libraries = asked.length > 0 ? asked : Object.keys(NATIVE_LIBRARIES);
const old = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as NativeFile).sets : [];
const kept = old.filter(({ library }) => !libraries.includes(library));
const sets = [...kept, ...libraries.flatMap((library) => setsOf(work, library))];
const order = Object.keys(NATIVE_LIBRARIES);
sets.sort((a, b) => order.indexOf(a.library) - order.indexOf(b.library));
writeFileSync(file, `${JSON.stringify({ sets }, null, 1)}\n`);
