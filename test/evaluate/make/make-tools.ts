/**
 * Makes images in the manner of other people's tools, and harmless ones:
 * node make-tools.ts OUT SET ATTACKS BENIGN PART/PARTS PHOTOGRAPHS
 * Half of the benign images are decoys before anything was written. Sets `tools-fit`,
 * `tools-held`, `tools-told`, `tools-last` and `tools-next` differ in seeds and fonts; give them folders of other photographs.
 */
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { print } from '../print.ts';
import { Random } from '../../support/random.ts';
import { alpha, loaded } from './tools/alpha.ts';
import { anamorpher } from './tools/anamorpher.ts';
import { flat, twoToOne } from './tools/flat.ts';
import { palette, quantised, reopen, store, webp } from './tools/formats.ts';
import { HARMLESS_KINDS, harmless } from './tools/harmless.ts';
import { boxOf, worthOf, type Format, type Made } from './tools/made.ts';
import { gradient, quadratic } from './tools/solvers.ts';
import { overlay, strokesTool, tall } from './tools/strokes.ts';
import { openStudio, type Picture, type Studio } from './tools/studio.ts';

type Tool = (random: Random, studio: Studio) => Promise<Made | null>;
const TOOLS: Record<string, Tool> = {
  anamorpher,
  strokes: strokesTool,
  quadratic,
  gradient,
  overlay,
  flat,
  'two-to-one': twoToOne,
  alpha,
  palette,
  webp,
  tall,
};
/** Tools by turns, those with most ways more often. */
const TURNS = [
  ...['anamorpher', 'strokes', 'quadratic', 'overlay', 'two-to-one', 'anamorpher', 'gradient'],
  ...['strokes', 'flat', 'alpha', 'anamorpher', 'palette', 'webp', 'tall', 'two-to-one', 'strokes'],
];
const SEEDS: Record<string, number> = {
  'tools-fit': 4100011,
  'tools-held': 5300017,
  'tools-told': 6100033,
  'tools-last': 8800019,
  'tools-next': 9700031,
};
const ATTEMPTS = 30;

const [out, set, attacks, benign, part, photographs] = process.argv.slice(2);
const [index, parts] = part.split('/').map(Number);
const [na, nb] = [Number(attacks), Number(benign)];
const files = globSync(join(photographs, '**/*.{jpg,jpeg,png,webp}')).sort();
const studio = openStudio(set, files);
const twins = Math.min(na, Math.floor(nb / 2));
const lines: string[] = [];

mkdirSync(join(out, 'images'), { recursive: true });
for (let i = index; i < na + nb - twins; i += parts) {
  const random = new Random(SEEDS[set] + i * 7919);
  try {
    const made = i < na ? await makeAttack(i, random) : [await makeHarmless(i, random)];
    lines.push(...made.map((one) => JSON.stringify(one)));
  } catch (error) {
    process.stderr.write(`${i}: ${String(error)}\n`);
  }
  if (i % 20 < parts) save();
}
save();
print(`${lines.length} images`);

function save(): void {
  writeFileSync(join(out, `manifest-${index}.jsonl`), `${lines.join('\n')}\n`);
}

/** An attack and, for the first ones, its decoy. */
async function makeAttack(i: number, random: Random): Promise<object[]> {
  const tool = TURNS[i % TURNS.length];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const made = await TOOLS[tool](random, studio);
    if (made === null) continue;
    const entry = await storedAttack(tool, made, `${set}-${i}`);
    if (entry === null) continue;
    const source = made.source === '' ? `drawn-${set}-${i}` : made.source;
    const twin = i < twins ? [await storedTwin(made, `${set}-${i}-decoy`, random, source)] : [];
    return [{ ...entry, source }, ...twin];
  }
  throw new Error(`no working attack of ${tool}`);
}

async function storedAttack(tool: string, made: Made, name: string): Promise<object | null> {
  const { how, picture, decoy, view, written, channels, text, policy } = made;
  const format = made.format ?? 'png';
  const file = await store(out, name, picture, format, made.quality);
  const stored = loaded(await reopen(join(out, file)), policy);
  const worth = worthOf(made, stored, decoy);
  if (view !== null && worth === null) return null;
  const { width, height } = picture;
  const targets =
    view === null
      ? []
      : [
          {
            w: view.width,
            h: view.height,
            sampler: view.sampler,
            eff_w: view.width,
            eff_h: view.height,
            ratio_x: width / view.width,
            ratio_y: height / view.height,
          },
        ];
  return {
    file,
    label: 'attack',
    tool,
    kind: tool,
    how,
    width,
    height,
    format,
    channels,
    ...(view === null ? {} : { roi: boxOf(written, view) }),
    ...(policy === undefined ? {} : { policy }),
    text,
    ...worth,
    targets,
  };
}

async function storedTwin(
  { decoy }: Made,
  name: string,
  random: Random,
  source: string,
): Promise<object> {
  const format = random.pick<Format>(['png', 'png', 'jpeg', 'webp', 'webp-lossless', 'palette']);
  const picture = format === 'palette' ? await quantised(random, decoy) : decoy;
  return benignEntry(name, 'decoy', picture, format, random, source);
}

async function makeHarmless(i: number, random: Random): Promise<object> {
  const kind = HARMLESS_KINDS[(i - na) % HARMLESS_KINDS.length];
  const { picture, format } = await harmless(kind, random, studio);
  const source = studio.source === '' ? `drawn-${set}-${i}` : studio.source;
  return benignEntry(`${set}-${i}`, kind, picture, format, random, source);
}

async function benignEntry(
  name: string,
  kind: string,
  picture: Picture,
  format: Format,
  random: Random,
  source: string,
): Promise<object> {
  const quality = random.int(55, 96);
  const file = await store(out, name, picture, format, quality);
  const { width, height } = picture;
  return { file, label: 'benign', kind, width, height, format, source, targets: [] };
}
