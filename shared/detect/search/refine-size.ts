/**
 * The size of what was found, read once more from the pixels that were written. The search looks for
 * lattices of the whole frame and of the centered square: where another part was written for, they
 * meet a run of its lattice and tell a wrong size. Here the pitch (pitch.ts) and the extent (extent.ts)
 * of what strays say about where a lattice lies, and exact lattices of that place are held against it:
 *
 *   fit = sum of the profile at the blocks, in mean blocks, less UNWRITTEN for each
 *
 * It never decides whether something was written, and another size is told only where its lattice
 * holds clearly more of all that strays than any lattice about as large as the one that was found.
 */
import { LEAST_SIZE } from './searched-sizes.ts';
import { standardize } from './comb.ts';
import { extentOf, UNWRITTEN, type Extent } from '../lattice/extent.ts';
import {
  BY_SAMPLERS,
  axisLattice,
  startsOf,
  tapsOf,
  type AxisLattice,
  type Geometry,
} from '../lattice/geometry.ts';
import type { DetectWasm } from '../kernels/wasm.ts';
import { crestAt, pitchOf, type Pitch } from '../lattice/pitch.ts';
import { STRIPS, type Plane, type PlaneName, type Planes } from '../lattice/plane.ts';
import { knownSizes } from './known-sizes.ts';

/** A lattice of both axes in one plane. */
export interface Reading {
  plane: PlaneName;
  columns: AxisLattice;
  rows: AxisLattice;
}

/** How many times as much of what strays another lattice has to hold. */
const CLEARLY = 1.2;
/** The same for the whole frame instead of a part of it, at the same pitch. */
const WIDER = 1.1;
/** Share of what a part holds that the whole frame at its pitch has to. */
const NO_LESS = 0.97;
/** Blocks by which an extent may be wrong, and how much larger a known size may be: edges may be bare. */
const UNSURE = 6;
const BARE = 1.4;
/** Blocks that equal sides are worth, and those of a known size besides: machines mostly take squares. */
const SQUARE = 4;
const KNOWN = 6;

/** Places between two ends that a lattice is tried at. */
const MOST_PLACES = 8;

interface Axis {
  pitch: Pitch;
  extent: Extent;
  length: number;
}

interface Fit {
  lattice: AxisLattice;
  sum: number;
}

/** The better reading of `found`, one of `others` perhaps; null where there is none. */
export function refineSize(
  wasm: DetectWasm,
  planes: Planes,
  found: Reading,
  others: readonly Reading[],
): Reading | null {
  const plane = planes.load(found.plane);
  const wider = others.find((one) => isWider(one, found, plane));
  const about = heldAbout(wasm, plane, found);
  const aboutWider = wider === undefined ? 0 : heldAbout(wasm, plane, wider);
  let best: Reading | null = null;
  let most = CLEARLY * about;
  if (wider !== undefined && aboutWider > WIDER * about) {
    best = { plane: plane.name, columns: wider.columns, rows: wider.rows };
    most = CLEARLY * aboutWider;
  }
  if (most >= 1) return best;
  const { width, height } = plane;
  const x = pitchOf(profilesOf(planes.projections.columns, height));
  const y = pitchOf(profilesOf(planes.projections.rows, width));
  const { columns, rows } = extentOf(plane, x, y);
  const across: Axis = { pitch: x, extent: columns, length: width };
  const down: Axis = { pitch: y, extent: rows, length: height };
  for (const taps of [1, 2] as const) {
    const pair = bestPair(plane, across, down, taps);
    if (pair === null) continue;
    const held = heldBy(wasm, plane, ...pair);
    if (held > most) [best, most] = [{ plane: plane.name, columns: pair[0], rows: pair[1] }, held];
  }
  return wholeOf(wasm, plane, best ?? found) ?? best;
}

/**
 * The lattice of the whole frame that goes on beyond `part` at its pitch; null where `part` is the frame or its
 * centered part, and where that lattice holds less of what strays. Whoever writes only where a picture is dark writes
 * on a part of a lattice of the whole; one for another part mostly lies elsewhere.
 */
function wholeOf(wasm: DetectWasm, plane: Plane, part: Reading): Reading | null {
  const { width, height } = plane;
  if (isCentered(part.columns, width) && isCentered(part.rows, height)) return null;
  const least = NO_LESS * heldBy(wasm, plane, part.columns, part.rows);
  const taps = part.columns.taps;
  let best: Reading | null = null;
  let most = least;
  for (const geometry of BY_SAMPLERS.filter((one) => tapsOf(one) === taps)) {
    const columns = goingOn(part.columns, geometry, width);
    const rows = goingOn(part.rows, geometry, height);
    const held = heldBy(wasm, plane, columns, rows);
    if (held >= most) [best, most] = [{ plane: plane.name, columns, rows }, held];
  }
  return best;
}

/** Whether a part begins as far from the one border as it ends from the other, as a centered crop does. */
function isCentered({ from, length }: AxisLattice, whole: number): boolean {
  return Math.abs(from - (whole - from - length)) <= 2;
}

/** The lattice of `geometry` over `whole` columns that is at the pitch of `part` and meets its middle. */
function goingOn(part: AxisLattice, geometry: Geometry, whole: number): AxisLattice {
  const own = startsOf(part);
  const middle = own[own.length >> 1];
  const size = Math.max(LEAST_SIZE, Math.round(whole / part.period));
  const lattice = axisLattice(geometry, whole, size);
  const distances = Array.from(startsOf(lattice), (start) => middle - start);
  const offset = distances.reduce((a, b) => (Math.abs(b) < Math.abs(a) ? b : a));
  return axisLattice(geometry, whole, size, 0, offset);
}

/** Whether `one` is of the whole frame of `plane`, at the pitch that `found` has in a part of it. */
function isWider(one: Reading, found: Reading, plane: Plane): boolean {
  const isPart = found.columns.length < plane.width || found.rows.length < plane.height;
  const isWhole = one.columns.length === plane.width && one.rows.length === plane.height;
  const isSamePitch = (['columns', 'rows'] as const).every(
    (axis) => Math.abs(one[axis].period / found[axis].period - 1) * one[axis].size < 1.5,
  );
  return isPart && isWhole && isSamePitch;
}

/** The maps of the median and of pixels, per column or row. */
function profilesOf(sums: readonly Float64Array[], across: number): Float64Array[] {
  const residuals = new Float64Array(sums[0].length);
  for (const strip of sums.slice(0, STRIPS)) strip.forEach((v, i) => (residuals[i] += v));
  return [residuals, sums[STRIPS]].map((profile) => standardize(profile, across));
}

/** The lattices of blocks of `taps` that fit best together; null where there is none. */
function bestPair(
  plane: Plane,
  x: Axis,
  y: Axis,
  taps: 1 | 2,
): [columns: AxisLattice, rows: AxisLattice] | null {
  const counts = [x, y].map(({ extent: { first, last } }) => last - first + 1);
  const larger = Math.max(...counts);
  const squares = new Set(
    knownSizes(plane).flatMap(({ width, height }) => (width === height ? width : [])),
  );
  const fits = [x, y].map((axis, a) => {
    const around = [counts[a], larger].flatMap((n) =>
      Array.from({ length: 2 * UNSURE + 1 }, (_, i) => n - UNSURE + i),
    );
    const sizes = [...around, ...[...squares].filter((n) => n <= BARE * larger + UNSURE)];
    const least = Math.max(LEAST_SIZE, counts[a] - UNSURE);
    const profile = writtenProfile(plane, a === 0, x, y, taps);
    return fitsOf(
      axis,
      profile,
      taps,
      [...new Set(sizes)].filter((n) => n >= least),
    );
  });
  const [unitX, unitY] = fits.map((of) =>
    of.reduce((unit, { sum, lattice }) => Math.max(unit, sum / lattice.size), 0),
  );
  let best: [AxisLattice, AxisLattice] | null = null;
  let most = -Infinity;
  for (const { lattice: columns, sum: sumX } of fits[0]) {
    for (const { lattice: rows, sum: sumY } of fits[1]) {
      if (columns.geometry !== rows.geometry) continue;
      const isSquare = columns.size === rows.size;
      const fit =
        sumX / unitX +
        sumY / unitY -
        UNWRITTEN * (columns.size + rows.size) +
        (isSquare ? SQUARE + (squares.has(columns.size) ? KNOWN : 0) : 0);
      if (fit > most) [best, most] = [[columns, rows], fit];
    }
  }
  return best;
}

/** What strays per column (or row) along the crests of the other axis, within its extent. */
function writtenProfile(plane: Plane, isX: boolean, x: Axis, y: Axis, taps: 1 | 2): Float64Array {
  const { width, height } = plane;
  const map = (taps === 2 ? plane.blocks : plane.pixels).view();
  const { pitch, extent, length } = isX ? y : x;
  const from = Math.floor(extent.first * pitch.period);
  const to = Math.min(length, Math.ceil((extent.last + 1) * pitch.period));
  const sums = new Float64Array(isX ? width : height);
  for (let k = from; k < to; k++) {
    // Blocks stand at their first sample.
    const weight = crestAt(pitch, k + (taps - 1) / 2);
    if (weight <= 0) continue;
    const [start, step] = isX ? [k * width, 1] : [k, width];
    for (let i = 0, at = start; i < sums.length; i++, at += step) sums[i] += weight * map[at];
  }
  return standardize(sums, to - from);
}

/** Of each geometry and size the lattice along `axis` whose blocks have most of `profile`. */
function fitsOf(
  { pitch: { period, phase }, extent: { first, last }, length }: Axis,
  profile: Float64Array,
  taps: 1 | 2,
  sizes: readonly number[],
): Fit[] {
  const crest = phase / (2 * Math.PI) - Math.floor(phase / (2 * Math.PI));
  const sums = new Float64Array(STARTS);
  // What begins after the last place is read too.
  const padded = new Float64Array(profile.length + STARTS);
  padded.set(profile);
  const fits: Fit[] = [];
  for (const geometry of BY_SAMPLERS.filter((one) => tapsOf(one) === taps)) {
    const isAligned = geometry.startsWith('align');
    for (const size of sizes) {
      let best: { span: number; from: number; sum: number } | null = null;
      const about = Math.round(isAligned ? (size - 1) * period + 1 : size * period);
      const places = placesBetween(first, last - size + 1);
      for (let span = about - 1; span <= Math.min(length, about + 1); span++) {
        const starts = startsOf(axisLattice(geometry, span, size));
        for (const k of places) {
          const near = Math.round((k + crest) * period - (taps - 1) / 2) - starts[0];
          const from = Math.max(0, near - 2);
          const to = Math.min(length - span, near + 2);
          if (from > to) continue;
          sumsFrom(padded, starts, from, sums);
          for (let i = 0; i <= to - from; i++) {
            if (best === null || sums[i] > best.sum) best = { span, from: from + i, sum: sums[i] };
          }
        }
      }
      if (best === null) continue;
      fits.push({ lattice: axisLattice(geometry, best.span, size, best.from), sum: best.sum });
    }
  }
  return fits;
}

/** Neighboring places that a lattice is tried at together. */
const STARTS = 5;

/** What a lattice that begins at `from`, or up to four samples on, has of `profile`. */
function sumsFrom(
  profile: Float64Array,
  starts: Int32Array,
  from: number,
  sums: Float64Array,
): void {
  let [a, b, c, d, e] = [0, 0, 0, 0, 0];
  for (let j = 0; j < starts.length; j++) {
    const at = from + starts[j];
    a += profile[at];
    b += profile[at + 1];
    c += profile[at + 2];
    d += profile[at + 3];
    e += profile[at + 4];
  }
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = d;
  sums[4] = e;
}

/** Whole numbers about `a`, about `b`, and some of those between, evenly spaced. */
function placesBetween(a: number, b: number): Set<number> {
  const [low, high] = [Math.min(a, b), Math.max(a, b)];
  const step = Math.max(1, Math.ceil((high - low) / MOST_PLACES));
  const places = new Set([low - 1, low + 1, high - 1, high, high + 1]);
  for (let k = low; k < high; k += step) places.add(k);
  return places;
}

/** The most that a lattice of the same place and, within one, the same size as `found` holds. */
function heldAbout(wasm: DetectWasm, plane: Plane, { columns, rows }: Reading): number {
  const near = ({ length, size, from }: AxisLattice, geometry: Geometry): AxisLattice[] =>
    [-1, 0, 1].map((more) => axisLattice(geometry, length, size + more, from));
  let most = 0;
  for (const geometry of BY_SAMPLERS) {
    for (const x of near(columns, geometry)) {
      for (const y of near(rows, geometry)) most = Math.max(most, heldBy(wasm, plane, x, y));
    }
  }
  return most;
}

/** Share of all that strays in `plane` that the blocks of a lattice hold. */
export function heldBy(wasm: DetectWasm, plane: Plane, x: AxisLattice, y: AxisLattice): number {
  return heldAt(wasm, plane, x.taps, startsOf(x), startsOf(y));
}

/** The same of blocks of `taps` that begin at given columns and rows. */
export function heldAt(
  wasm: DetectWasm,
  plane: Plane,
  taps: 1 | 2,
  columns: Int32Array,
  rows: Int32Array,
): number {
  const areBlocks = taps === 2;
  const map = areBlocks ? plane.blocks : plane.pixels;
  const sum = wasm.scoped(() => {
    const [x, y] = [columns, rows].map((starts) => wasm.put(starts));
    return wasm.sumCrossings(map, plane.width, x, columns.length, y, rows.length);
  });
  return sum / Math.max(1, plane.residuals[areBlocks ? 'blocks' : 'pixels']);
}
