/**
 * Which resizers read a lattice, off their tap tables: those that give the written pixels clearly more
 * weight than their share of a cell. Nothing is listed by hand.
 *
 *   share   mean over outputs of (absolute weight on the written samples / all of it), of both axes
 *           multiplied
 *   gain    share / (written pixels / pixels of a cell): 1 where all pixels count alike, the ratio
 *           squared for NEAREST that reads the one written pixel
 *   match   cosine between the weights of an output and its block, of both axes multiplied: the order of
 *           the readers, equal ones by library
 */
import type { Size } from '../../base/raster.ts';
import { SAMPLERS } from '../../resample/catalog.ts';
import { axisTapsOf, type Plan, type SourceShape } from '../../resample/taps/plan.ts';
import { planOf } from '../../resample/resize.ts';
import type { AxisTaps } from '../../resample/taps/taps.ts';
import { startOf, type AxisLattice } from './geometry.ts';

export interface Reader {
  sampler: string;
  /** 0..1: how alike its weights and the written pixels are, as the cosine between them. */
  match: number;
}

/** Least gain of a reader: antialiased kernels peak at 1.5 in the middle of a cell. */
export const LEAST_GAIN = 1.8;
type Probe = readonly [source: number, target: number];

/** Axes at which every sampler is asked whether it leaves pixels nearly unread, and told from others. */
const ODD_RATIOS: readonly Probe[] = [
  [67, 42],
  [67, 27],
  [67, 15],
];
/**
 * Axes at which one is asked that did not so far: some average whole blocks first, and leave pixels unread just
 * below the next block; one samples first, but no axis that makes it short.
 */
const FURTHER_RATIOS: readonly Probe[] = [
  [67, 36],
  [67, 35],
  [67, 32],
  [67, 17],
  [131, 17],
  [319, 26],
];
/** Axes that tell tables apart besides: at whole ratios samplers round the middle of a cell to either side. */
const WHOLE_RATIOS: readonly Probe[] = [
  [64, 32],
  [64, 16],
  [66, 11],
  [120, 9],
];
/** Share of the heaviest samples that an even table would not reach. */
const CONCENTRATED = 1.6;

/** The samplers that concentrate their weight at some ratio, and by table one of each library. */
interface Concentrating {
  all: readonly string[];
  byTable: readonly (readonly string[])[];
}

let known: Concentrating | undefined;

/** The samplers of the catalogue that leave weight concentrated; an attack needs one of them. */
export function concentratingSamplers(): readonly string[] {
  return concentrating().all;
}

function concentrating(): Concentrating {
  if (known !== undefined) return known;
  const all: string[] = [];
  const byTable = new Map<string, Map<string, string>>();
  for (const { id, library } of SAMPLERS) {
    const tables = ODD_RATIOS.map((axis) => probe(id, axis));
    if (!tables.some(concentrates)) {
      const further = FURTHER_RATIOS.map((axis) => probe(id, axis));
      if (!further.some(concentrates)) continue;
      tables.push(...further);
    }
    tables.push(...WHOLE_RATIOS.map((axis) => probe(id, axis)));
    all.push(id);
    const key = tables.map(keyOf).join(' ');
    const alike = byTable.get(key) ?? new Map<string, string>();
    if (!alike.has(library)) alike.set(library, id);
    byTable.set(key, alike);
  }
  known = { all, byTable: [...byTable.values()].map((alike) => [...alike.values()]) };
  return known;
}

function probe(id: string, [side, target]: Probe): AxisTaps {
  const source = { width: side, height: side, channels: 1, dtype: 'uint8' } as const;
  return axisTapsOf(planOf(id, source, { width: target, height: target }), 'x');
}

/** Whether outputs have clearly more of their weight on one sample than if all of a cell counted alike. */
export function concentrates({ srcSize, dstSize, offsets, weights }: AxisTaps): boolean {
  let sum = 0;
  for (let dst = 0; dst < dstSize; dst++) {
    let [most, all] = [0, 0];
    for (let k = offsets[dst]; k < offsets[dst + 1]; k++) {
      most = Math.max(most, Math.abs(weights[k]));
      all += Math.abs(weights[k]);
    }
    sum += all > 0 ? most / all : 0;
  }
  return ((sum / dstSize) * (srcSize / dstSize)) ** 2 > CONCENTRATED;
}

/**
 * Who reads the lattice of `columns` and `rows` in a source of that shape, the most of it first: one
 * sampler of each library and table; others of a library differ in how they round.
 */
export function readersOf(
  columns: AxisLattice,
  rows: AxisLattice,
  shape: Pick<SourceShape, 'channels' | 'dtype'>,
): Reader[] {
  const key = JSON.stringify([columns, rows, shape.channels, shape.dtype]);
  const asked = lately.get(key);
  if (asked !== undefined) return [...asked];
  const readers = readersAt(columns, rows, shape);
  if (lately.size >= MOST_LATELY) lately.delete([...lately.keys()][0]);
  lately.set(key, readers);
  return [...readers];
}

/** What was asked lately: of what is found the same is asked when it is read, named and confirmed. */
const lately = new Map<string, readonly Reader[]>();
const MOST_LATELY = 16;

function readersAt(
  columns: AxisLattice,
  rows: AxisLattice,
  { channels, dtype }: Pick<SourceShape, 'channels' | 'dtype'>,
): Reader[] {
  const source = { width: columns.length, height: rows.length, channels, dtype };
  const target = { width: columns.size, height: rows.size };
  const fair = (columns.taps * rows.taps) / (columns.period * rows.period);
  const readers: Reader[] = [];
  for (const alike of concentrating().byTable) {
    // Bytes every sampler takes: what one of a table reads, all read.
    const groups = dtype === 'uint8' ? [alike] : alike.map((sampler) => [sampler]);
    for (const group of groups) {
      const plan = planFor(group[0], source, target);
      if (plan === null) continue;
      const x = fitOf(axisTapsOf(plan, 'x'), columns);
      const y = fitOf(axisTapsOf(plan, 'y'), rows);
      if (x.share * y.share < Math.max(LEAST_GAIN * fair, LEAST_SHARE)) continue;
      const match = x.match * y.match;
      readers.push(...group.map((sampler) => ({ sampler, match })));
    }
  }
  return inTurns(readers);
}

/** Null of a sampler that takes bytes alone, where `source` has other samples. */
function planFor(sampler: string, source: SourceShape, target: Size): Plan | null {
  try {
    return planOf(sampler, source, target);
  } catch (error) {
    if (error instanceof RangeError && source.dtype !== 'uint8') return null;
    throw error;
  }
}

/** Libraries in the order in which they are met in practice. */
const LIBRARIES = ['tensorflow', 'opencv', 'torch', 'pillow', 'torchvision', 'skimage', 'tfjs'];

/** Best matches first; of equal ones the first of every library before the second of any. */
function inTurns(readers: readonly Reader[]): Reader[] {
  const libraryOf = ({ sampler }: Reader): string => sampler.slice(0, sampler.indexOf('/'));
  const seen = new Map<string, number>();
  const placed = readers.map((reader) => {
    const library = libraryOf(reader);
    const match = Math.round(10 * reader.match);
    const turn = seen.get(`${library} ${match}`) ?? 0;
    seen.set(`${library} ${match}`, turn + 1);
    const rank = LIBRARIES.indexOf(library);
    return { reader, match, turn, rank: rank < 0 ? LIBRARIES.length : rank };
  });
  return placed
    .sort((a, b) => b.match - a.match || a.turn - b.turn || a.rank - b.rank)
    .map(({ reader }) => reader);
}

/** A share below which hardly anything is seen. */
const LEAST_SHARE = 0.02;

/** Of the weight of an output the mean share that lies on its block, and the cosine between both. */
function fitOf(
  { dstSize, offsets, indices, weights }: AxisTaps,
  lattice: AxisLattice,
): { share: number; match: number } {
  let [share, match] = [0, 0];
  for (let dst = 0; dst < dstSize; dst++) {
    const start = startOf(lattice, dst) - lattice.from;
    let [on, all, square] = [0, 0, 0];
    for (let k = offsets[dst]; k < offsets[dst + 1]; k++) {
      const weight = Math.abs(weights[k]);
      all += weight;
      square += weight * weight;
      if (indices[k] >= start && indices[k] < start + lattice.taps) on += weight;
    }
    if (all === 0) continue;
    share += on / all;
    match += on / Math.sqrt(square * lattice.taps);
  }
  return { share: share / dstSize, match: match / dstSize };
}

/** The same for tables that are alike: a hash of indices and of weights in 64ths. */
function keyOf({ offsets, indices, weights }: AxisTaps): string {
  let hash = 2166136261;
  for (let k = 0; k < indices.length; k++) {
    const weight = Math.round(weights[k] * 64);
    if (weight === 0) continue;
    hash = Math.imul(hash ^ indices[k], 16777619);
    hash = Math.imul(hash ^ weight, 16777619);
  }
  return `${offsets.length} ${hash >>> 0}`;
}
