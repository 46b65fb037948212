/**
 * The part of a decoy that crafting can change: the rows and columns that any view reads, moved
 * together, and the solver's tables rewritten to their new places. At 24 megapixels and 2×2 taps that
 * is a seventieth of the picture, and nothing has to be done for the rest of it.
 */
import type { Raster } from '../base/raster.ts';
import { narrowTaps, pickSamples } from '../resample/arithmetic/narrow.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import type { PayloadTarget } from './payload-target.ts';
import type { EditableSamples } from './editable-samples.ts';

export interface ReadPart {
  decoy: Raster<Uint8Array>;
  targets: PayloadTarget[];
  editable: EditableSamples;
  /** Source index of every row and column, ascending. */
  rows: Int32Array;
  columns: Int32Array;
}

/** What `targets` read of `decoy`; its targets and editable samples are those given, in the part's own places. */
export function readPartOf(
  decoy: Raster<Uint8Array>,
  targets: readonly PayloadTarget[],
  editable: EditableSamples,
): ReadPart {
  const columns = readIndices(targets.map(({ x }) => x));
  const rows = readIndices(targets.map(({ y }) => y));
  const pick = (raster: Raster<Uint8Array>): Raster<Uint8Array> => ({
    ...raster,
    ...pickSamples(raster, columns, rows),
  });
  const { width, height } = decoy;
  const { pixels } = editable;
  return {
    decoy: pick(decoy),
    targets: targets.map((target) => ({
      ...target,
      x: narrowTaps(target.x, columns, null),
      y: narrowTaps(target.y, rows, null),
    })),
    editable: {
      ...editable,
      pixels: pixels && pick({ width, height, channels: 1, data: pixels }).data,
    },
    rows,
    columns,
  };
}

/** `decoy` with the samples `data` of its part put back. */
export function withPart(
  decoy: Raster<Uint8Array>,
  { rows, columns }: ReadPart,
  data: Uint8Array,
): Raster<Uint8Array> {
  const { width, channels } = decoy;
  const whole = decoy.data.slice();
  let from = 0;
  for (const row of rows) {
    for (const column of columns) {
      const to = (row * width + column) * channels;
      for (let c = 0; c < channels; c++) whole[to + c] = data[from++];
    }
  }
  return { ...decoy, data: whole };
}

function readIndices(tables: readonly AxisTaps[]): Int32Array {
  const read = new Uint8Array(tables[0].srcSize);
  for (const { indices } of tables) for (const index of indices) read[index] = 1;
  return Int32Array.from(read.keys()).filter((index) => read[index] === 1);
}
