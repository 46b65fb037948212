/**
 * The machine views of attacks in the real libraries: libvips and TensorFlow.js, which npm installs,
 * and those that a Python here has (OpenCV, Pillow, PyTorch, scikit-image). In 8 bit, floats rounded.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Size } from '../../shared/base/raster.ts';
import type { Picture } from './material.ts';

export interface RealJob {
  sampler: string;
  attack: Picture;
  size: Size;
}

export interface RealView {
  /** With its version. */
  library: string;
  data: Uint8Array;
}

/** Our samplers by the call of the library that is held against them; versions are part of the name. */
const PYTHON_CALLS: Record<string, string> = {
  'opencv/nearest': 'cv2:INTER_NEAREST',
  'opencv/nearest-exact@4.6': 'cv2:INTER_NEAREST_EXACT',
  'opencv/linear': 'cv2:INTER_LINEAR',
  'opencv/linear-exact': 'cv2:INTER_LINEAR_EXACT',
  'opencv/cubic': 'cv2:INTER_CUBIC',
  'opencv/lanczos4': 'cv2:INTER_LANCZOS4',
  'pillow/nearest': 'PIL:NEAREST',
  'torch/nearest': 'torch:nearest',
  'torch/nearest-exact': 'torch:nearest-exact',
  'torch/bilinear@1.13': 'torch:bilinear',
  'torch/bilinear+align_corners@1.13': 'torch:bilinear:corners',
  'torch/bicubic@1.13': 'torch:bicubic',
  'torch/bicubic+align_corners@1.13': 'torch:bicubic:corners',
  'skimage/order0': 'skimage:0',
  'skimage/order1': 'skimage:1',
  'skimage/order3': 'skimage:3',
};

/** Writes the view of every job whose library is there and prints its name and version, else null. */
const PROGRAM = `
import importlib, json, sys
NAMES = {'cv2': 'OpenCV', 'PIL': 'Pillow', 'torch': 'PyTorch', 'skimage': 'scikit-image'}

def module(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        return None

numpy = module('numpy')
modules = {name: module(name) if numpy else None for name in NAMES}

def view(kind, name, flags, attack, size):
    if kind == 'cv2':
        cv2 = modules['cv2']
        return cv2.resize(attack, size, interpolation=getattr(cv2, name))
    if kind == 'PIL':
        from PIL import Image
        return numpy.asarray(Image.fromarray(attack).resize(size, getattr(Image, name)))
    if kind == 'skimage':
        from skimage.transform import resize
        return resize(attack, size[::-1], order=int(name), anti_aliasing=False, preserve_range=True)
    torch = modules['torch']
    planes = torch.from_numpy(attack.transpose(2, 0, 1)[None].astype(numpy.float32))
    corners = {} if name.startswith('nearest') else {'align_corners': bool(flags)}
    seen = torch.nn.functional.interpolate(planes, size[::-1], mode=name, **corners)
    return seen[0].numpy().transpose(1, 2, 0)

answers = []
for job in json.load(open(sys.argv[1])):
    kind, name, *flags = job['call'].split(':')
    library = modules[kind]
    if library is None:
        answers.append(None)
        continue
    width, height = job['source']
    attack = numpy.fromfile(job['attack'], numpy.uint8).reshape(height, width, 3)
    seen = view(kind, name, flags, attack, tuple(job['size']))
    numpy.clip(numpy.rint(seen), 0, 255).astype(numpy.uint8).tofile(job['view'])
    answers.append(NAMES[kind] + ' ' + library.__version__.split('a0')[0])
print(json.dumps(answers))
`;

/** Tried in this order; the first that has a library answers for it. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/** Whether a library is known whose view of `sampler` could be taken. */
export function isReal(sampler: string): boolean {
  return sampler in PYTHON_CALLS || sampler === 'libvips/nearest' || sampler.startsWith('tfjs/');
}

/** What the real libraries make of `jobs`; null where the library is not here. */
export async function realViews(jobs: readonly RealJob[]): Promise<(RealView | null)[]> {
  const views = pythonViews(jobs);
  for (const [i, job] of jobs.entries()) {
    if (job.sampler === 'libvips/nearest') views[i] = await libvipsView(job);
    if (job.sampler.startsWith('tfjs/')) views[i] = await tfjsView(job);
  }
  return views;
}

async function libvipsView({ attack, size }: RealJob): Promise<RealView> {
  const { width, height, channels, data } = attack;
  const seen = await sharp(data, { raw: { width, height, channels } })
    .resize(size.width, size.height, { kernel: 'nearest', fit: 'fill' })
    .raw()
    .toBuffer();
  return { library: `libvips ${sharp.versions.vips}`, data: new Uint8Array(seen) };
}

async function tfjsView({ sampler, attack, size }: RealJob): Promise<RealView | null> {
  const tf = await import('@tensorflow/tfjs').catch(() => null);
  if (tf === null) return null;
  await tf.setBackend('cpu');
  const { width, height, data } = attack;
  const seen = tf.tidy(() => {
    const image = tf.tensor3d(Float32Array.from(data), [height, width, 3]);
    const corners = sampler.endsWith('+align_corners');
    const halfPixel = !corners && !sampler.endsWith('+legacy');
    const resize = sampler.startsWith('tfjs/bilinear')
      ? tf.image.resizeBilinear
      : tf.image.resizeNearestNeighbor;
    const target: [number, number] = [size.height, size.width];
    return resize(image, target, corners, halfPixel).round().clipByValue(0, 255).dataSync();
  });
  return { library: `TensorFlow.js ${tf.version_core}`, data: Uint8Array.from(seen) };
}

function pythonViews(jobs: readonly RealJob[]): (RealView | null)[] {
  const folder = mkdtempSync(join(tmpdir(), 'scalescope-'));
  try {
    const wanted = jobs.flatMap(({ sampler }, i) => (sampler in PYTHON_CALLS ? [i] : []));
    const list = wanted.map((i) => {
      const { sampler, attack, size } = jobs[i];
      const file = join(folder, `${i}`);
      writeFileSync(file, attack.data);
      return {
        attack: file,
        view: `${file}.view`,
        call: PYTHON_CALLS[sampler],
        source: [attack.width, attack.height],
        size: [size.width, size.height],
      };
    });
    const path = join(folder, 'jobs.json');
    const views = jobs.map((): RealView | null => null);
    for (const python of PYTHONS) {
      const open = list.filter((_, k) => views[wanted[k]] === null);
      const places = wanted.filter((i) => views[i] === null);
      writeFileSync(path, JSON.stringify(open));
      const { stdout, status } = spawnSync(python, ['-c', PROGRAM, path], { encoding: 'utf8' });
      if (status !== 0) continue;
      for (const [k, library] of (JSON.parse(stdout) as (string | null)[]).entries()) {
        if (library === null) continue;
        views[places[k]] = { library, data: new Uint8Array(readFileSync(open[k].view)) };
      }
    }
    return views;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
