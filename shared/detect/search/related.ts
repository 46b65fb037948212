/** Sizes that are looked at because of one that stands out: those beside it, and its other readings. */
import type { Size } from '../../base/raster.ts';
import { axisLattice } from '../lattice/geometry.ts';
import { SEARCHED, type Combs, type Proposal } from './proposals.ts';
import { LEAST_SIZE } from './searched-sizes.ts';

/** Those of `sizes` that lie beside that of `proposal`, of the whole frame. */
export function besideOf(
  { columns, rows }: Proposal,
  { x, y }: Combs,
  sizes: readonly Size[],
): Proposal[] {
  const picture = { width: x.table.length, height: y.table.length };
  if (columns.length !== picture.width || rows.length !== picture.height) return [];
  return sizes
    .filter(({ width, height }) => {
      const across = Math.abs(width - columns.size);
      const down = Math.abs(height - rows.size);
      const isBeside = across <= 1 && down <= 1 && across + down > 0;
      return isBeside && width < x.best.half2.length && height < y.best.half2.length;
    })
    .map(({ width, height }) => ({
      columns: axisLattice('half2', picture.width, width),
      rows: axisLattice('half2', picture.height, height),
      isAnchored: false,
      combX: x.best.half2[width],
      combY: y.best.half2[height],
    }));
}

/** The lattices of every geometry of a proposed size of the whole frame. */
export function anchorsOf({ columns, rows }: Proposal, { x, y }: Combs): Proposal[] {
  return SEARCHED.map((geometry) => ({
    columns: axisLattice(geometry, columns.length, columns.size),
    rows: axisLattice(geometry, rows.length, rows.size),
    isAnchored: true,
    combX: x.best[geometry][columns.size],
    combY: y.best[geometry][rows.size],
  }));
}

/**
 * The lattice that has as many columns and rows as `proposal` leaves out: n cycles over N pixels and N - n
 * are the same where there is a pixel. Of short periods only; none where it is not searched.
 */
export function complementOf({ columns, rows }: Proposal, { x, y }: Combs): Proposal[] {
  if (columns.period > MOST_FOLDED_PERIOD || rows.period > MOST_FOLDED_PERIOD) return [];
  const [across, down] = [columns.length - columns.size, rows.length - rows.size];
  const [{ half2: combsX }, { half2: combsY }] = [x.best, y.best];
  const isWhole = columns.length === x.table.length && rows.length === y.table.length;
  if (!isWhole || across >= combsX.length || down >= combsY.length) return [];
  if (Math.min(across, down) < LEAST_SIZE) return [];
  return [
    {
      columns: axisLattice('half2', columns.length, across),
      rows: axisLattice('half2', rows.length, down),
      isAnchored: false,
      combX: combsX[across],
      combY: combsY[down],
    },
  ];
}

const MOST_FOLDED_PERIOD = 3.5;
