/**
 * A size where a multiple or a part of it was found: a lattice of twice as many cells has all of its own, and what is
 * written at 3 of 5 columns repeats every fifth, where the search may meet it.
 */
import type { Scored } from './blind-target.ts';
import {
  ALIKE,
  beyondShare,
  latticesOf,
  measured,
  mostOf,
  type Lattices,
} from './held-lattices.ts';
import type { DetectWasm } from './kernels/wasm.ts';
import { axisLattice, startsOf, type AxisLattice } from './lattice/geometry.ts';
import type { Plane, Planes } from './lattice/plane.ts';
import { heldAt, heldBy } from './search/refine-size.ts';
import { LEAST_SIZE } from './search/searched-sizes.ts';

/** How many times as much a fraction has to hold as the part of it that was found. */
const MORE = 1.2;
/** What it has to hold beyond its share of the frame. */
const STANDS_OUT = 0.25;
/** Share of the mean that each of its columns has to hold. */
const EVEN = 0.25;
/** Samples after which a fraction repeats, at most, and its period at least. */
const MOST_REPEAT = 8;
const LEAST_PERIOD = 1.4;

/** `read` with the first at a half or a third of its size along an axis, where that holds as much of what strays. */
export function withDivisor(wasm: DetectWasm, planes: Planes, read: Scored[]): Scored[] {
  const [first, ...others] = read;
  const { columns, rows, plane: name } = first.found;
  const plane = planes.load(name);
  if (columns.length !== plane.width || rows.length !== plane.height) return read;
  const sizes = divisorsOf(columns.size)
    .flatMap((width) => divisorsOf(rows.size).map((height) => ({ width, height })))
    .filter(({ width, height }) => width < columns.size || height < rows.size);
  const least = ALIKE * heldBy(wasm, plane, columns, rows);
  const best = mostOf(
    latticesOf(wasm, plane, sizes, first.found).filter(
      (one) => one.columns.taps === columns.taps && one.held >= least,
    ),
  );
  if (best === undefined) return read;
  const other = measured(wasm, planes, first.found, best);
  return [{ found: other, logOdds: Math.max(first.logOdds, other.logOdds) }, ...others];
}

/** A size, and its half and third where they are whole and not too small for a machine. */
function divisorsOf(size: number): number[] {
  return [1, 2, 3].map((by) => size / by).filter((n) => Number.isInteger(n) && n >= LEAST_SIZE);
}

/**
 * `read` with the first at a fraction of the source of which it was one part: what is written at 3 of 5 columns repeats
 * every fifth, where the search may meet it. Only what holds clearly more than that part is named instead of it.
 */
export function withFraction(wasm: DetectWasm, planes: Planes, read: Scored[]): Scored[] {
  const [first, ...others] = read;
  const { columns, rows, plane: name } = first.found;
  const plane = planes.load(name);
  const { width, height } = plane;
  if (columns.length !== width || rows.length !== height) return read;
  const [across, down] = [fractionsOf(width, columns.size), fractionsOf(height, rows.size)];
  const sizes = across.flatMap((x) =>
    down
      .filter((y) => x.of !== y.of || x.times === y.times)
      .map((y) => ({ width: x.size, height: y.size })),
  );
  // Blocks of two are held against a map of their own: single columns alone are alike.
  const readings = latticesOf(wasm, plane, sizes, first.found).filter(isSingle);
  const best = mostOf(readings);
  if (best === undefined || best.isSame) return read;
  const own = singlesOf(columns).flatMap((x) =>
    singlesOf(rows).map((y) => heldBy(wasm, plane, x, y)),
  );
  const held = own.reduce((sum, one) => sum + one);
  if (best.held < MORE * held || beyondShare(best) < STANDS_OUT) return read;
  if (!isEven(wasm, plane, best, [across, down])) return read;
  const other = measured(wasm, planes, first.found, best);
  return [{ found: other, logOdds: Math.max(first.logOdds, other.logOdds) }, ...others];
}

/** Whether each column of those that repeat, and each row, holds about as much: a kernel writes its middle most. */
function isEven(
  wasm: DetectWasm,
  plane: Plane,
  { columns, rows, held }: Lattices,
  fractions: readonly (readonly Fraction[])[],
): boolean {
  return [columns, rows].every((lattice, axis) => {
    const { times } = fractions[axis].find(({ size }) => size === lattice.size)!;
    return Array.from({ length: times }, (_, i) => {
      const every = startsOf(lattice).filter((_, j) => j % times === i);
      const [x, y] = axis === 0 ? [every, startsOf(rows)] : [startsOf(columns), every];
      return heldAt(wasm, plane, 1, x, y);
    }).every((one) => one >= (EVEN * held) / times);
  });
}

const isSingle = ({ columns }: Lattices): boolean => columns.taps === 1;

/** The single columns that a lattice of blocks has. */
function singlesOf({ geometry, length, size, from, offset, taps }: AxisLattice): AxisLattice[] {
  return Array.from({ length: taps }, (_, i) =>
    axisLattice(geometry, length, size, from, offset + i, 1),
  );
}

/** A size of an axis with `times` places in every `of` samples. */
interface Fraction {
  size: number;
  times: number;
  of: number;
}

/** Sizes of an axis of `length` that repeat where `size` or one less does. */
function fractionsOf(length: number, size: number): Fraction[] {
  for (const own of [size, size - 1]) {
    for (let of = 2; of <= MOST_REPEAT; of++) {
      const parts = Math.round((own * of) / length);
      if (parts < 1 || Math.abs((parts * length) / of - own) > 0.5) continue;
      return Array.from({ length: Math.floor(of / LEAST_PERIOD) }, (_, i) => i + 1).map(
        (times) => ({ size: Math.round((times * length) / of), times, of }),
      );
    }
  }
  return [];
}
