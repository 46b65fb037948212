/** Measures pictures in WebAssembly: they are made, held against their cells and summed up there. */
import { distanceOf, type ChannelSums } from '../cells/disagreement.ts';
import type { Address } from '../resample/simd/exports.ts';
import {
  isReadable,
  readViews,
  strideOf,
  type Lines,
  type Reading,
} from '../resample/simd/read-views.ts';
import type { ResizeWasm } from '../resample/simd/resize-wasm.ts';
import type { Frame } from '../pipelines/pipeline.ts';
import { cellTables, type SamePlaces, type Sampling } from './antialiased-reference.ts';
import {
  emptyMap,
  fillRow,
  gridPlaces,
  type DifferenceMap,
  type LevelPicture,
} from './difference-map.ts';
import type { Measurement, PictureOrder } from './picture-order.ts';
import { blockTables, type Plane } from './planes.ts';
import type { SourcePlanes } from './source-planes.ts';

/** Pictures whose samples lie at the same places: what they are held against, and they themselves. */
interface Held {
  mean: Lines;
  square: Lines;
  pictures: { place: number; order: PictureOrder; lines: Lines }[];
}

/** Sums over the columns of the pictures, in doubles. */
interface Sums {
  differences: Address;
  squares: Address;
  /** For what is not to be counted again. */
  ignored: Address;
}

/**
 * Measures the orders of `groups`, each with its place among `orders`. Null where `wasm` cannot: some samples are
 * doubles, or an output has no tap.
 */
export function measureInLanes(
  wasm: ResizeWasm,
  planes: SourcePlanes,
  orders: readonly PictureOrder[],
  groups: readonly SamePlaces[],
): Generator<readonly [number, Measurement]> | null {
  const cells = groups.flatMap(({ sampling }) => momentReadings(planes, sampling));
  const members = groups.flatMap((group) => group.members);
  const made = members.flatMap((i) => {
    const order = orders[i];
    if (order.picture !== null) return [];
    const { k, x, y } = blockTables(order);
    return [readingOf(planes.means(k), { x, y })];
  });
  const readings = [...cells, ...made];
  if (!isReadable(readings)) return null;
  return measureAll(wasm, planes, orders, groups, readings);
}

function momentReadings(planes: SourcePlanes, sampling: Sampling): Reading[] {
  const { k, x, y } = cellTables(sampling);
  if (k === 1) {
    const { raster, scale } = planes.full;
    const mean = { raster, x, y, squared: false, scale };
    return [mean, { ...mean, squared: true, scale: scale * scale }];
  }
  const { mean, square } = planes.blocks(k);
  return [readingOf(mean, { x, y }), readingOf(square, { x, y })];
}

function readingOf({ raster, scale }: Plane, { x, y }: Pick<Reading, 'x' | 'y'>): Reading {
  return { raster, x, y, squared: false, scale };
}

function* measureAll(
  wasm: ResizeWasm,
  { full }: SourcePlanes,
  orders: readonly PictureOrder[],
  groups: readonly SamePlaces[],
  readings: readonly Reading[],
): Generator<readonly [number, Measurement]> {
  const { channels } = full.raster;
  const given = groups.flatMap(({ members }) => members.filter((i) => orders[i].picture !== null));
  const widest = Math.max(...groups.map(({ sampling }) => sampling.x.dstSize * channels));
  const { lines, more } = readViews(wasm, readings, [
    ...new Array<number>(3).fill(strideOf(widest) * 2),
    ...given.map((i) => strideOf(orders[i].x.dstSize * channels) * orders[i].y.dstSize),
  ]);
  const [differences, squares, ignored, ...places] = more;
  const sums = { differences, squares, ignored };
  const made = lines.slice(2 * groups.length);
  const held = groups.map(({ members }, i): Held => ({
    mean: lines[2 * i],
    square: lines[2 * i + 1],
    pictures: members.map((place) => {
      const order = orders[place];
      const { picture } = order;
      const own = picture === null ? made.shift()! : putPicture(wasm, picture, places.shift()!);
      return { place, order, lines: own };
    }),
  }));
  for (const { mean, square, pictures } of held) {
    const variances = variancesOf(wasm, mean, square, channels, squares);
    for (const { place, order, lines: picture } of pictures) {
      yield [place, measure(wasm, picture, mean, variances, order.frame, full, sums)];
    }
  }
}

function putPicture(wasm: ResizeWasm, picture: LevelPicture, at: Address): Lines {
  const count = picture.width * picture.channels;
  const stride = strideOf(count);
  for (let y = 0; y < picture.height; y++) {
    const line = new Float32Array(wasm.memory.buffer, at + y * stride, count);
    line.set(picture.data.subarray(y * count, (y + 1) * count));
  }
  return { at, count, stride, rows: picture.height };
}

/** The sums of the variances of each channel. */
function variancesOf(
  wasm: ResizeWasm,
  mean: Lines,
  square: Lines,
  channels: number,
  at: Address,
): number[] {
  const { count, stride, rows } = mean;
  const line = clear(wasm, at, count);
  wasm.addVariances(mean.at, square.at, stride, rows, count, at);
  return byChannel(line, channels);
}

function measure(
  wasm: ResizeWasm,
  picture: Lines,
  mean: Lines,
  variances: readonly number[],
  frame: Frame,
  { raster }: Plane,
  at: Sums,
): Measurement {
  const { channels } = raster;
  const { count, rows } = picture;
  const size = { width: count / channels, height: rows };
  const squares = clear(wasm, at.squares, count);
  const map = mapOf(wasm, picture, mean, gridPlaces(size, frame, raster), channels, at);
  const sums = byChannel(squares, channels).map((squared, c): ChannelSums => ({
    squared,
    variance: variances[c],
  }));
  const { rms, normalised } = distanceOf(sums, size.width * size.height);
  return { disagreement: { rms, normalised }, map };
}

/** The map of differences; the squares of all rows are added up on the way, each row once. */
function mapOf(
  wasm: ResizeWasm,
  picture: Lines,
  mean: Lines,
  { columns, rows }: ReturnType<typeof gridPlaces>,
  channels: 1 | 3,
  { differences, squares, ignored }: Sums,
): DifferenceMap {
  const map = emptyMap();
  const { count, stride } = picture;
  const add = (from: number, to: number, toDifferences: Address, toSquares: Address) => {
    if (from >= to) return;
    const first = from * stride;
    const [a, b] = [picture.at + first, mean.at + first];
    wasm.addDifferences(a, b, stride, to - from, count, toDifferences, toSquares);
  };
  let counted = 0;
  rows.forEach((row, cellY) => {
    if (row === null) return;
    add(counted, row.from, ignored, squares);
    counted = Math.max(counted, row.from);
    const sums = clear(wasm, differences, count);
    // A row may lie in several cells of a picture of few rows.
    add(row.from, Math.min(row.to, counted), differences, ignored);
    add(counted, row.to, differences, squares);
    counted = Math.max(counted, row.to);
    fillRow(map, cellY, columns, sums, channels, row.to - row.from);
  });
  add(counted, picture.rows, ignored, squares);
  return map;
}

/** `count` doubles in memory, all 0. */
function clear(wasm: ResizeWasm, at: Address, count: number): Float64Array {
  return new Float64Array(wasm.memory.buffer, at, count).fill(0);
}

function byChannel(line: Float64Array, channels: number): number[] {
  const sums = new Array<number>(channels).fill(0);
  for (let i = 0; i < line.length; i += channels) {
    for (let c = 0; c < channels; c++) sums[c] += line[i + c];
  }
  return sums;
}
