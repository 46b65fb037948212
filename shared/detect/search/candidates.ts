/**
 * Candidate lattices of an image, best first: what the combs of the two axes and the sizes that machines
 * take propose (proposals.ts), folded at their period to find which pixels of a cell stray (fold.ts).
 */
import type { Size } from '../../base/raster.ts';
import type { Bytes, DetectWasm } from '../kernels/wasm.ts';
import { axisLattice } from '../lattice/geometry.ts';
import { distinctSizes, knownSizes, usualSizes } from './known-sizes.ts';
import { namesOf, plausibilityOf, type SizeNames } from './plausible.ts';
import type { Plane, Planes } from '../lattice/plane.ts';
import type { AxisPair, Candidate } from './candidate.ts';
import { distinct } from './distinct.ts';
import { Folder } from './fold.ts';
import { prescreen, type Prescreened } from './prescreen.ts';
import { promise, type Standout } from './standout.ts';
import { combsOf, proposalsOf, type Combs, type Proposal } from './proposals.ts';
import { anchorsOf, besideOf, complementOf } from './related.ts';
import { LEAST_SIZE, searchedSizes } from './searched-sizes.ts';

/** The strongest lattice of a picture, whether or not anything is written on it. */
export interface OwnLattice extends Size {
  /** Deviations of the weaker of both axes. */
  comb: number;
}

/** Cells and tiles per axis of the prescreening. */
const CELLS = 64;
const TILES = 6;
/** Pixels that are folded of every proposed size, and of those that are looked at closely. */
const QUICK_PIXELS = 1e6;
const CLOSE_PIXELS = 4e6;
/** How many sizes are looked at closely: with the strongest combs, and of those that stand out most. */
const BY_COMB = 8;
const BY_FOLD = 10;
/** So many of each are folded whole, on the map of the median too, whatever a look in passing shows. */
const ALWAYS = 2;

/** What the search proposes. */
export interface Found {
  candidates: Candidate[];
  lattices: OwnLattice[];
  /** Sizes that stood out and were not looked at, for there were too many. */
  skipped: number;
}

/** A size and what a quick fold says of it. */
interface Quick {
  proposal: Proposal;
  standout: Standout;
  promised: number;
}

/** The `keep` most promising candidates of distinct sizes, and those that stand out most; the strongest lattices. */
export function findCandidates(
  wasm: DetectWasm,
  planes: Pick<Planes, 'main' | 'projections'>,
  keep: number,
): Found {
  if (searchedSizes(planes.main) === null) return { candidates: [], lattices: [], skipped: 0 };
  return wasm.scoped(() => findAmongSizes(wasm, planes, keep));
}

function findAmongSizes(
  wasm: DetectWasm,
  { main: plane, projections }: Pick<Planes, 'main' | 'projections'>,
  keep: number,
): Found {
  const combs = combsOf(wasm, projections, plane);
  const names = namesOf(plane);
  const sizes = distinctSizes([...knownSizes(plane), ...usualSizes(plane)]);
  const { isolated, pixels, blocks } = plane;
  const folder = new Folder(wasm, plane, [isolated, pixels, blocks, plane.median]);
  const most = Math.min(QUICK_PIXELS, (plane.width * plane.height) / 2);
  const passed = new Map<string, Standout>();
  const quickly = (proposal: Proposal): Quick => {
    const { columns, rows } = proposal;
    const name = latticesOf(proposal);
    const standout = passed.get(name) ?? folder.standout(isolated, columns, rows, most, HINT);
    passed.set(name, standout);
    return { proposal, standout, promised: promise(standout) };
  };
  const quick = proposalsOf(combs, plane).map(quickly);
  const byComb = [...quick].sort((a, b) => combOf(b.proposal) - combOf(a.proposal));
  const byFold = [...quick].sort((a, b) => b.promised - a.promised);
  const chosen = new Map<string, Quick>();
  const always = new Set([...byComb.slice(0, ALWAYS), ...byFold.slice(0, ALWAYS)]);
  for (const one of [...byComb.slice(0, BY_COMB), ...byFold.slice(0, BY_FOLD)]) {
    const near = [...besideOf(one.proposal, combs, sizes), ...complementOf(one.proposal, combs)];
    for (const each of [one, ...near.map(quickly)]) {
      const place = placeOf(each.proposal);
      const known = chosen.get(place)?.proposal;
      // Of a size that has no comb of its own every geometry is tried.
      if (known === undefined || (known.isAnchored && !each.proposal.isAnchored)) {
        chosen.set(place, each);
      }
    }
  }
  /** Whether a close look is worth its time: what a size shows in passing, or all of it on a strong comb or of the first. */
  const isWorth = (one: Quick): boolean => {
    if (isHint(one.standout)) return true;
    const { columns, rows, combX, combY } = one.proposal;
    const isStrong = Math.max(combX, combY) >= STRONG_COMB;
    if (!isStrong && !always.has(one)) return false;
    const isHintIn = (map: Bytes): boolean =>
      isHint(folder.standout(map, columns, rows, CLOSE_PIXELS, HINT));
    return isHintIn(isolated) || (always.has(one) && isHintIn(plane.median));
  };
  const found = [...chosen.values()].filter(isWorth).map(({ proposal }) => {
    // Of the sizes that machines take the anchor is not known.
    const anchored = proposal.isAnchored ? [proposal] : anchorsOf(proposal, combs);
    const best = anchored.length === 1 ? anchored[0] : clearestOf(folder, plane, anchored, most);
    return candidateOf(wasm, plane, folder, best, names);
  });
  const left = byFold
    .slice(BY_FOLD)
    .filter(({ standout }) => standout.tile > STANDS_OUT && standout.pointed > POINTED);
  return { candidates: distinct(found, keep), lattices: ownLattices(combs), skipped: left.length };
}

/** The one of `proposals` that promises most, on the maps of what is isolated or on that of the median. */
function clearestOf(
  folder: Folder,
  { isolated, median }: Plane,
  proposals: readonly Proposal[],
  mostPixels: number,
): Proposal {
  const promised = proposals.map((one) => {
    const of = (map: Bytes): number =>
      promise(folder.standout(map, one.columns, one.rows, mostPixels));
    return { one, most: Math.max(of(isolated), of(median)) };
  });
  return promised.reduce((a, b) => (b.most > a.most ? b : a)).one;
}

/**
 * What a fold in passing has to show before a size is looked at closely: about half of what examine.ts
 * asks for, since it sees about half of the pixels.
 */
const HINT = { tile: 8, whole: 16, concentrated: 0.5 };
/** One comb of this strength is reason enough to fold every row. */
const STRONG_COMB = 6;

function isHint({ tile, whole, concentrated }: Standout): boolean {
  return (tile >= HINT.tile || whole >= HINT.whole) && concentrated >= HINT.concentrated;
}

/** Sum of both combs; squares, which machines mostly take, are a little ahead. */
function combOf({ columns, rows, combX, combY }: Proposal): number {
  return combX + combY + (columns.size === rows.size ? 1 : 0);
}

/** Deviations of a fold that chance and texture do not reach, and of points rather than lines. */
const STANDS_OUT = 40;
const POINTED = 1;

/** The lattices of a proposal, whatever their offset. */
function latticesOf({ columns, rows }: AxisPair): string {
  const { geometry, size, from, length } = columns;
  return `${geometry} ${size} ${from} ${length} ${rows.geometry} ${rows.size} ${rows.from} ${rows.length}`;
}

/** The size of a proposal, the part of the picture that it is of, and whether its step is even. */
function placeOf({ columns, rows }: AxisPair): string {
  const places = [columns, rows].map(({ size, from, length }) => `${size} ${from} ${length}`);
  const isStepped = [columns, rows].some(({ geometry }) => geometry === 'stepped');
  return [...places, isStepped].join(' ');
}

function candidateOf(
  wasm: DetectWasm,
  plane: Plane,
  folder: Folder,
  proposal: Proposal,
  names: SizeNames,
): Candidate {
  const { columns, rows, combX, combY } = proposal;
  const all = standoutsOf(folder, plane, proposal);
  const [pixels, blocks, median] = all;
  const standout = all.reduce((a, b) => (promise(b) > promise(a) ? b : a));
  const isClear = ({ tile, whole }: Standout): boolean => Math.max(tile, whole) > CLEAR;
  const single = placed(proposal, (isClear(pixels) ? pixels : median).single, 1);
  // The map of blocks has them at their first pixel.
  const block = placed(proposal, isClear(blocks) ? blocks.single : median.block, 2);
  const plausible = plausibilityOf(columns, rows, names);
  const clearer = promise(blocks) > promise(pixels) ? 2 : 1;
  // Most candidates are never asked for what their crossings say.
  let screened: Prescreened | null = null;
  const screen = (): Prescreened => {
    if (screened !== null) return screened;
    const ofSingle = prescreen(wasm, plane, single.columns, single.rows, CELLS, TILES);
    const ofBlock = prescreen(wasm, plane, block.columns, block.rows, CELLS, TILES);
    screened = ofBlock.z > ofSingle.z ? ofBlock : ofSingle;
    return screened;
  };
  return {
    ...{ single, block, combX, combY, standout, clearer, plausible },
    get z() {
      return screen().z;
    },
    get contrast() {
      return screen().contrast;
    },
  };
}

/** What stands out of the maps of pixels, of blocks and of the median, each by itself. */
function standoutsOf(folder: Folder, plane: Plane, { columns, rows }: AxisPair): Standout[] {
  const maps = [plane.pixels, plane.blocks, plane.median];
  return maps.map((map) => folder.standout(map, columns, rows, CLOSE_PIXELS));
}

/** What stands out most of a lattice of any part of `plane`. */
export function standoutAt(wasm: DetectWasm, plane: Plane, pair: AxisPair): Standout {
  const all = wasm.scoped(() => standoutsOf(new Folder(wasm, plane), plane, pair));
  return all.reduce((a, b) => (promise(b) > promise(a) ? b : a));
}

const CLEAR = 8;

function placed({ columns, rows }: AxisPair, at: { x: number; y: number }, taps: 1 | 2): AxisPair {
  const on = (lattice: AxisPair['columns'], offset: number) =>
    axisLattice(lattice.geometry, lattice.length, lattice.size, lattice.from, offset, taps);
  return { columns: on(columns, at.x), rows: on(rows, at.y) };
}

/** Strong lattices of distinct sizes: pairs of one geometry, by the weaker of both combs. */
function ownLattices({ peaksX, peaksY }: Combs): OwnLattice[] {
  const all: OwnLattice[] = [];
  for (const x of peaksX) {
    for (const y of peaksY) {
      if (x.geometry !== y.geometry || x.size < LEAST_SIZE || y.size < LEAST_SIZE) continue;
      all.push({ width: x.size, height: y.size, comb: Math.min(x.z, y.z) });
    }
  }
  const kept: OwnLattice[] = [];
  for (const one of all.sort((a, b) => b.comb - a.comb)) {
    const isKnown = kept.some(
      ({ width, height }) => Math.abs(width - one.width) <= 1 && Math.abs(height - one.height) <= 1,
    );
    if (!isKnown && kept.length < MOST_LATTICES) kept.push(one);
  }
  return kept;
}

const MOST_LATTICES = 4;
