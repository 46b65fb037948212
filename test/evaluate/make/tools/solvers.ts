/**
 * `quadratic`: the attack of Xiao et al. 2019 as Quiring et al. 2020 describe it: columns first, then
 * rows, each the least change of an axis that puts its outputs within a few levels of the target (a
 * quadratic program; here Hildreth's method). `gradient`: the scaling camouflage of Chen et al.: the
 * whole picture at once, penalised by the number of pixels, the sum of squares or the largest change.
 */
import { clampedAxis } from './axis-program.ts';
import type { Random } from '../../../support/random.ts';
import { tapsOf, viewOf, type Made } from './made.ts';
import { channelsOf, opacityOf, page, picture, strokes } from './payload.ts';
import { decoyOf, shapeOf, DRAWN, type DecoyKind, type Picture, type Studio } from './studio.ts';
import { byte, correctCells } from './write.ts';

const SAMPLERS = [
  'opencv/linear',
  'opencv/cubic',
  'pillow/nearest',
  'tensorflow/bilinear',
] as const;
const SIDES = [96, 128, 160, 192, 224, 224, 256, 299, 320, 384, 448];

interface Start {
  decoy: Picture;
  size: { width: number; height: number };
  sampler: string;
  source: string;
  of: DecoyKind;
}

async function start(random: Random, studio: Studio): Promise<Start | null> {
  const [w, h] = shapeOf(random, 0.2e6, 1.1e6);
  const sides = SIDES.filter((n) => n < Math.min(w, h) / 2.3);
  if (sides.length === 0) return null;
  const side = random.pick(sides);
  const square = random.chance(0.7);
  const size = { width: side, height: square ? side : Math.round((side * h) / w) };
  if (h / size.height < 2.2) return null;
  const of: DecoyKind = random.chance(0.8) ? 'photo' : random.pick(DRAWN);
  const decoy = await decoyOf(of, random, studio, w, h);
  return { decoy, size, sampler: random.pick(SAMPLERS), source: studio.source, of };
}

export async function quadratic(random: Random, studio: Studio): Promise<Made | null> {
  const begun = await start(random, studio);
  if (begun === null) return null;
  const { decoy, size, sampler, source, of } = begun;
  const seen = viewOf(decoy, sampler, size);
  const make = random.pick([picture, picture, page, strokes] as const);
  const channels = channelsOf(random, 0.1);
  const payload = await make(random, studio, seen, channels, opacityOf(random));
  if (payload === null) return null;
  const slack = random.int(1, 4);
  const { x, y } = tapsOf(decoy, sampler, size);
  const attack = { ...decoy, data: decoy.data.slice() };
  const { width, height } = decoy;
  for (const c of channels) {
    // The picture that columns were already shrunk in: width of the view, height of the source.
    const narrow = new Float32Array(size.width * height);
    for (let row = 0; row < height; row++)
      for (let d = 0; d < size.width; d++)
        for (let k = x.offsets[d]; k < x.offsets[d + 1]; k++)
          narrow[row * size.width + d] +=
            x.weights[k] * decoy.data[(row * width + x.indices[k]) * 3 + c];
    for (let d = 0; d < size.width; d++) {
      const line = Float32Array.from({ length: height }, (_, row) => narrow[row * size.width + d]);
      const goal = Float32Array.from(
        { length: size.height },
        (_, r) => payload.wanted.values[(r * size.width + d) * 3 + c],
      );
      clampedAxis(line, y, goal, slack);
      line.forEach((v, row) => (narrow[row * size.width + d] = v));
    }
    for (let row = 0; row < height; row++) {
      const line = Float32Array.from(
        { length: width },
        (_, i) => decoy.data[(row * width + i) * 3 + c],
      );
      clampedAxis(line, x, narrow.subarray(row * size.width, (row + 1) * size.width), 0.5);
      line.forEach((v, i) => (attack.data[(row * width + i) * 3 + c] = byte(v)));
    }
  }
  const how = `${sampler.replace('/', '_')}_${make.name}_${of}`;
  const view = { ...size, sampler };
  const cells = payload.wanted.cells;
  return {
    how,
    picture: attack,
    decoy,
    view,
    written: cells,
    channels,
    text: payload.text,
    source,
  };
}

export async function gradient(random: Random, studio: Studio): Promise<Made | null> {
  const begun = await start(random, studio);
  if (begun === null) return null;
  const { decoy, size, sampler, source, of } = begun;
  const seen = viewOf(decoy, sampler, size);
  const make = random.pick([picture, page, strokes] as const);
  const channels = channelsOf(random, 0.1);
  const payload = await make(random, studio, seen, channels, opacityOf(random));
  if (payload === null) return null;
  const norm = random.pick(['l0', 'l2', 'linf'] as const);
  const spread = ({ l0: 'heaviest', l2: 'weight', linf: 'even' } as const)[norm];
  const { x, y } = tapsOf(decoy, sampler, size);
  // Descent starts from noise and stops before it is at rest: a trace on every pixel that is read.
  const noisy =
    norm === 'l0'
      ? decoy
      : { ...decoy, data: decoy.data.map((v) => byte(v + random.gauss() * 0.8)) };
  const reach = { slack: random.int(1, 5), sweeps: random.int(3, 8), spread };
  const solved = correctCells(noisy, payload.wanted, x, y, reach);
  const view = { ...size, sampler };
  const how = `${norm}_${sampler.replace('/', '_')}_${make.name}_${of}`;
  const cells = payload.wanted.cells;
  return {
    how,
    picture: solved,
    decoy,
    view,
    written: cells,
    channels,
    text: payload.text,
    source,
  };
}
