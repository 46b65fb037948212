/**
 * Attacks as the law of a told view means them (told-law.test.ts), drawn at random: a payload of full
 * contrast on a flat carrier, through less than half of the pixels of a cell. Taps below an eighth of
 * the heaviest carry no picture, and whole rows and columns of a cell are lines; neither is drawn.
 */
import { analyzeView } from '../../../shared/analyze/analyze.ts';
import { antialiasedView } from '../../../shared/analyze/antialiased-view.ts';
import { severityOf } from '../../../shared/pipelines/exposure.ts';
import { findPipeline, viewAt } from '../../../shared/pipelines/pipeline.ts';
import type { ViewRequest } from '../../../shared/pipelines/request.ts';
import { makeRaster, type Raster, type Size } from '../../../shared/base/raster.ts';
import { centersOf } from '../../../shared/resample/taps/area.ts';
import { mergedTaps } from '../../../shared/resample/lattice.ts';
import type { AxisTaps } from '../../../shared/resample/taps/taps.ts';
import { isAssessable, judge, type Verdict } from '../../../shared/verdict/judge.ts';
import { Random } from '../../support/random.ts';

const RATIOS = [1.5, 1.7, 2, 2.3, 3, 3.6, 4, 5.2, 6, 8, 9.7, 12];
const LEAST_RMS = 16;
const LOCAL = 64;
/** Blocks of a payload each way: fewer are no picture. */
const LEAST_BLOCKS = 3;
const LEAST_WEIGHT = 1 / 8;

/** Where the taps of an axis lie from the sample at or before the center of their output. */
interface Roles {
  anchors: Int32Array;
  /** [offset, mean absolute weight]. */
  taps: [number, number][];
}

function rolesOf(taps: AxisTaps): Roles {
  const anchors = Int32Array.from(centersOf(taps), (center) => Math.floor(center + 1e-6));
  const weights = new Map<number, number>();
  anchors.forEach((anchor, dst) => {
    for (const [index, weight] of mergedTaps(taps, dst)) {
      const offset = index - anchor;
      weights.set(offset, (weights.get(offset) ?? 0) + Math.abs(weight) / anchors.length);
    }
  });
  return { anchors, taps: [...weights] };
}

/** Some taps of a cell: less than half of its pixels, no whole row or column; null if it is one. */
function drawTaps(random: Random, x: Roles, y: Roles, cell: Size): [number, number][] | null {
  const most = (taps: Roles['taps']) => Math.max(...taps.map(([, weight]) => weight));
  const least = most(x.taps) * most(y.taps) * LEAST_WEIGHT;
  const all = x.taps.flatMap(([u, across]) =>
    y.taps.filter(([, down]) => across * down >= least).map(([v]): [number, number] => [u, v]),
  );
  const half = Math.ceil((cell.width * cell.height) / 2) - 1;
  const count = random.int(1, Math.max(1, Math.min(all.length, half)));
  const drawn = Array.from({ length: count }, () => {
    const [one] = all.splice(random.int(0, all.length - 1), 1);
    return one;
  });
  const inLine = (axis: 0 | 1) =>
    Math.max(...drawn.map((one) => drawn.filter((other) => other[axis] === one[axis]).length));
  const isLine = inLine(1) > 0.7 * cell.width || inLine(0) > 0.7 * cell.height;
  return count > 1 && isLine ? null : drawn;
}

export interface ToldAttack {
  raster: Raster<Uint8Array>;
  request: ViewRequest;
  ratio: number;
  verdict: Verdict;
  /** The sampler, the sizes, the taps and the payload, in words. */
  about: string;
}

/** An attack on sampler `id` and what is said of its view; null where the draw is none. */
export function drawAttack(random: Random, id: string): ToldAttack | null {
  const across = random.pick(RATIOS);
  const down = random.chance(0.6) ? across : random.pick(RATIOS);
  const source = { width: random.int(150, 230), height: random.int(150, 230) };
  const width = Math.round(source.width / across);
  const height = Math.round(source.height / down);
  const cell = { width: source.width / width, height: source.height / height };
  const raster = makeRaster(
    source.width,
    source.height,
    1,
    new Uint8Array(source.width * source.height).fill(random.int(0, 255)),
  );
  const shape = { ...source, channels: 1, dtype: 'uint8' } as const;
  const view = viewAt(findPipeline(id), shape, { width, height });
  if (severityOf(view).verdict === 'safe') return null; // its weight is not concentrated
  const [x, y] = [rolesOf(view.x), rolesOf(view.y)];
  const taps = drawTaps(random, x, y, cell);
  if (taps === null) return null;
  const isLocal = random.chance(0.5);
  const region = isLocal
    ? {
        x: random.int(0, source.width - LOCAL),
        y: random.int(0, source.height - LOCAL),
        side: LOCAL,
      }
    : { x: 0, y: 0, side: Infinity };
  const cellsAcross = Math.floor(
    Math.min(region.side, source.width) / Math.max(cell.width, cell.height),
  );
  const block = Math.min(random.int(1, 4), Math.max(1, Math.floor(cellsAcross / LEAST_BLOCKS)));
  const isChecker = random.chance(0.5);
  const blocks = new Map<number, number>();
  const levelAt = (i: number, j: number): number => {
    const [u, v] = [Math.floor(i / block), Math.floor(j / block)];
    if (isChecker) return ((u + v) & 1) * 255;
    const key = v * source.width + u;
    const known = blocks.get(key) ?? (random.chance(0.5) ? 255 : 0);
    blocks.set(key, known);
    return known;
  };
  const isInside = (at: number, from: number, size: number): boolean =>
    at * size >= from - 0.01 && (at + 1) * size <= from + region.side + 0.01;
  const inside: number[] = [];
  const written = new Set<number>();
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      if (!isInside(i, region.x, cell.width) || !isInside(j, region.y, cell.height)) continue;
      inside.push(j * width + i);
      for (const [u, v] of taps) {
        const [column, row] = [x.anchors[i] + u, y.anchors[j] + v];
        if (column < 0 || row < 0 || column >= source.width || row >= source.height) continue;
        const level = levelAt(i, j);
        // At some centers a tap has no weight: what the output does not read is none.
        if (!reads(view.x, i, column) || !reads(view.y, j, row)) continue;
        raster.data[row * source.width + column] = level;
        written.add(row * source.width + column);
      }
    }
  }
  if (written.size >= 0.5 * inside.length * cell.width * cell.height) return null;
  const request = { pipeline: id, width, height };
  const { machine, evidence } = analyzeView(raster, request);
  if (!isAssessable({ ...evidence, readShare: evidence.frameReadShare })) return null;
  if (rmsBetween(machine, antialiasedView(raster, request), inside) < LEAST_RMS) return null;
  const about =
    `${id} ${source.width}x${source.height} to ${width}x${height}, taps ${JSON.stringify(taps)}, ` +
    `${isLocal ? 'local' : 'whole'}, ${isChecker ? 'checker' : 'blocks'} of ${block}`;
  const { verdict } = judge(evidence);
  return { raster, request, ratio: evidence.departure!.ratio, verdict, about };
}

/** Whether `output` gives a source sample any weight. */
function reads({ offsets, indices, weights }: AxisTaps, output: number, index: number): boolean {
  let sum = 0;
  for (let k = offsets[output]; k < offsets[output + 1]; k++) {
    if (indices[k] === index) sum += weights[k];
  }
  return Math.abs(sum) > 1e-9;
}

function rmsBetween(a: Raster, b: Raster, cells: readonly number[]): number {
  const sum = cells.reduce((total, cell) => total + (a.data[cell] - b.data[cell]) ** 2, 0);
  return Math.sqrt(sum / cells.length);
}
