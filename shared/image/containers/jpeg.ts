/** The marker segments of a JPEG file (ITU-T T.81, annex B). */
import { u16be } from './bytes.ts';

export interface JpegSegment {
  /** The second byte of the marker: 0xe1 is APP1. */
  marker: number;
  /** Where the marker begins in the file. */
  offset: number;
  /** What follows the length; empty for markers without one. */
  data: Uint8Array;
}

export interface JpegWalk {
  /** In order, at most MOST_SEGMENTS of them, restart markers left out. */
  segments: JpegSegment[];
  /** Just past EOI; null where the file ends before, or cannot be followed. */
  end: number | null;
}

export const SOI = 0xd8;
export const EOI = 0xd9;
export const SOS = 0xda;
export const DQT = 0xdb;
export const COM = 0xfe;

/** The marker of APPn. */
export function appMarker(n: number): number {
  return 0xe0 + n;
}

/** Whether `marker` begins a frame: SOF0..SOF15 without DHT, JPG and DAC. */
export function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

const MOST_SEGMENTS = 20_000;

/**
 * The segments of the JPEG that `bytes` begin with; no segment where they begin with none. Bytes between
 * segments that belong to none are skipped, as libjpeg does.
 */
export function walkJpeg(bytes: Uint8Array): JpegWalk {
  const segments: JpegSegment[] = [];
  if (u16be(bytes, 0) !== 0xff00 + SOI) return { segments, end: null };
  let at = nextMarker(bytes, 2);
  while (at !== -1 && segments.length < MOST_SEGMENTS) {
    const marker = bytes[at + 1];
    if (marker === EOI) return { segments, end: at + 2 };
    if (marker === SOI || marker === 0x01) {
      at = nextMarker(bytes, at + 2);
      continue;
    }
    const length = u16be(bytes, at + 2);
    if (!(length >= 2 && at + 2 + length <= bytes.length)) return { segments, end: null };
    segments.push({ marker, offset: at, data: bytes.subarray(at + 4, at + 2 + length) });
    at = nextMarker(bytes, at + 2 + length);
  }
  return { segments, end: null };
}

/** Where the next marker begins from `from` on, past entropy-coded data; -1 where there is none. */
function nextMarker(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at !== -1 && at + 1 < bytes.length) {
    const code = bytes[at + 1];
    if (code === 0xff) at++;
    else if (code === 0 || (code >= 0xd0 && code <= 0xd7)) at = bytes.indexOf(0xff, at + 2);
    else return at;
  }
  return -1;
}
