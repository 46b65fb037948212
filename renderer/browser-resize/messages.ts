/** What the page and the worker that measures the browser's own resizing say to each other. */
import type { Size } from '../../shared/base/raster.ts';

/** Pixels of the largest image that is measured: the browser holds it twice. */
export const MAX_MEASURED_PIXELS = 24e6;

export interface MeasureRequest {
  imageId: string;
  source: Size;
  target: Size;
}

/** One picture that resizers of this browser make, and which of them do. */
export interface MeasuredRow {
  /** The calls that make exactly this picture. */
  calls: string[];
  /** Distance from the antialiased view, in grey levels, and over what the detail explains. */
  rms: number;
  normalised: number;
  /** The picture itself: RGBA, 8 bit, row-major. */
  picture: Size & { data: Uint8ClampedArray<ArrayBuffer> };
}

export interface MeasuredResult {
  target: Size;
  rows: MeasuredRow[];
}

export type MeasureAnswer =
  | { type: 'progress'; stage: string; fraction: number }
  | { type: 'result'; rows: MeasuredRow[] }
  | { type: 'failed'; lost: boolean; message: string };
