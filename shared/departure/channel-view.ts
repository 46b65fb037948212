/** One channel of a view that is told: what the machine receives, of which source, through which tables. */
import type { CellWindow } from '../cells/cell-windows.ts';
import type { Raster } from '../base/raster.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import type { Moments } from '../cells/moments.ts';
import type { PixelMasks, ViewCells } from './untouched.ts';

/** A view's own tables, over outputs of source samples alone; ratios: source samples per output. */
export interface ToldTables {
  x: AxisTaps;
  y: AxisTaps;
  ratioX: number;
  ratioY: number;
}

/** What the departures of a channel are made of. */
export interface ChannelView {
  machine: Raster;
  moments: Moments;
  source: Raster;
  tables: ToldTables;
  cells: ViewCells;
  /** The untouched pixels, where the tables say which; else they are chosen tile by tile. */
  masks: PixelMasks | null;
  windows: readonly CellWindow[];
  channel: number;
  /** The least ratio that is told. */
  least: number;
}
