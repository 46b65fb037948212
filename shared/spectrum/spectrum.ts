/** The spectrum of an image as the viewer, the command line and reports show it. */
import { planeSamples, type PlaneSamples } from './plane-samples.ts';
import { viewAt } from '../pipelines/pipeline.ts';
import { pipelineOf, sizeOf, type ViewRequest } from '../pipelines/request.ts';
import type { Raster, Size } from '../base/raster.ts';
import type { SourceShape } from '../resample/taps/plan.ts';
import { axisCombsOf, type AxisComb } from './axis-comb.ts';
import { predictPeaks, type SpectrumPeak } from './peaks.ts';
import {
  powerSpectrum,
  type Detrend,
  type PowerSpectrum,
  type SpectrumDetail,
  type SpectrumWindow,
} from './power-spectrum.ts';

export const SPECTRUM_SCHEMA = 'scalescope/spectrum@1';

export interface SpectrumOptions {
  window: SpectrumWindow;
  detrend: Detrend;
  /** `mean` of r, g and b, or one of them; a gray image has only one. */
  channel: SpectrumChannel;
  /** `coarse`: fewer bins of fewer parts of the picture, in a fifth of the time; default: `full`. */
  detail?: SpectrumDetail;
}

export type SpectrumChannel = 'mean' | 'r' | 'g' | 'b';

export const DEFAULT_SPECTRUM: SpectrumOptions = {
  window: 'hann',
  detrend: 'mean',
  channel: 'mean',
};

/** What is told of a spectrum beside its picture: plain data. */
export interface SpectrumReport extends Omit<SpectrumOptions, 'channel'>, Size {
  schema: typeof SPECTRUM_SCHEMA;
  /** The plane that was transformed. */
  channel: string;
  source: Size;
  tiles: number;
  /** The levels that are black and white in the picture, in dB of one grey level. */
  lowDb: number;
  highDb: number;
  /** The view whose peaks are predicted; null where none was asked for. */
  target: SpectrumTarget | null;
  /** Strongest expectation first; none for a view that reads every pixel alike. */
  peaks: SpectrumPeak[];
}

export interface SpectrumTarget extends Size {
  pipeline: string;
  /** Source pixels per output. */
  periodX: number;
  periodY: number;
}

/** The combs of both axes. */
export interface AxisCombs {
  channel: string;
  x: AxisComb;
  y: AxisComb;
}

/** The plane of `raster` that `channel` names; a gray image has one whatever is asked for. */
export function planeOfChannel(raster: Raster, channel: SpectrumChannel): PlaneSamples {
  return planeSamples(raster, channel);
}

/** A spectrum, and the plane and options it was made of. */
export interface MadeSpectrum {
  spectrum: PowerSpectrum;
  options: SpectrumOptions;
  /** Name of the plane that was transformed. */
  plane: string;
}

/** The spectrum of `raster`. */
export function makeSpectrum(
  raster: Raster,
  options: SpectrumOptions = DEFAULT_SPECTRUM,
): MadeSpectrum {
  const plane = planeOfChannel(raster, options.channel);
  const spectrum = powerSpectrum(plane, options.window, options.detrend, options.detail);
  return { spectrum, options, plane: plane.name };
}

/**
 * What is told of a spectrum of an image of shape `source`; `view` adds the peaks that a payload for
 * it would make. Throws what viewAt throws for a view there is not.
 */
export function reportSpectrum(
  { spectrum, options, plane }: MadeSpectrum,
  source: SourceShape,
  view: ViewRequest | null = null,
): SpectrumReport {
  const { width, height, tiles } = spectrum;
  return {
    schema: SPECTRUM_SCHEMA,
    ...options,
    channel: plane,
    width,
    height,
    source: spectrum.source,
    tiles,
    ...levelsOf(spectrum),
    ...targetOf(source, spectrum, view),
  };
}

/** The combs of both axes of `raster`. */
export function axisCombs(raster: Raster, channel: SpectrumChannel = 'mean'): AxisCombs {
  const plane = planeOfChannel(raster, channel);
  return { channel: plane.name, ...axisCombsOf(plane) };
}

function targetOf(
  source: SourceShape,
  spectrum: PowerSpectrum,
  request: ViewRequest | null,
): Pick<SpectrumReport, 'target' | 'peaks'> {
  if (request === null) return { target: null, peaks: [] };
  const view = viewAt(pipelineOf(request), source, sizeOf(request), request.part);
  const { width, height, frame, x, y } = view;
  const periodX = frame.width / width;
  const periodY = frame.height / height;
  return {
    target: { pipeline: request.pipeline, width, height, periodX, periodY },
    peaks: predictPeaks(spectrum, { taps: x, period: periodX }, { taps: y, period: periodY }),
  };
}

/** Shares of the bins below black and above white. */
const BELOW = 0.02;
const ABOVE = 0.0005;
const LEVEL_STEP = 7;

function levelsOf({ db }: PowerSpectrum): { lowDb: number; highDb: number } {
  // Every seventh bin tells the same shares at a seventh of the time.
  const sorted = db.filter((_, i) => i % LEVEL_STEP === 0).sort();
  const last = sorted.length - 1;
  const lowDb = sorted[Math.floor(BELOW * last)];
  const highDb = sorted[Math.ceil((1 - ABOVE) * last)];
  return { lowDb, highDb: Math.max(highDb, lowDb + 1) };
}

/** The picture of `spectrum`: Uint8Array, height*width, black at lowDb, white at highDb. */
export function grayOf(spectrum: PowerSpectrum): Uint8Array {
  const { lowDb, highDb } = levelsOf(spectrum);
  const { db } = spectrum;
  const scale = 255 / (highDb - lowDb);
  const gray = new Uint8Array(db.length); // Uint8Array.from takes ten times as long
  for (let i = 0; i < db.length; i++) {
    gray[i] = Math.min(255, Math.max(0, Math.round((db[i] - lowDb) * scale)));
  }
  return gray;
}
