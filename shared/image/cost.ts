/**
 * What it takes to examine a picture, from what its header declares: memory and time, before any pixel is
 * decoded. Estimates, from measurements with files of up to 400 million pixels (docs/reference/limits.md);
 * of memory they are meant to be upper bounds, of time what a machine of 2023 takes.
 */
import type { Size } from '../base/raster.ts';
import type { ImageFormat } from './facts.ts';

/** What a header says of the frame that is decoded. */
export interface DeclaredFrame extends Size {
  format: ImageFormat;
  /** Of the raster that is made: 1, 3 or 4. */
  channels: number;
  bytesPerSample: 1 | 2;
  /** True where the decoder holds all of the picture before it gives a row: interlaced, progressive. */
  isInterlaced: boolean;
  /** Bytes of the file. */
  fileBytes: number;
  /** Frames before this one that the decoder has to go through to reach it. */
  framesBefore: number;
}

export interface Cost {
  /** The raster alone. */
  rasterBytes: number;
  /** The most memory that decoding takes, and the most that the search takes, the raster included. */
  decodeBytes: number;
  searchBytes: number;
  /** Decoding and search. */
  seconds: number;
}

/** What an engine holds without any image. */
const ENGINE_BYTES = 200e6;

/** Planes of one byte to a pixel that the search keeps. */
const SEARCH_PLANES = 5;

/** Seconds to decode a million pixels, and to search them where a picture is small and where it is large. */
const DECODE_SECONDS: Record<ImageFormat, number> = {
  png: 0.036,
  jpeg: 0.012,
  webp: 0.03,
  gif: 0.02,
  tiff: 0.02,
  avif: 0.08,
  heic: 0.25,
  jxl: 0.2,
  bmp: 0.02,
};
const SEARCH_SECONDS = { small: 0.05, large: 0.02, largeFrom: 30 };
/** The same to compare what loaders make of alpha, and of gray of 16 bits. */
const LOADER_SECONDS = 0.3;
/** The same for a frame that is only gone through, for each pixel of the canvas. */
const PASS_SECONDS = 0.006;
/** What each frame takes beside its pixels, and each frame that is gone through. */
const FRAME_SECONDS = 0.04;
const PASSED_FRAME_SECONDS = 4e-5;
/** How much more interlaced pictures take, which are written a pixel here and there. */
const INTERLACED_TIMES = 2;

/** Rasters that a decoder holds at its worst, the one that it makes included. */
const HELD = { rows: 1.3, whole: 2.7 };
const WHOLE: readonly ImageFormat[] = ['webp', 'avif', 'gif', 'heic', 'jxl', 'bmp'];

/** The cost of decoding `frame` and of searching it. */
export function costOf(frame: DeclaredFrame): Cost {
  const { width, height, channels, bytesPerSample, format, isInterlaced, fileBytes } = frame;
  const pixels = width * height;
  const millions = pixels / 1e6;
  const rasterBytes = pixels * channels * bytesPerSample;
  const held = isInterlaced || WHOLE.includes(format) ? HELD.whole : HELD.rows;
  const samples = (channels * bytesPerSample) / 3;
  const decodeSeconds =
    millions *
      DECODE_SECONDS[format] *
      Math.max(0.5, samples) *
      (isInterlaced ? INTERLACED_TIMES : 1) +
    passSeconds(frame) * frame.framesBefore;
  const few = Math.min(millions, SEARCH_SECONDS.largeFrom);
  const hasLoaders = channels === 4 || (channels === 1 && bytesPerSample === 2);
  const searchSeconds =
    few * SEARCH_SECONDS.small +
    (millions - few) * SEARCH_SECONDS.large +
    (hasLoaders ? millions * LOADER_SECONDS : 0);
  return {
    rasterBytes,
    decodeBytes: ENGINE_BYTES + fileBytes + rasterBytes * held,
    searchBytes: fileBytes + searchBytesOf(frame, rasterBytes),
    seconds: FRAME_SECONDS + decodeSeconds + searchSeconds,
  };
}

/** The most memory that the search of a raster of `rasterBytes` takes, the raster included. */
export function searchBytesOf({ width, height }: Size, rasterBytes: number): number {
  return ENGINE_BYTES + rasterBytes + width * height * SEARCH_PLANES;
}

/** Seconds to go through a frame on the way to one after it. */
function passSeconds({ width, height }: Size): number {
  return PASSED_FRAME_SECONDS + (width * height * PASS_SECONDS) / 1e6;
}

/** What a task may take beside what its picture lets expect, and how much more than that. */
const BASE_SECONDS = 30;
const SLOW_TIMES = 12;

/**
 * The time in ms after which a task on a picture of this cost is stopped: it follows the declared size, and
 * is no more than `mostMs`.
 */
export function timeBudgetMs({ seconds }: Pick<Cost, 'seconds'>, mostMs: number): number {
  return Math.min(mostMs, Math.round(1000 * (BASE_SECONDS + SLOW_TIMES * seconds)));
}

/**
 * How many frames from the first on can be reached within `seconds` where each is decoded on top of those
 * before it.
 */
export function reachableFrames(canvas: Size, seconds: number): number {
  return Math.max(1, Math.floor(seconds / passSeconds(canvas)));
}

/** `about 40 minutes`: a time for people. */
export function aboutTime(seconds: number): string {
  if (seconds < 90) {
    const whole = Math.max(1, Math.round(seconds));
    return `about ${whole} second${whole === 1 ? '' : 's'}`;
  }
  if (seconds < 90 * 60) return `about ${Math.round(seconds / 60)} minutes`;
  if (seconds < 48 * 3600) return `about ${Math.round(seconds / 3600)} hours`;
  return `about ${Math.round(seconds / 86400)} days`;
}

/** `1.2 GB`: bytes for people. */
export function aboutBytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
