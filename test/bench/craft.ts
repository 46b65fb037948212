/**
 * Crafting at 24 megapixels for 299x299 with 2x2, 4x4 and 8x8 taps: processor time of all threads, as
 * a ratio to libvips decoding the same file. Solving alone, and the whole of the command: decoding,
 * solving, writing the PNG, and measuring what was written.
 */
import { readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { craftFiles } from '../../main/engine/write/craft-files.ts';
import { writeAllWhole } from '../../main/engine/write/write-whole.ts';
import { decode } from '../../main/engine/decode/decode.ts';
import type { ImageSource } from '../../main/engine/images/orders.ts';
import { DEFAULT_CRAFT_SETTINGS } from '../../shared/craft/craft-settings.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import { covering, crafted, sample, type Picture } from '../craft/material.ts';
import { leastCpuMs, report } from './measure.ts';

const TARGET = { width: 299, height: 299 };
const SAMPLERS = ['opencv/linear', 'tensorflow/bilinear', 'opencv/cubic', 'opencv/lanczos4'];
const PAYLOAD = fileURLToPath(new URL('../samples/drum-299.png', import.meta.url));

export async function benchCraft(photo: string): Promise<void> {
  const baseline = await leastCpuMs(5, () => sharp(photo).raw().toBuffer());
  report('libvips decode (baseline)', baseline);
  const { raster } = await load(sourceOf(photo));
  const picture = covering(await sample('drum-299.png'), TARGET);
  for (const pipeline of SAMPLERS) {
    const solve = () => crafted(raster as Picture, [{ pipeline, picture }]);
    report(`${pipeline}, solved`, await leastCpuMs(3, solve), baseline);
  }
  for (const pipeline of SAMPLERS) {
    const whole = await leastCpuMs(2, () => craftFile(photo, pipeline));
    report(`${pipeline}, from file to file`, whole, baseline);
  }
}

async function craftFile(photo: string, pipeline: string): Promise<void> {
  const output = photo.replace(/\.jpg$/, '-attack.png');
  const image = sourceOf(PAYLOAD);
  const order = {
    decoy: sourceOf(photo),
    payloads: [{ image, view: { pipeline, ...TARGET }, at: null }],
    settings: DEFAULT_CRAFT_SETTINGS,
    mask: null,
    jpegQuality: null,
    output,
  };
  await writeAllWhole((await craftFiles(order, load, 'bench')).files);
  await rm(output);
}

function sourceOf(path: string): ImageSource {
  return { path, name: 'image', policy: DEFAULT_DECODE_POLICY, limits: DEFAULT_DECODE_LIMITS };
}

async function load({ path, name, policy, limits }: ImageSource) {
  return decode(await readFile(path), name, policy, limits);
}
