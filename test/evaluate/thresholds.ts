/**
 * `npm run thresholds -- DIR`: how the normalised disagreement separates the images of a labelled
 * folder (manifest.jsonl: file, label benign or attack, targets or nominal size), each looked at in
 * its true size through four samplers. FIRST_LOOK (shared/verdict/thresholds.ts) is set on such a run.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from '../../main/engine/decode/decode.ts';
import { analyzeView } from '../../shared/analyze/analyze.ts';
import { DEFAULT_DECODE_LIMITS } from '../../shared/image/facts.ts';
import { FIRST_LOOK } from '../../shared/verdict/thresholds.ts';

/** `eff_w`, `eff_h`: the full-frame size of the same sampling period, where a pipeline crops. */
interface Target {
  w: number;
  h: number;
  eff_w?: number;
  eff_h?: number;
}

interface Labelled {
  file: string;
  label: 'benign' | 'attack';
  targets: Target[];
  nominal?: Target;
}

const SAMPLERS = ['tensorflow/bilinear', 'tensorflow/nearest', 'opencv/nearest', 'opencv/linear'];

const folder = process.argv[2];
if (folder === undefined) throw new Error('Expected the folder of a manifest.jsonl');
const manifest = await readFile(join(folder, 'manifest.jsonl'), 'utf8');
const values: Record<Labelled['label'], number[]> = { benign: [], attack: [] };

for (const line of manifest.trim().split('\n')) {
  const image = JSON.parse(line) as Labelled;
  const bytes = await readFile(join(folder, image.file));
  const policy = { orientation: 'stored', frame: 0 } as const;
  const { raster } = await decode(bytes, image.file, policy, DEFAULT_DECODE_LIMITS);
  const sizes: Target[] = image.label === 'attack' ? image.targets : [image.nominal!];
  let largest = 0;
  for (const size of sizes) {
    const width = Math.round(size.eff_w ?? size.w);
    const height = Math.round(size.eff_h ?? size.h);
    for (const pipeline of SAMPLERS) {
      const { evidence } = analyzeView(raster, { pipeline, width, height });
      largest = Math.max(largest, evidence.disagreement.normalised);
    }
  }
  values[image.label].push(largest);
}

for (const [name, threshold] of [
  ['suspicious', FIRST_LOOK.suspicious],
  ['attack', FIRST_LOOK.attack],
] as const) {
  const above = (label: Labelled['label']) =>
    `${values[label].filter((value) => value >= threshold).length} of ${values[label].length} ${label}`;
  process.stdout.write(`${name} from ${threshold}: ${above('benign')}, ${above('attack')}\n`);
}
