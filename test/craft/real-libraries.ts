/** The machine views of attacks in the real libraries, where a Python with OpenCV and Pillow is. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Picture } from './material.ts';

export interface RealJob {
  sampler: string;
  attack: Picture;
  payload: Picture;
}

/** Our samplers by the call of the library that is held against them. */
const CALLS: Record<string, string> = {
  'opencv/nearest': 'cv2:INTER_NEAREST',
  'opencv/linear': 'cv2:INTER_LINEAR',
  'opencv/linear-exact': 'cv2:INTER_LINEAR_EXACT',
  'opencv/cubic': 'cv2:INTER_CUBIC',
  'opencv/lanczos4': 'cv2:INTER_LANCZOS4',
  'pillow/nearest': 'pil:NEAREST',
};

/** Prints the versions of the libraries that are there, and null for jobs of one that is not. */
const PROGRAM = `
import json, sys
versions, out = [], []
try:
    import numpy
except ImportError:
    numpy = None
try:
    import cv2
    versions.append('OpenCV ' + cv2.__version__)
except ImportError:
    cv2 = None
try:
    import PIL
    from PIL import Image
    versions.append('Pillow ' + PIL.__version__)
except ImportError:
    PIL = None
for job in json.load(open(sys.argv[1])):
    kind, name = job['call'].split(':')
    if numpy is None or (cv2 if kind == 'cv2' else PIL) is None:
        out.append(None)
        continue
    read = lambda f, s: numpy.fromfile(f, numpy.uint8).reshape(s[1], s[0], 3)
    attack, payload = read(job['attack'], job['source']), read(job['payload'], job['target'])
    size = tuple(job['target'])
    if kind == 'cv2':
        seen = cv2.resize(attack, size, interpolation=getattr(cv2, name))
    else:
        seen = numpy.asarray(Image.fromarray(attack).resize(size, getattr(Image, name)))
    out.append(int(numpy.abs(seen.astype(int) - payload).max()))
print(json.dumps({'versions': versions, 'max': out}))
`;

/** Tried in this order; the first that has a library answers for it. */
const PYTHONS = ['python3', '/usr/bin/python3'];

export interface RealViews {
  versions: string[];
  /** The largest difference of each job's view from its payload; null: its library is not here. */
  max: (number | null)[];
}

export function isReal(sampler: string): boolean {
  return sampler in CALLS;
}

/** The views of `jobs` in the real libraries, as far as they are here. */
export function realViews(jobs: readonly RealJob[]): RealViews {
  const folder = mkdtempSync(join(tmpdir(), 'scalescope-'));
  try {
    const list = jobs.map(({ sampler, attack, payload }, i) => {
      const files = { attack: join(folder, `${i}.a`), payload: join(folder, `${i}.p`) };
      writeFileSync(files.attack, attack.data);
      writeFileSync(files.payload, payload.data);
      return {
        ...files,
        call: CALLS[sampler],
        source: [attack.width, attack.height],
        target: [payload.width, payload.height],
      };
    });
    const path = join(folder, 'jobs.json');
    writeFileSync(path, JSON.stringify(list));
    const answers = PYTHONS.map((python) => {
      const { stdout, status } = spawnSync(python, ['-c', PROGRAM, path], { encoding: 'utf8' });
      return status === 0 ? (JSON.parse(stdout) as RealViews) : { versions: [], max: [] };
    });
    return {
      versions: [...new Set(answers.flatMap(({ versions }) => versions))],
      max: jobs.map(
        (_, i) => answers.map(({ max }) => max[i]).find((each) => typeof each === 'number') ?? null,
      ),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
