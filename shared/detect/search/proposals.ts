/**
 * Sizes to look at: what the combs of the two axes propose together, what a strong comb of one axis
 * implies for the other, and every size that machines are known to take, comb or not: who hides the
 * comb gains nothing.
 */
import type { Size } from '../../base/raster.ts';
import type { DetectWasm } from '../kernels/wasm.ts';
import { axisLattice, type AxisLattice, type SearchedGeometry } from '../lattice/geometry.ts';
import { distinctSizes, knownSizes, usualSizes, wholeRatioSizes } from './known-sizes.ts';
import type { Projections } from '../lattice/plane.ts';
import {
  axisProfiles,
  combTable,
  FIRST_OFFSET,
  OFFSETS,
  type AxisProfiles,
  type CombTable,
  type PairGeometry,
} from './comb.ts';
import { stepOf } from '../lattice/stepped.ts';
import { steppedCombs } from './stepped-comb.ts';
import { LEAST_PERIOD, LEAST_SIZE, searchedSizes } from './searched-sizes.ts';

export interface Proposal {
  columns: AxisLattice;
  rows: AxisLattice;
  /** Whether a comb says which geometry it is of. */
  isAnchored: boolean;
  combX: number;
  combY: number;
}

/** A size whose comb stands out along one axis. */
export interface Peak {
  geometry: SearchedGeometry;
  size: number;
  z: number;
}

/** What the combs of both axes say. */
export interface Combs {
  x: AxisCombs;
  y: AxisCombs;
  /** The strongest of each axis, pictures' own lattices included. */
  peaksX: Peak[];
  peaksY: Peak[];
  /** z of every size as a lattice of a nearest in two steps; 0 where that was not asked. */
  stepped: { x: Float32Array; y: Float32Array };
  /** Combs of the centered square along the longer axis; null where the picture is square. */
  square: { combs: AxisCombs; from: number; length: number } | null;
}

/** z of every size per geometry: single columns wherever they lie, and pairs. */
export interface AxisCombs {
  table: CombTable;
  /** The larger of the pair and of the single columns about it; index: size. */
  best: Record<SearchedGeometry, Float32Array>;
}

/** Combs below this are found in any picture; unequal sizes are not paired on them. */
const LEAST_COMB = 2.5;
/** Squares whose combs add up to less stand in every picture. */
const LEAST_PAIR = 3;
/** The side of the centered square that is the picture's own has to have this, or the other side is not looked at. */
const LEAST_OF_SQUARE = 3;
/** One comb of this strength implies the other axis. */
const STRONG_COMB = 6;
/** Down to this period the columns beside a pair are its own, and which of OFFSETS they are otherwise. */
const LEAST_OUTER_PERIOD = 3;
const ALL = [0, OFFSETS - 1] as const;
const INNER = [-FIRST_OFFSET, -FIRST_OFFSET + 1] as const;
/** Down to this period blocks of two columns leave a gap. */
const LEAST_BLOCK_PERIOD = 2.1;
const SQUARES = 12;
const SQUARE_CROPS = 5;
const PEAKS = 4;
/** Of so many peaks of one geometry each is paired with each of the other axis. */
const PAIRED = 3;

/** Geometries that sizes are proposed in. */
export const SEARCHED = ['half1', 'half2', 'corner2', 'align2'] as const;

/** The combs of both axes of a picture of `size`. */
export function combsOf(wasm: DetectWasm, { columns, rows }: Projections, size: Size): Combs {
  const { width, height } = size;
  const most = searchedSizes(size)!.most;
  const profileX = axisProfiles(wasm, columns, height);
  const profileY = axisProfiles(wasm, rows, width);
  const combs = (profile: AxisProfiles, to: number): AxisCombs =>
    axisCombs(combTable(wasm, profile, LEAST_SIZE, to, 0, profile.length, true));
  const x = combs(profileX, most.width);
  const y = combs(profileY, most.height);
  const short = Math.min(width, height);
  const long = Math.max(width, height);
  const from = (long - short) >> 1;
  const squareMost = Math.min(most.width, most.height);
  const ofSquare = (): AxisCombs => {
    const [profile, { best }] = width > height ? [profileX, y] : [profileY, x];
    const isAsked = (size: number): boolean =>
      SEARCHED.some((geometry) => best[geometry][size] > LEAST_OF_SQUARE);
    const asked = [LEAST_SIZE, squareMost, from, short, true, isAsked] as const;
    return axisCombs(combTable(wasm, profile, ...asked));
  };
  const square = long > short * 1.01 ? { combs: ofSquare(), from, length: short } : null;
  const stepped = {
    x: steppedCombs(profileX, most.width),
    y: steppedCombs(profileY, most.height),
  };
  return { x, y, peaksX: peaksOf(x), peaksY: peaksOf(y), stepped, square };
}

function axisCombs(table: CombTable): AxisCombs {
  const { length, z, singles } = table;
  const best = (geometry: PairGeometry): Float32Array => {
    const [pairs, of] = [z[geometry], singles[geometry]];
    const found = new Float32Array(pairs.length);
    for (let size = 0; size < found.length; size++) {
      const period = length / size;
      let most = period < LEAST_BLOCK_PERIOD ? 0 : pairs[size];
      // Of short periods the outer columns are those of the next block.
      const [first, last] = period < LEAST_OUTER_PERIOD ? INNER : ALL;
      for (let at = OFFSETS * size + first; at <= OFFSETS * size + last; at++) {
        if (of[at] > most) most = of[at];
      }
      found[size] = most;
    }
    return found;
  };
  const corner = best('corner2');
  const found = { half1: z.half1, half2: best('half2'), corner2: corner, align2: best('align2') };
  return { table, best: { ...found, corner1: corner } };
}

/** The largest z of each geometry, at most PEAKS of each. */
function peaksOf({ best }: AxisCombs): Peak[] {
  return SEARCHED.flatMap((geometry) => {
    const z = best[geometry];
    const most = z.length - 1;
    const peaks = new Strongest(PEAKS);
    for (let size = LEAST_SIZE; size <= most; size++) {
      if (z[size] >= (z[size - 1] || 0) && (size === most || z[size] >= z[size + 1])) {
        peaks.add(geometry, size, z[size]);
      }
    }
    return peaks.list;
  });
}

/** Everything that is worth a look, each lattice once. */
export function proposalsOf(combs: Combs, { width, height }: Size): Proposal[] {
  const found = new Map<string, Proposal>();
  const { most } = searchedSizes({ width, height })!;
  const { x, y } = combs;
  const add = (proposal: Proposal): void => {
    const { columns, rows } = proposal;
    const key =
      `${columns.geometry} ${columns.size} ${columns.from} ` +
      `${rows.geometry} ${rows.size} ${rows.from}`;
    if (!found.has(key)) found.set(key, proposal);
  };
  const propose = (
    geometry: SearchedGeometry,
    across: number,
    down: number,
    isAnchored = true,
  ): void => {
    if (across < LEAST_SIZE || down < LEAST_SIZE) return;
    if (across > most.width || down > most.height) return;
    const columns = axisLattice(geometry, width, across);
    const rows = axisLattice(geometry, height, down);
    const combX = x.best[geometry][across];
    add({ columns, rows, isAnchored, combX, combY: y.best[geometry][down] });
  };
  const side = Math.min(most.width, most.height);
  for (const { geometry, size } of strongestSquares(x, y, side, SQUARES)) {
    propose(geometry, size, size);
  }
  for (const geometry of SEARCHED) {
    const [across, down] = [combs.peaksX, combs.peaksY].map((peaks) =>
      peaks.filter((peak) => peak.geometry === geometry && peak.z >= LEAST_COMB).slice(0, PAIRED),
    );
    for (const a of across) for (const b of down) propose(geometry, a.size, b.size);
  }
  const known = knownSizes({ width, height });
  const usual = usualSizes({ width, height });
  for (const [peaks, own, other] of [
    [combs.peaksX, width, height],
    [combs.peaksY, height, width],
  ] as const) {
    const isX = peaks === combs.peaksX;
    for (const { geometry, size, z } of peaks) {
      if (z < STRONG_COMB) continue;
      const kept = (size * other) / own;
      const sizes = [...known, ...usual]
        .filter((one) => (isX ? one.width : one.height) === size)
        .map((one) => (isX ? one.height : one.width));
      for (const implied of [size, Math.floor(kept), Math.round(kept), Math.ceil(kept), ...sizes]) {
        if (isX) propose(geometry, size, implied);
        else propose(geometry, implied, size);
      }
    }
  }
  const nearest = usualSizes({ width, height }, [Math.round]);
  const tested = distinctSizes([...known, ...nearest, ...wholeRatioSizes({ width, height })]);
  for (const one of tested) {
    // At short periods only nearest samplers leave pixels unread, and a place off is another place.
    const isShort = Math.min(width / one.width, height / one.height) < LEAST_BLOCK_PERIOD;
    for (const geometry of isShort ? (['half1', 'corner2'] as const) : (['half2'] as const)) {
      propose(geometry, one.width, one.height, false);
    }
  }
  if (combs.square !== null) {
    for (const proposal of squareCrops(combs, { width, height })) add(proposal);
  }
  for (const proposal of steppedProposals(combs, { width, height }, tested)) add(proposal);
  return [...found.values()];
}

/**
 * The lattices of a nearest in two steps: those of `tested` whose combs stand out, and the strongest of all.
 * An axis that is short enough to be read in one step has the lattice of any nearest.
 */
function steppedProposals(
  { stepped, x, y }: Combs,
  { width, height }: Size,
  tested: readonly Size[],
): Proposal[] {
  const axis = (length: number, size: number, z: Float32Array, inOne: Float32Array) => {
    const isStepped = stepOf(length, size) > 1;
    const lattice = axisLattice(isStepped ? 'stepped' : 'half1', length, size);
    return { lattice, isStepped, comb: (isStepped ? z : inOne)[size] };
  };
  const [across, down] = [strongest(stepped.x, PAIRED), strongest(stepped.y, PAIRED)];
  const pairs = across.flatMap((a) => down.map((b): Size => ({ width: a, height: b })));
  return distinctSizes([...tested, ...pairs]).flatMap((size) => {
    const columns = axis(width, size.width, stepped.x, x.best.half1);
    const rows = axis(height, size.height, stepped.y, y.best.half1);
    if (!columns.isStepped && !rows.isStepped) return [];
    if (!(Math.min(columns.comb, rows.comb) >= LEAST_COMB)) return [];
    return {
      columns: columns.lattice,
      rows: rows.lattice,
      isAnchored: true,
      combX: columns.comb,
      combY: rows.comb,
    };
  });
}

/** The `count` sizes of the largest z. */
function strongest(z: Float32Array, count: number): number[] {
  const sizes = Array.from(z.keys()).filter((size) => z[size] > 0);
  return sizes.sort((a, b) => z[b] - z[a]).slice(0, count);
}

/** The strongest squares of the centered square. */
function squareCrops({ x, y, square }: Combs, { width, height }: Size): Proposal[] {
  const { combs, from, length } = square!;
  const wide = width > height;
  const most = Math.floor(length / LEAST_PERIOD);
  const [a, b] = wide ? [combs, y] : [x, combs];
  const side = Math.min(most, a.best.half1.length - 1, b.best.half1.length - 1);
  return strongestSquares(a, b, side, SQUARE_CROPS).map(({ geometry, size }) => {
    const inner = axisLattice(geometry, length, size, from);
    const full = axisLattice(geometry, length, size);
    return {
      columns: wide ? inner : full,
      rows: wide ? full : inner,
      isAnchored: true,
      combX: a.best[geometry][size],
      combY: b.best[geometry][size],
    };
  });
}

/** The `count` squares, of any geometry, with the largest sums of both axes' z, the largest first. */
function strongestSquares(
  { best: x }: AxisCombs,
  { best: y }: AxisCombs,
  most: number,
  count: number,
): Peak[] {
  const strongest = new Strongest(count);
  for (const geometry of SEARCHED) {
    const [ofX, ofY] = [x[geometry], y[geometry]];
    for (let size = LEAST_SIZE; size <= most; size++) {
      const z = ofX[size] + ofY[size];
      if (z > LEAST_PAIR) strongest.add(geometry, size, z);
    }
  }
  return strongest.list;
}

/** The largest that are added, the largest first; of equals those that came first. */
class Strongest {
  readonly list: Peak[] = [];
  readonly #count: number;
  /** What does not exceed this is not among them. */
  #least = -Infinity;

  /** `count`: so many are kept. */
  constructor(count: number) {
    this.#count = count;
  }

  add(geometry: SearchedGeometry, size: number, z: number): void {
    if (!(z > this.#least)) return;
    const { list } = this;
    const at = list.findIndex((one) => one.z < z);
    list.splice(at < 0 ? list.length : at, 0, { size, geometry, z });
    if (list.length > this.#count) list.pop();
    if (list.length === this.#count) this.#least = list[list.length - 1].z;
  }
}
