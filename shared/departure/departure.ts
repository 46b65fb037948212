/**
 * Whether a machine that is told by name receives another picture than a person sees.
 *
 *   departed   what each cell departs by, and what it may (channel-departures.ts)
 *   ratio      the largest, over channels and windows of cells (cells/cell-windows.ts), of the sum of what
 *              they depart by over the sum of what they may and the allowance of the window's side,
 *              without the few cells of the window that depart most (strongest-window.ts)
 *
 * In a fair picture the sampled pixels stray as far as the others do, so the ratio is about 1 or less.
 * What is written is in what they depart by and not in what they may: there is no ceiling.
 */
import { axisCells, readOrNot } from '../cells/axis-cells.ts';
import { windowsOf, type CellWindow } from '../cells/cell-windows.ts';
import { type Raster, type Size, greyLevelsPerCode } from '../base/raster.ts';
import { departuresOf, type ChannelDepartures } from './channel-departures.ts';
import type { ToldTables } from './channel-view.ts';
import { regionAround, type CellBox, type CellDepartures } from './departing-region.ts';
import { isDisplay } from './display.ts';
import { isHalftone } from './halftone.ts';
import { isLevelPattern } from './level-pattern.ts';
import { type Moments } from '../cells/moments.ts';
import { isMosaic } from './mosaic.ts';
import { strongestWindow } from './strongest-window.ts';
import { masksOf, unreadClasses, type ViewCells } from './untouched.ts';

/**
 * An honest cause of a departure.
 * - halftone: the picture is a dither or a screen of dots, a few levels for all (halftone.ts).
 * - mosaic: the picture is the raw mosaic of a sensor (mosaic.ts).
 * - display: the picture shows the cells of a display (display.ts).
 * - pattern: the machine's value is a function of the level around it: dots and dithers at the pitch
 *   of the cells, or a flat view with nothing in it (level-pattern.ts).
 */
export type DepartureCause = 'halftone' | 'mosaic' | 'display' | 'pattern';

/** What is said of a view. */
export interface Departure<Place = CellBox> {
  /** 0 where nothing departs, and where it was not measured because the view antialiases. */
  ratio: number;
  /** The channel of `ratio`: gray, r, g, b or alpha. */
  channel: string;
  /** Where it is; null where nothing departs. */
  region: Place | null;
  cause: DepartureCause | null;
  /** Set where the view antialiases (antialiasing.ts), and was not measured. */
  antialiases?: true;
  /** Set where the view differs too little from the antialiased one to show another picture. */
  isFaint?: true;
}

/** A window of fewer source pixels across holds no picture. */
const LEAST_PIXELS = 16;

/** Source pixels of a cell from which on a dot or a line in few cells would be seen in unread pixels. */
const LARGE = 36;

/**
 * The strongest departure of `machine` (in code values of `source`) from the means of its cells, in
 * colors and alpha. A region holds the windows around it whose ratio is `least` or more.
 */
export function departureOf(
  machine: Raster,
  moments: Moments,
  source: Raster,
  tables: ToldTables,
  least: number,
): Departure {
  const { width, height, channels } = machine;
  const names = channels === 1 ? ['gray'] : ['r', 'g', 'b', 'alpha'].slice(0, channels);
  const { cells, unread } = cellsOf({ width, height }, tables);
  const area = Math.max(1, tables.ratioX) * Math.max(1, tables.ratioY);
  const areLarge = area >= LARGE;
  const leastSide = LEAST_PIXELS / Math.sqrt(area);
  const windows = windowsOf(width, height, leastSide);
  const masks = unread && masksOf(cells, unread);
  const strongestOf = (channel: number, above: number): Kept | null => {
    const found = { machine, moments, source, tables, cells, masks, windows, channel, least };
    return strongestIn(departuresOf(found, above), channel, windows, above, areLarge, least);
  };
  const distinct = names.flatMap((_, channel) =>
    channel > 0 && isSame(source, channel) && isSame(machine, channel) ? [] : [channel],
  );
  let kept = null as Kept | null;
  for (const channel of distinct) kept = strongestOf(channel, kept?.ratio ?? 0) ?? kept;
  if (kept === null) return { ratio: 0, channel: names[0], region: null, cause: null };
  if (kept.ratio < least) {
    return { ratio: kept.ratio, channel: names[kept.channel], region: null, cause: null };
  }
  const isPattern = ({ departures, channel }: Kept): boolean =>
    isLevelPattern(
      {
        departures,
        machine,
        moments,
        channel,
        scale: greyLevelsPerCode(source),
        windows,
        areLarge,
      },
      least,
    );
  let cause = causeOf(source, kept.departures, area);
  if (cause === null && isPattern(kept)) {
    // A flat color is in one channel what text is in another.
    const { channel: strongest, beside } = kept;
    const others = distinct
      .filter((channel) => channel !== strongest)
      .map((channel) => strongestOf(channel, least));
    const other = [beside, ...others.flatMap((one) => [one, one?.beside ?? null])].find(
      (one) => one !== null && one.ratio >= least && !isPattern(one),
    );
    if (other) kept = other;
    else cause = 'pattern';
  }
  return {
    ratio: kept.ratio,
    channel: names[kept.channel],
    region: regionAround(kept.window, kept.departures, windows, least),
    cause,
  };
}

/** The strongest window of a channel, over all cells and over the blank ones; null where it is not above `above`. */
function strongestIn(
  departures: ChannelDepartures | null,
  channel: number,
  windows: readonly CellWindow[],
  above: number,
  areLarge: boolean,
  least: number,
): Kept | null {
  if (departures === null) return null;
  let kept: Kept | null = null;
  let strongest = strongestWindow(departures, windows, above, areLarge, least);
  if (strongest !== null && strongest.ratio >= least) {
    departures.spread = departures.findSpread();
    strongest = strongestWindow(departures, windows, above, areLarge);
  }
  if (strongest !== null) kept = { departures, channel, ...strongest, beside: null };
  if (departures.blank === null) return kept;
  const blank = { ...departures, ...departures.blank, spread: null };
  // What lies across few blank cells no unread pixel shows, however large they are.
  const ofBlank = strongestWindow(blank, windows, kept?.ratio ?? above, false);
  return ofBlank === null ? kept : { departures: blank, channel, ...ofBlank, beside: kept };
}

/**
 * The cells of a view with the classes that it gives no weight. Where places in cells do not say which
 * samples are read, as in a chain that shrinks by more than it enlarges then, the tables do.
 */
function cellsOf(
  size: Size,
  { x, y, ratioX, ratioY }: ToldTables,
): { cells: ViewCells; unread: Uint8Array | null } {
  const cells: ViewCells = { ...size, x: axisCells(x, ratioX), y: axisCells(y, ratioY) };
  const unread = unreadClasses(cells);
  if (unread !== null) return { cells, unread };
  const byTable: ViewCells = { ...size, x: readOrNot(cells.x, x), y: readOrNot(cells.y, y) };
  const unreadByTable = unreadClasses(byTable);
  return unreadByTable === null ? { cells, unread } : { cells: byTable, unread: unreadByTable };
}

/** Whether a channel is the same as the one before it, as in a gray picture. */
function isSame({ data, channels }: Raster, channel: number): boolean {
  for (let at = channel; at < data.length; at += channels) {
    if (data[at] !== data[at - 1]) return false;
  }
  return true;
}

/** The strongest window of a channel, and its ratio. */
interface Kept {
  departures: ChannelDepartures;
  channel: number;
  window: CellWindow;
  ratio: number;
  /** Where this is of blank cells, that of all cells. */
  beside: Kept | null;
}

/** What the picture itself is known to be. */
function causeOf(source: Raster, departures: CellDepartures, area: number): DepartureCause | null {
  if (isHalftone(source, departures)) return 'halftone';
  if (isMosaic(source, area)) return 'mosaic';
  return isDisplay(source) ? 'display' : null;
}
