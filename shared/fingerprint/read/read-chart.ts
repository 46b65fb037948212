/**
 * Reads what a service made of a chart: which chart, which part of it, which way up, and by which samplers the
 * catalog makes the same bytes, or bytes as near as what came between allows.
 */
import type { Channels, Raster, Size } from '../../base/raster.ts';
import { windowOf, type Window } from '../../pipelines/steps/windows.ts';
import { makeChart } from '../chart/chart.ts';
import { cutGuesses, wholeGuess, type AxisGuess } from './axis-ways.ts';
import { barsIn, barsOf } from './bars.ts';
import {
  channelOrder,
  grayChart,
  leaveColors,
  swapped,
  type ChannelOrder,
} from './channel-order.ts';
import { classesOf, type SamplerClass, type Tried } from './classes.ts';
import { blocksOf, leftSteps, type Blocks } from './coefficients.ts';
import { compare } from './compare.ts';
import { sizesBetween } from './known-sizes.ts';
import { placeOf, showsAll, soughtChart, type Place } from './place.ts';
import {
  brightnessOf,
  plainBytes,
  turned,
  UPRIGHT,
  withoutPadding,
  type Turn,
} from './returned.ts';
import { samplerGroups } from './sampler-groups.ts';
import { narrowVias, screen, screenChains, type Bars, type Fit } from './screen.ts';
import { goWay, type Way } from './way.ts';

export interface ReadOptions {
  /** The charts that may have been sent. */
  charts: readonly Size[];
  /** Of a JPEG file: the steps of its brightness, row by row. */
  steps?: readonly number[] | undefined;
  /** Sizes that a client may have made on the way, beside those of the catalog. */
  vias?: readonly Size[] | undefined;
  /** Tells when it is time to come to an end. */
  isLate?: (() => boolean) | undefined;
}

/**
 * exact: the catalog makes these bytes. likely: as near as the rounding of JPEG lets it be. nearest: the best of
 * the catalog, which is not the sampler itself. none: no resize of a chart.
 */
export type ReadVerdict = 'exact' | 'likely' | 'nearest' | 'none';

export interface ChartReading {
  verdict: ReadVerdict;
  chart: Size;
  returned: Size & { channels: Channels };
  /** Whether a JPEG came between, by the file or by what it left. */
  throughJpeg: boolean;
  /** The part that is no padding, and the color of the padding; null without padding. */
  padding: { at: Window; color: number[] } | null;
  turn: Turn;
  channels: ChannelOrder;
  place: Place;
  classes: SamplerClass[];
  /** False where time was up before all was tried. */
  isComplete: boolean;
}

/** Smaller pictures have too few samples of a chart. */
export const LEAST_RETURNED = 24;

/** Pictures that are made of one reading, and of chains: each takes some milliseconds. */
const MOST_TRIED = 72;
const MOST_CHAINS = 24;
const MOST_VIAS = 40;

/** Below this no chart is seen in a picture: two different pictures reach half of it. */
const LEAST_CORRELATION = 0.5;

/** Below this likeness of the marks nothing is tried; above the other they are there. */
const LEAST_LIKENESS = 0.4;
const SURE_LIKENESS = 0.75;

/** Below this share of a side the marks of a chart are found in any picture: there they say nothing by themselves. */
const SURE_SHARE = 0.5;

/** The share of coefficients that may be out of the bounds of JPEG: other encoders round a few otherwise. */
const MOST_STRAY = 0.02;

/** What `returned` says of the service; null where it is too small, or of one color. */
export function readChart(returned: Raster, options: ReadOptions): ChartReading | null {
  const { isLate = () => false } = options;
  const plain = plainBytes(returned);
  const padded = withoutPadding(plain);
  if (Math.min(padded.at.width, padded.at.height) < LEAST_RETURNED) return null;
  let inner = windowOf(plain, padded.at, [0]) as Raster<Uint8Array>;
  let at = padded.at;
  let best = bestChart(inner, options.charts);
  const trimmed = padded.color.length === 0 ? null : trimmedPadding(at, best.place, best.chart);
  if (trimmed !== null) {
    at = trimmed;
    inner = windowOf(plain, at, [0]) as Raster<Uint8Array>;
    best = { ...best, place: placeOf(inner, soughtChart(best.chart)) };
  }
  const { place } = best;
  const order =
    inner.channels === 1 ? 'gray' : channelOrder(turned(inner, place.turn), best.chart, place);
  const upright = turned(order === 'bgr' ? swapped(inner) : inner, place.turn);
  const chart = order === 'gray' ? grayChart(best.chart) : best.chart;
  const steps = options.steps ?? leftSteps(brightnessOf(plain), plain);
  const blocks = blocksFor(plain, at, place.turn, steps);
  const reader = new Reader(chart, upright, at, place, blocks, isLate);
  if (place.likeness >= LEAST_LIKENESS) reader.tryAll(options.vias ?? []);
  const classes = classesOf(reader.tried, chart);
  const isPadded = padded.color.length > 0;
  return {
    verdict: verdictOf(classes.at(0), place, chart),
    chart: { width: chart.width, height: chart.height },
    returned: { width: returned.width, height: returned.height, channels: returned.channels },
    throughJpeg: blocks !== null,
    padding: isPadded ? { at, color: padded.color } : null,
    turn: place.turn,
    channels: order,
    place,
    classes,
    isComplete: !isLate(),
  };
}

function verdictOf(
  best: SamplerClass | undefined,
  { likeness, x, y }: Place,
  chart: Size,
): ReadVerdict {
  if (best === undefined) return 'none';
  const share = Math.min((x.to - x.from) / chart.width, (y.to - y.from) / chart.height);
  // The marks are seen under a sampler that the catalog does not have, whatever it makes of the rest.
  const isSeen =
    likeness >= SURE_LIKENESS && share >= SURE_SHARE && best.correlation >= LEAST_CORRELATION / 2;
  if (best.correlation < LEAST_CORRELATION && !isSeen) return 'none';
  if (best.differing === 0) return 'exact';
  return best.stray !== null && best.stray <= MOST_STRAY ? 'likely' : 'nearest';
}

function bestChart(
  inner: Raster<Uint8Array>,
  sizes: readonly Size[],
): { chart: Raster<Uint8Array>; place: Place } {
  const placed = sizes.map((size) => {
    const chart = makeChart(size);
    return { chart, place: placeOf(inner, soughtChart(chart)) };
  });
  return placed.reduce((best, next) => (next.place.likeness > best.place.likeness ? next : best));
}

/** Rings of JPEG hide where a padding ends: what lies beyond the chart is padding too. */
function trimmedPadding(at: Window, { x, y, turn }: Place, chart: Size): Window | null {
  if (turn !== UPRIGHT && (turn.transposed || turn.mirrorX || turn.mirrorY)) return null;
  const before = (from: number, to: number, length: number) =>
    Math.max(0, Math.round((-from * length) / (to - from)));
  const left = before(x.from, x.to, at.width);
  const top = before(y.from, y.to, at.height);
  const right = before(chart.width - x.to, chart.width - x.from, at.width);
  const bottom = before(chart.height - y.to, chart.height - y.from, at.height);
  const most = 8;
  if (left + top + right + bottom === 0 || Math.max(left, top, right, bottom) > most) return null;
  return {
    left: at.left + left,
    top: at.top + top,
    width: at.width - left - right,
    height: at.height - top - bottom,
  };
}

/** The blocks of a JPEG file; null where it is none, or was turned after it was made. */
function blocksFor(
  plain: Raster<Uint8Array>,
  at: Window,
  turn: Turn,
  steps: readonly number[] | null,
): Blocks | null {
  if (steps === null || turn.transposed || turn.mirrorX || turn.mirrorY) return null;
  return blocksOf(brightnessOf(plain), plain, at, steps);
}

/** Tries ways, the simplest first, and goes on to others while nothing fits. */
class Reader {
  readonly tried: Tried[] = [];
  readonly #chart: Raster<Uint8Array>;
  readonly #shown: Raster<Uint8Array>;
  readonly #at: Window;
  readonly #place: Place;
  readonly #blocks: Blocks | null;
  readonly #isLate: () => boolean;
  readonly #bars: { x: Bars; y: Bars };
  readonly #done = new Set<string>();

  constructor(
    chart: Raster<Uint8Array>,
    shown: Raster<Uint8Array>,
    at: Window,
    place: Place,
    blocks: Blocks | null,
    isLate: () => boolean,
  ) {
    this.#chart = chart;
    this.#shown = shown;
    this.#at = at;
    this.#place = place;
    this.#blocks = blocks;
    this.#isLate = isLate;
    const plane = brightnessOf(shown);
    const bars = (axis: 'x' | 'y'): Bars => ({
      chart: barsOf(chart, axis),
      shown: barsIn(plane, shown, chart, place, axis),
    });
    this.#bars = { x: bars('x'), y: bars('y') };
  }

  tryAll(vias: readonly Size[]): void {
    const all = showsAll(this.#place, this.#chart);
    const { width, height } = this.#shown;
    const whole = {
      x: wholeGuess(this.#chart.width, width),
      y: wholeGuess(this.#chart.height, height),
    };
    const cut = {
      x: () => cutGuesses(this.#place.x, this.#chart.width, width),
      y: () => cutGuesses(this.#place.y, this.#chart.height, height),
    };
    this.#tryGuesses({ x: all.x ? [whole.x] : cut.x(), y: all.y ? [whole.y] : cut.y() });
    if (this.#isFound()) return;
    if (all.x && all.y) this.#tryChains(vias);
    if (this.#isFound() || !(all.x || all.y)) return;
    // What seems whole may have lost a few lines.
    this.#tryGuesses({ x: [whole.x, ...cut.x()], y: [whole.y, ...cut.y()] });
  }

  #isFound(): boolean {
    return this.tried.some(
      ({ compared }) =>
        compared.differing === 0 || (compared.stray !== null && compared.stray <= MOST_STRAY),
    );
  }

  #tryGuesses(guesses: { x: AxisGuess[]; y: AxisGuess[] }): void {
    if (guesses.x.length === 0 || guesses.y.length === 0) return;
    const { channels } = this.#chart;
    const fits = screen(samplerGroups(), channels, this.#bars, guesses, this.#isLate);
    const worst = limitOf(fits.at(0)?.misfit ?? 0);
    let count = 0;
    for (const fit of fits) {
      for (const sampler of fit.samplers) {
        if (count >= MOST_TRIED || fit.misfit > worst || this.#isLate()) return;
        if (this.#try(this.#wayOf(fit, sampler))) count++;
      }
    }
  }

  #wayOf({ x, y }: Fit, sampler: string): Way {
    const { width, height } = this.#shown;
    return {
      cut: { left: x.start, top: y.start, width: x.n, height: y.n },
      resizes: [{ sampler, size: { width: x.m, height: y.m } }],
      window: { left: x.from, top: y.from, width, height },
    };
  }

  #tryChains(asked: readonly Size[]): void {
    const { width, height, channels } = this.#chart;
    const made = { width: this.#shown.width, height: this.#shown.height };
    const known = sizesBetween(this.#chart, made).slice(0, MOST_VIAS);
    const ends = [this.#chart, made] as const;
    const likely = narrowVias(channels, this.#bars, ends, known, this.#isLate);
    const vias = [...asked, ...likely];
    const groups = samplerGroups();
    const fits = screenChains(groups, channels, this.#bars, ends, vias, this.#isLate);
    const worst = limitOf(fits.at(0)?.misfit ?? 0);
    const chain = (inner: string, outer: string, via: Size): Way => ({
      cut: { left: 0, top: 0, width, height },
      resizes: [
        { sampler: inner, size: via },
        { sampler: outer, size: made },
      ],
      window: { left: 0, top: 0, ...made },
    });
    for (const { inner, outer, via, misfit } of fits.slice(0, MOST_CHAINS)) {
      if (misfit > worst || this.#isLate()) return;
      this.#try(chain(inner[0], outer[0], via));
    }
    // The other members of the groups that fit best.
    const best = fits.slice(0, 2).filter(({ misfit }) => misfit <= worst);
    for (const { inner, outer, via } of best) {
      for (const first of inner) {
        for (const second of outer) {
          if (this.tried.length > 3 * MOST_TRIED || this.#isLate()) return;
          this.#try(chain(first, second, via));
        }
      }
    }
  }

  /** True where it was not tried before. */
  #try(way: Way): boolean {
    const key = JSON.stringify(way);
    if (this.#done.has(key)) return false;
    this.#done.add(key);
    const made = goWay(this.#chart, way);
    if (made === null || made.data.length !== this.#shown.data.length) return true;
    if (made.channels === 1) leaveColors(made, this.#shown, this.#chart, this.#place);
    const compared = compare(made, this.#shown, this.#at, this.#blocks);
    this.tried.push({ way, made, compared });
    return true;
  }
}

/** Bars that fit worse than this are not worth a picture, where the best has the misfit `best`. */
function limitOf(best: number): number {
  return 4 * best + 6;
}
