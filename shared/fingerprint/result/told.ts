/** What is told of a service: the shape of a fingerprint. */
import type { Size } from '../../base/raster.ts';
import type { CoordinateMode } from '../../resample/taps/coordinates.ts';
import type { Pipeline } from '../../pipelines/steps/format.ts';
import type { Window } from '../../pipelines/steps/windows.ts';
import type { ChartReading, ReadVerdict } from '../read/read-chart.ts';
import type { Decision } from './decide.ts';
import type { KnownModel } from './known-models.ts';

export const FINGERPRINT_SCHEMA = 'scalescope/fingerprint@1';

/** What an engine makes of one returned picture. */
export interface FileReading {
  file: string;
  sha256: string;
  /** Null where the picture is too small to be read, or of one color. */
  reading: ChartReading | null;
  models: KnownModel[];
  decision: Decision | null;
}

export interface FingerprintFile {
  file: string;
  sha256: string;
  verdict: ReadVerdict;
  chart: Size | null;
  returned: Size | null;
  /** The part of the chart that is shown, in its pixels. */
  shown: (Size & { x: number; y: number }) | null;
  padding: { at: Window; color: number[] } | null;
  /** `mirrored left to right` and the like; null where it is upright. */
  turned: string | null;
  channels: 'rgb' | 'bgr' | 'gray' | null;
  /** Of the best: the share of samples that differ, the most and the root mean square, in levels. */
  differing: number | null;
  most: number | null;
  rms: number | null;
}

/** Samplers that make the same bytes of every chart that came back, with the likelihood of the class. */
export interface RankedClass {
  samplers: { id: string; library: string; method: string }[];
  /** 0 to 1: how probable among all classes that were tried. */
  share: number;
  logLikelihood: number;
  /** The part of the chart that is resized; null for all of it. */
  cut: Window | null;
  /** The resizes before the last; empty for a resize alone. */
  chain: { sampler: string; size: Size }[];
  size: Size;
  /** The part of the resized picture that is kept; null for all of it. */
  window: Window | null;
  /** Where the first output reads along x, in source pixels from the left edge, and how far the next. */
  phase: { first: number; step: number; coordinates: CoordinateMode | null };
  differing: number;
  most: number;
  rms: number;
}

export interface Fingerprint {
  schema: typeof FINGERPRINT_SCHEMA;
  version: string;
  verdict: ReadVerdict;
  files: FingerprintFile[];
  ranking: RankedClass[];
  /** Presets of the catalog that make the same. */
  models: string[];
  /** Rules that make the sizes that were seen, in words, the likeliest first. */
  rules: string[];
  decides: Decision | null;
  pipeline: Pipeline | null;
  reasons: string[];
  /** False where time was up before everything was tried. */
  isComplete: boolean;
  elapsedMs: number;
}
