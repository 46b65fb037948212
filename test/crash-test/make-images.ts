/** Folders of images for proofs: mixed sizes and formats, with copies, attacks, animations and broken files. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { craftAttack } from '../../shared/craft/lattice-write.ts';
import { makeRaster, type Raster, type Size } from '../../shared/base/raster.ts';
import { Random } from '../support/random.ts';
import { noiseWords } from '../support/noise.ts';

export type MadeKind = 'plain' | 'copy' | 'attack' | 'animation' | 'broken';

export interface MadeImage {
  path: string;
  sha256: string;
  kind: MadeKind;
}

/** Shares of a thousand; what is left is plain. */
const SHARES: [MadeKind, number][] = [
  ['copy', 100],
  ['attack', 15],
  ['animation', 15],
  ['broken', 15],
];

const FORMATS = ['png', 'png', 'jpeg', 'jpeg', 'jpeg', 'jpeg', 'webp', 'gif', 'tiff'] as const;
const LEAST_SIDE = 64;
const MOST_SIDE = 700;
const PER_FOLDER = 100;
const AT_ONCE = 4;

/** Writes `count` images below `folder`, each the same for the same `seed`; what lies where. */
export async function makeImages(folder: string, count: number, seed = 1): Promise<MadeImage[]> {
  const made: MadeImage[] = [];
  const kept: Buffer[] = []; // what copies are made of
  for (let from = 0; from < count; from += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => from + i);
    const files = await Promise.all(numbers.map((number) => makeFile(number, seed, kept)));
    for (const [i, { kind, extension, bytes }] of files.entries()) {
      const number = numbers[i];
      const place = join(folder, `${Math.floor(number / PER_FOLDER)}`.padStart(3, '0'));
      await mkdir(place, { recursive: true });
      const path = join(place, `${kind} ${number}.${extension}`);
      await writeFile(path, bytes);
      made.push({ path, kind, sha256: createHash('sha256').update(bytes).digest('hex') });
      if (kind !== 'copy' && kept.length < 500) kept.push(bytes);
    }
  }
  return made;
}

interface MadeFile {
  kind: MadeKind;
  extension: string;
  bytes: Buffer;
}

async function makeFile(number: number, seed: number, kept: readonly Buffer[]): Promise<MadeFile> {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ number);
  const kind = kindOf(random.next() * 1000);
  const format = random.pick(FORMATS);
  if (kind === 'copy' && kept.length > 0) {
    return { kind, extension: 'copy', bytes: random.pick(kept) };
  }
  if (kind === 'attack') return { kind, extension: 'png', bytes: await makeAttack(random) };
  if (kind === 'animation') {
    const extension = random.pick(['gif', 'webp'] as const);
    return { kind, extension, bytes: await makeAnimation(random, extension) };
  }
  const picture = texture(sizeOf(random), random);
  if (kind === 'broken') {
    const whole = await encode(picture, 'png');
    return { kind, extension: 'png', bytes: whole.subarray(0, random.int(9, whole.length - 20)) };
  }
  return { kind: 'plain', extension: format, bytes: await encode(picture, format) };
}

function kindOf(place: number): MadeKind {
  let end = 0;
  return SHARES.find(([, share]) => place < (end += share))?.[0] ?? 'plain';
}

/** Most are small, so that many are examined in little time. */
function sizeOf(random: Random): Size {
  const side = () => Math.round(LEAST_SIDE + (MOST_SIDE - LEAST_SIDE) * random.next() ** 3);
  return { width: side(), height: side() };
}

/** Soft waves under a little noise. */
function texture({ width, height }: Size, random: Random, noise = 12): Raster<Uint8Array> {
  const wave = (length: number): number[] => {
    const turns = random.range(1, 9);
    const phase = random.range(0, 6);
    const depth = random.range(10, 50);
    return Array.from(
      { length },
      (_, i) => depth * Math.sin(phase + (2 * Math.PI * turns * i) / length),
    );
  };
  const across = [0, 1, 2].map(() => wave(width));
  const down = [0, 1, 2].map(() => wave(height));
  const data = new Uint8Array(width * height * 3);
  const next = noiseWords(random.int(1, 0x7ffffffe));
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++, at++) {
        data[at] = 128 + across[c][x] + down[c][y] + noise * ((next() >>> 16) / 65536 - 0.5);
      }
    }
  }
  return makeRaster(width, height, 3, data);
}

async function makeAttack(random: Random): Promise<Buffer> {
  const decoy = texture({ width: random.int(500, 640), height: random.int(400, 520) }, random, 4);
  const side = random.pick([64, 80, 96]);
  const picture = texture({ width: side, height: side }, random);
  const pipeline = random.pick(['opencv/linear', 'tensorflow/bilinear', 'pillow/nearest']);
  return encode(craftAttack(decoy, [{ pipeline, picture }]).attack, 'png');
}

async function makeAnimation(random: Random, format: 'gif' | 'webp'): Promise<Buffer> {
  const size = { width: random.int(64, 160), height: random.int(64, 120) };
  const frames = Array.from({ length: random.int(2, 5) }, () => texture(size, random));
  const data = Buffer.concat(frames.map((frame) => frame.data));
  const height = size.height * frames.length;
  const raw = { width: size.width, height, channels: 3, pageHeight: size.height } as const;
  return sharp(data, { raw }).toFormat(format, { effort: 1, loop: 0 }).toBuffer();
}

function encode(
  { data, width, height }: Raster<Uint8Array>,
  format: (typeof FORMATS)[number],
): Promise<Buffer> {
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  if (format === 'jpeg') return image.jpeg({ quality: 85 }).toBuffer();
  if (format === 'png') return image.png({ compressionLevel: 3 }).toBuffer();
  return image.toFormat(format, { effort: 1 }).toBuffer();
}
