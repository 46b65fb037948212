/**
 * In the manner of Anamorpher (Trail of Bits 2025): exactly 4:1, and of every 4x4 block one pixel
 * (nearest), the middle 2x2 (bilinear) or one of the middle four (bicubic); mostly red, often only
 * where the decoy is dark, so that what was left alone makes the strokes or the ground of a sentence.
 */
import type { Random } from '../../../support/random.ts';
import { inked, sizeOf, tapsOf, viewOf, worthOf, type Made } from './made.ts';
import { channelsOf, opacityOf, page, picture, strokes } from './payload.ts';
import { decoyOf, type Picture, type Studio } from './studio.ts';
import { byte } from './write.ts';

const BY = 4;

/** Which pixels of the block are written, and the samplers that may show it, the likeliest first. */
function methodOf(random: Random): {
  kind: string;
  places: [number, number][];
  samplers: string[];
} {
  const method = random.pick(['nearest', 'bilinear', 'bicubic', 'bicubic'] as const);
  if (method === 'bilinear') {
    const places: [number, number][] = [
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ];
    return { kind: method, places, samplers: ['opencv/linear'] };
  }
  if (method === 'bicubic') {
    const place: [number, number] = [random.int(1, 2), random.int(1, 2)];
    return { kind: method, places: [place], samplers: ['opencv/cubic'] };
  }
  const place: [number, number] = random.pick([
    [0, 0],
    [2, 2],
    [2, 2],
    [random.int(0, 3), random.int(0, 3)],
  ]);
  const samplers = ['opencv/nearest', 'pillow/nearest', 'opencv/linear', 'opencv/cubic'];
  return { kind: method, places: [place], samplers };
}

export async function anamorpher(random: Random, studio: Studio): Promise<Made | null> {
  const most = random.chance(0.05) ? 1092 : 460;
  const side = Math.round(Math.exp(random.range(Math.log(64), Math.log(most))));
  const size = {
    width: side,
    height: random.chance(0.6) ? side : Math.round(side * random.range(0.6, 1.3)),
  };
  const { kind, places, samplers } = methodOf(random);
  const darkOnly = random.chance(0.5);
  let decoy = await decoyOf('photo', random, studio, size.width * BY, size.height * BY);
  if (darkOnly && random.chance(0.6)) decoy = dimmed(decoy, random.range(0.35, 0.8));
  const { source } = studio;
  const channels = channelsOf(random, 0.65);
  const seen = viewOf(decoy, kind === 'nearest' ? 'pillow/nearest' : samplers[0], size);
  const make = random.pick([strokes, page, page, picture] as const);
  const payload = await make(random, studio, seen, channels, opacityOf(random));
  if (payload === null) return null;
  const cells = darkOnly ? darkCells(seen, random.range(40, 110)) : null;
  for (const sampler of samplers) {
    const weight = weightOf(decoy, sampler, size, places);
    const attack = write(decoy, seen, payload.wanted.values, places, channels, weight, (cell) =>
      cells === null ? (payload.wanted.cells?.[cell] ?? 1) === 1 : cells[cell] === 1,
    );
    const changed = changedCells(seen, viewOf(attack, sampler, size));
    const made = { view: { ...size, sampler }, written: changed, channels };
    if (changed.reduce((sum, one) => sum + one, 0) < 40) continue;
    if (worthOf(made, attack, decoy) === null) continue;
    const how = `${kind}${darkOnly ? '_dark' : ''}_${make.name}`;
    return { how, picture: attack, decoy, ...made, text: payload.text, source };
  }
  return null;
}

/** The weight that the written pixels have together in an output away from the edges. */
function weightOf(
  decoy: Picture,
  sampler: string,
  size: { width: number; height: number },
  places: readonly [number, number][],
): number {
  const { x, y } = tapsOf(decoy, sampler, size);
  const along = (taps: typeof x, at: number): number => {
    const d = taps.dstSize >> 1;
    let sum = 0;
    for (let k = taps.offsets[d]; k < taps.offsets[d + 1]; k++)
      if (taps.indices[k] === d * BY + at) sum += taps.weights[k];
    return sum;
  };
  return places.reduce((sum, [px, py]) => sum + along(x, px) * along(y, py), 0);
}

function write(
  decoy: Picture,
  seen: Picture,
  values: Float32Array,
  places: readonly [number, number][],
  channels: readonly number[],
  weight: number,
  wants: (cell: number) => boolean,
): Picture {
  const data = decoy.data.slice();
  if (weight < 0.02) return { ...decoy, data };
  for (let y = 0, cell = 0; y < seen.height; y++) {
    for (let x = 0; x < seen.width; x++, cell++) {
      if (!wants(cell)) continue;
      for (const [px, py] of places) {
        for (const c of channels) {
          const k = ((y * BY + py) * decoy.width + x * BY + px) * 3 + c;
          data[k] = byte(decoy.data[k] + (values[cell * 3 + c] - seen.data[cell * 3 + c]) / weight);
        }
      }
    }
  }
  return { ...decoy, data };
}

function darkCells(seen: Picture, below: number): Uint8Array {
  return Uint8Array.from({ length: seen.width * seen.height }, (_, i) => {
    const [r, g, b] = seen.data.subarray(i * 3, i * 3 + 3);
    return 0.299 * r + 0.587 * g + 0.114 * b < below ? 1 : 0;
  });
}

/** The cells whose view differs by some levels. */
export function changedCells(before: Picture, after: Picture): Uint8Array {
  const far = Float32Array.from({ length: before.width * before.height }, (_, i) => {
    let most = 0;
    for (let c = 0; c < 3; c++)
      most = Math.max(most, Math.abs(after.data[i * 3 + c] - before.data[i * 3 + c]));
    return most >= 3 ? 1 : 0;
  });
  return inked(far);
}

function dimmed(picture: Picture, by: number): Picture {
  return { ...picture, ...sizeOf(picture), data: picture.data.map((v) => Math.round(v * by)) };
}
