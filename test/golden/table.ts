/** `npm run exactness`: writes docs/reference/exactness.md from what the golden run finds. */
import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { format } from 'prettier';
import { SAMPLERS } from '../../shared/resample/catalog.ts';
import { LOADERS } from '../../shared/loaders/loader.ts';
import { deviationOf, isSame, loaderCases, outcomeOf } from './loader-cases.ts';
import type { GoldenCase } from './cases.ts';
import { isExact, replayed } from './replays.ts';
import { runtimeTitles } from './runtime-cases.ts';

export const tableFile = new URL('../../docs/reference/exactness.md', import.meta.url);

interface Count {
  cases: number;
  exact: number;
}

/** Libraries in the order of the tables, by the name the golden cases have for them. */
const TITLES: Record<string, string> = {
  opencv: 'OpenCV 4.6.0',
  'opencv-wheel-4.14': 'OpenCV 4.14.0, PyPI wheel',
  'opencv-wheel-5.0': 'OpenCV 5.0.0, PyPI wheel',
  pillow: 'Pillow 9.4.0, the same bytes as 12.3.0',
  torch: 'PyTorch 1.13',
  'torch-2.14': 'PyTorch 2.14.1',
  torchvision: 'torchvision 0.14.1',
  'torchvision-0.29': 'torchvision 0.29.1',
  tensorflow: 'TensorFlow 2.21.0, the kernels',
  'tensorflow-image': 'TensorFlow 2.21.0, tf.image',
  keras: 'Keras 3.15.1',
  tfjs: 'TensorFlow.js 4.22.0',
  skimage: 'scikit-image 0.19.3',
  'skimage-0.26': 'scikit-image 0.26.0',
  sharp: 'sharp 0.35.5, libvips 8.18.7',
  'pipeline-torchvision-0.29': 'Presets of torchvision 0.29.1',
  'pipeline-transformers-5.17': 'Processors of transformers 5.17.0',
  'pipeline-timm-1.0': 'Presets of timm 1.0.29',
  'pipeline-letterbox': 'Letterbox on OpenCV 5.0.0',
  ...runtimeTitles,
};

/** The newest releases that packages were to be had of in November 2026: test/golden/make/newest.py. */
const RELEASES = [
  '## Newest releases',
  '',
  'The outputs above are of the releases that their titles name. These are the newest that could be installed in',
  'November 2026, and what became of the same cases:',
  '',
  '| library | held here | newest | the same cases |',
  '| --- | --- | --- | --- |',
  '| Pillow | 9.4.0 and 12.3.0 | 13.0.0 | 293 of 301 equal; `@13` are the resizers of 13, which orders its passes by the sizes |',
  '| OpenCV, PyPI wheel | 5.0.0 | 5.0.0 | 112 of 112 equal |',
  '| PyTorch | 2.14.1 | 2.15.0 | 369 of 369 equal, with AVX2 and without |',
  '| torchvision | 0.29.1 | 0.29.2 | 292 of 292 equal, with Pillow 12.3 |',
  '| TensorFlow, Keras, scikit-image | 2.21.0, 3.15.1, 0.26.0 | the same | held |',
  '| transformers | 5.17.0; models by 5.24.0 | 5.24.0 | [models](pipelines.md#how-the-models-were-measured) are held against it |',
  '',
  'Pillow 13 resizes rows first where an image loses more than twice as many rows as columns. There its 8-bit',
  'samples differ from those of 12.3 by a level or so, also with `reducing_gap`, which has no `@13` of its own. Go,',
  'Java, Rust and ImageMagick are held at one release each.',
  '',
];

/** The page as Markdown. */
export async function exactnessTable(): Promise<string> {
  const byMethod = new Map<string, Count>();
  const bySampler = new Map<string, Count>();
  const bits = { uint8: newCount(), float32: newCount() };
  for (const { item, replay } of replayed) {
    const exact = isExact(item, replay);
    count(byMethod, `${item.library} ${methodOf(item)}`, exact);
    if (typeof replay === 'string') count(bySampler, replay, exact);
    add(bits[item.dtype], exact);
  }
  const lines = [
    '# How exact',
    '',
    'Made by `npm run exactness` from the golden run. It compares our output of every case with the output of',
    'the real library, bit for bit. A case is one source at one size.',
    '',
    `- 8-bit outputs: ${share(bits.uint8)} equal to the last bit.`,
    `- Float outputs: ${share(bits.float32)} equal to the last bit, the rest within 1e-5 of the largest value.`,
    '',
    '## Samplers',
    '',
    '| sampler | call | versions | exactness | cases equal |',
    '| --- | --- | --- | --- | --- |',
    ...SAMPLERS.map(({ id, call, versions, exactness }) => {
      const cases = bySampler.get(id);
      const equal = cases === undefined ? 'no case of its own' : fraction(cases);
      return `| \`${id}\` | \`${call}\` | ${versions} | ${exactness} | ${equal} |`;
    }),
    '',
    ...RELEASES,
    ...(await loaderLines()),
    '## Libraries and methods',
    '',
    ...Object.entries(TITLES).flatMap(([library, title]) => [
      `### ${title}`,
      '',
      '| method | cases equal |',
      '| --- | --- |',
      ...[...byMethod]
        .filter(([key]) => key.startsWith(`${library} `))
        .map(([key, cases]) => `| ${key.slice(library.length + 1)} | ${fraction(cases)} |`),
      '',
    ]),
  ];
  return format(lines.join('\n'), { parser: 'markdown' });
}

/** The loaders: how many arrays and refusals are those of the library, and which are not. */
async function loaderLines(): Promise<string[]> {
  const counts = new Map<string, Count>();
  const others: string[] = [];
  for (const item of loaderCases) {
    const same = isSame(await outcomeOf(item), item.expected);
    count(counts, item.loader, same);
    if (same) continue;
    const { most, share: part } = await deviationOf(item);
    const differs = `at most ${most} level, in ${(100 * part).toFixed(3)} % of the samples`;
    others.push(`- \`${item.loader}\` of \`${item.file}\`: ${differs}`);
  }
  return [
    '## Loaders',
    '',
    'A case is a file of test/golden/loaders: its array is the same byte for byte, or it is refused where the',
    'library refuses it.',
    '',
    '| loader | call | release | cases equal |',
    '| --- | --- | --- | --- |',
    ...LOADERS.map(({ id, call, version }) => {
      const cases = counts.get(id) ?? newCount();
      return `| \`${id}\` | \`${call}\` | ${version} | ${fraction(cases)} |`;
    }),
    '',
    ...(others.length === 0 ? [] : ['Not equal:', '', ...others, '']),
  ];
}

/** The method with the options that are not about size. */
function methodOf({ method, options }: GoldenCase): string {
  const named = Object.entries(options)
    .filter(
      ([key]) => !['size', 'bound', 'box', 'factor', 'part', 'parts', 'pipeline'].includes(key),
    )
    .filter(([key]) => key !== 'mode' && key !== 'cpuCapability')
    .map(([key, value]) => `${key} ${String(value)}`);
  return [method, ...named].join(', ');
}

function newCount(): Count {
  return { cases: 0, exact: 0 };
}

function add(counted: Count, exact: boolean): void {
  counted.cases++;
  if (exact) counted.exact++;
}

function count(counts: Map<string, Count>, key: string, exact: boolean): void {
  const counted = counts.get(key) ?? newCount();
  add(counted, exact);
  counts.set(key, counted);
}

function fraction({ exact, cases }: Count): string {
  return `${exact} of ${cases}`;
}

function share(counted: Count): string {
  return `${fraction(counted)} (${((100 * counted.exact) / counted.cases).toFixed(2)} %)`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeFile(tableFile, await exactnessTable());
}
