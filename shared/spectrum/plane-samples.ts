/** The planes, maps and combs of detection as plain data, for those who show them. */
import type { Raster, Size } from '../base/raster.ts';
import { axisProfiles, combTable, type CombTable } from '../detect/search/comb.ts';
import { withWasm } from '../detect/kernels/wasm.ts';
import { openPlanes, type PlaneName } from '../detect/lattice/plane.ts';

export interface PlaneSamples extends Size {
  name: PlaneName;
  /** height*width. */
  data: Uint8Array;
}

/** The plane of `raster` that `name` names; a gray image has one whatever is asked for. */
export function planeSamples(raster: Raster, name: PlaneName): PlaneSamples {
  return withWasm((wasm) => {
    const planes = openPlanes(wasm, raster);
    const plane = planes.colors.includes(name) ? planes.load(name) : planes.main;
    const { width, height, data } = plane;
    return { name: plane.name, width, height, data: data.view().slice() };
  });
}

/** The median map of a plane (plane.ts): Uint8Array, height*width. */
export function medianResidual(plane: PlaneSamples): Uint8Array {
  return withWasm((wasm) => openPlanes(wasm, rasterOf(plane)).main.median.view().slice());
}

/** The comb tables of a plane along both axes, from size `least` on to `most`; null if too short. */
export function combTables(
  plane: PlaneSamples,
  least: number,
  most: Size,
): { x: CombTable | null; y: CombTable | null } {
  return withWasm((wasm) => {
    const { projections } = openPlanes(wasm, rasterOf(plane));
    const table = (sums: Float64Array[], across: number, to: number): CombTable | null =>
      to < least ? null : combTable(wasm, axisProfiles(wasm, sums, across), least, to);
    return {
      x: table(projections.columns, plane.height, most.width),
      y: table(projections.rows, plane.width, most.height),
    };
  });
}

function rasterOf({ width, height, data }: PlaneSamples): Raster {
  return { width, height, channels: 1, data };
}
