/**
 * A mixed folder as people have them, the same in every run: photographs, screens, pages, drawings and
 * lattices of their own, one in four attacked in the manner of several tools. What is no photograph is
 * drawn by test/evaluate; what the fonts of a machine change is of no weight.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { drawBenign, type BenignKind } from '../../evaluate/make/benign.ts';
import { Random } from '../../support/random.ts';
import { loaded } from '../../evaluate/make/tools/alpha.ts';
import { anamorpher } from '../../evaluate/make/tools/anamorpher.ts';
import { flat, twoToOne } from '../../evaluate/make/tools/flat.ts';
import { palette, reopen, store, webp } from '../../evaluate/make/tools/formats.ts';
import { worthOf, type Format, type Made } from '../../evaluate/make/tools/made.ts';
import { gradient, quadratic } from '../../evaluate/make/tools/solvers.ts';
import { overlay, strokesTool, tall } from '../../evaluate/make/tools/strokes.ts';
import type { Picture, Studio } from '../../evaluate/make/tools/studio.ts';
import { covering, crafted, sample } from '../../craft/material.ts';

const SEED = 20_260_401;
/** Fonts and sentences of the evaluation. */
const SET = 'tools-fit';
const ATTEMPTS = 30;
const decoy = fileURLToPath(new URL('../../samples/dandelion.jpg', import.meta.url));

type Clean = readonly [
  kind: BenignKind,
  width: number,
  height: number,
  format: Format,
  quality?: number,
];

/** In pixels as cameras, phones, screens and scanners have them, and odd ones. */
const CLEAN: readonly Clean[] = [
  ['photo', 640, 480, 'jpeg', 85],
  ['photo', 640, 480, 'png'],
  ['photo', 500, 750, 'jpeg', 75],
  ['photo', 1024, 768, 'jpeg', 92],
  ['photo', 900, 900, 'png'],
  ['photo', 1080, 1350, 'jpeg', 80],
  ['photo', 1280, 853, 'png'],
  ['photo', 1600, 1067, 'jpeg', 95],
  ['photo', 1500, 1000, 'webp', 80],
  ['gray', 800, 600, 'jpeg', 90],
  ['screenshot', 720, 450, 'png'],
  ['screenshot', 1440, 900, 'png'],
  ['screenshot', 1600, 1000, 'png'],
  ['screenshot', 1170, 1400, 'jpeg', 85],
  ['document', 600, 776, 'png'],
  ['document', 1000, 1414, 'png'],
  ['document_jpeg', 1131, 1600, 'jpeg', 70],
  ['table', 900, 640, 'png'],
  ['table', 1240, 1000, 'png'],
  ['plot', 1000, 700, 'png'],
  ['lineart', 640, 640, 'png'],
  ['lineart', 1200, 900, 'png'],
  ['ordered_dither', 640, 480, 'png'],
  ['ordered_dither', 1152, 864, 'png'],
  ['error_dither', 800, 600, 'png'],
  ['bayer', 960, 720, 'png'],
  ['halftone', 1000, 750, 'png'],
  ['upscaled', 800, 533, 'png'],
  ['upscaled', 1400, 933, 'jpeg', 88],
  ['noise', 700, 500, 'png'],
  ['noise', 1200, 800, 'jpeg', 90],
  ['photo', 2048, 1365, 'jpeg', 85],
  ['photo', 2000, 1500, 'png'],
  ['photo', 3000, 2000, 'jpeg', 90],
  ['photo', 3000, 2000, 'png'],
  ['photo', 4000, 3000, 'jpeg', 92],
  ['screenshot', 1920, 1200, 'png'],
  ['screenshot', 2560, 1440, 'png'],
  ['document', 1654, 2339, 'png'],
  ['document_jpeg', 2480, 3508, 'jpeg', 80],
  ['table', 1800, 1400, 'png'],
  ['lineart', 2000, 2000, 'png'],
  ['ordered_dither', 1800, 1200, 'png'],
  ['halftone', 2000, 1400, 'png'],
  ['upscaled', 2600, 1733, 'jpeg', 92],
  ['noise', 1900, 1267, 'png'],
];

/** In the manner of tools, one variation after the other: nearest, bilinear, one channel, strokes. */
const TOOLS = [
  ...[strokesTool, anamorpher, twoToOne, overlay, flat, quadratic, twoToOne],
  ...[gradient, strokesTool, palette, webp, tall],
] as const;
/** By our own solver, in larger photographs: the widest side, the sampler and its target. */
const CRAFTED = [
  [1500, 'opencv/linear', 224],
  [2400, 'tensorflow/bilinear', 299],
  [3000, 'opencv/cubic', 336],
] as const;

/** Writes the images into `images` of `folder`, and returns how many of them are attacked. */
export async function writeMix(folder: string): Promise<number> {
  await mkdir(`${folder}/images`);
  for (const [i, [kind, width, height, format, quality]] of CLEAN.entries()) {
    const random = new Random(SEED + i * 7919);
    const picture = await drawBenign(kind, random, { split: SET, photo }, width, height);
    await store(folder, `${i}-${kind}`, picture, format, quality);
  }
  for (const [i, tool] of TOOLS.entries()) {
    await writeAttack(
      folder,
      `attack-${i}-${tool.name}`,
      new Random(SEED - (i + 1) * 104_729),
      tool,
    );
  }
  const payload = await sample('drum-299.png');
  for (const [i, [width, pipeline, side]] of CRAFTED.entries()) {
    const picture = await photo(new Random(SEED + i), width, Math.round(width / 1.5));
    const wanted = covering(payload, { width: side, height: side });
    const { solved } = crafted(picture, [{ pipeline, picture: wanted }]);
    await store(folder, `crafted-${i}`, solved.attack, 'png');
  }
  return TOOLS.length + CRAFTED.length;
}

/** Tries until there is an attack that a machine sees in the stored file. */
async function writeAttack(
  folder: string,
  name: string,
  random: Random,
  tool: (random: Random, studio: Studio) => Promise<Made | null>,
): Promise<void> {
  const studio: Studio = { set: SET, source: '', photo };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const made = await tool(random, studio);
    if (made === null) continue;
    const { picture, decoy: before, format = 'png', quality, policy } = made;
    const file = await store(folder, name, picture, format, quality);
    const stored = loaded(await reopen(`${folder}/${file}`), policy);
    if (worthOf(made, stored, before) !== null) return;
  }
  throw new Error(`${name} does not work in ${ATTEMPTS} attempts`);
}

/** A part of the sample's photograph, shrunk where there is more of it, enlarged and grained where not. */
async function photo(random: Random, width: number, height: number): Promise<Picture> {
  const { width: wide, height: high } = await sharp(decoy).metadata();
  const fit = Math.min(wide / width, high / height);
  const zoom = fit < 1 ? fit : random.chance(0.45) ? 1 : random.range(1, fit);
  const [w, h] = [Math.floor(width * zoom), Math.floor(height * zoom)];
  const bytes = await sharp(decoy)
    .extract({ left: random.int(0, wide - w), top: random.int(0, high - h), width: w, height: h })
    .resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
    .raw()
    .toBuffer();
  const data = new Uint8Array(bytes);
  if (fit < 1) grain(random, data);
  return { width, height, channels: 3, data };
}

/** As sensors leave it, alike in all channels: from a table, which takes a fifth of the time. */
function grain(random: Random, data: Uint8Array): void {
  const table = Float32Array.from({ length: 65_536 }, () => 3 * random.gauss());
  for (let i = 0; i < data.length; i += 3) {
    const by = table[random.int(0, 65_535)];
    for (let c = i; c < i + 3; c++) data[c] = Math.min(255, Math.max(0, Math.round(data[c] + by)));
  }
}
