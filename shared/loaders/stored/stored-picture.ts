/**
 * A picture as its file stores it, before any library has converted it: palette indices, CMYK inks, bits.
 * What a library hands to a program is computed from this, and from nothing else.
 */
import type { Size } from '../../base/raster.ts';
import type { ImageFormat } from '../../image/facts.ts';

/** What the samples of a stored picture mean. */
export type StoredColor = 'gray' | 'gray-alpha' | 'rgb' | 'rgba' | 'palette' | 'cmyk' | 'lab';

export interface StoredPicture extends Size {
  format: ImageFormat;
  color: StoredColor;
  /** Bits of a sample in the file: 1, 2, 4, 8, 16 or 32 (floats). */
  bits: number;
  /**
   * height*width*channels, row-major. Gray of fewer than 8 bits is scaled to 0..255, indices are as they
   * are, a byte each. 0 is black for gray, and no ink for CMYK. L, a and b are bytes as the file has them:
   * a and b in two's complement.
   */
  data: Uint8Array | Uint16Array | Float32Array;
  /** Of a picture with a palette. */
  palette: Palette | null;
  /** The stored value of each channel that stands for full transparency (PNG's tRNS), or null. */
  colorKey: number[] | null;
  /** EXIF orientation 1..8; the samples are not turned. */
  orientation: number;
  /** The orientation that XMP states where EXIF states none. */
  xmpOrientation?: number;
  /** BMP: channels are given by masks, not by their order. */
  hasMasks?: true;
  /** TIFF: the file says that its colors are not multiplied by alpha. */
  hasStraightAlpha?: true;
  /** PNG: 100000 times the exponent that gAMA or sRGB states. */
  gamma?: number;
  /** JPEG: the file holds its inks inverted, as Adobe writes them. */
  inverted?: true;
  /** WebP: the file has several frames. */
  isAnimated?: true;
  /** WebP: the EXIF data have the header of JPEG before them, with which OpenCV does not read them. */
  hasExifHeader?: true;
  /** GIF: what is around and behind its frame. */
  screen?: GifScreen;
  /** What is wrong with the file though samples were read: readers differ in whether they accept it. */
  damage: Damage | null;
}

export interface GifScreen {
  /** Red, green and blue that the logical screen begins with. */
  background: [red: number, green: number, blue: number];
  /** The frame, in pixels of the picture. */
  frame: { x: number; y: number; width: number; height: number };
  /** The largest width and height of a frame of the file. */
  largest: Size;
  /** Whether the frame lies on the logical screen whole. */
  holdsFrame: boolean;
  /** Whether the last control block of the file, of whatever frame, has a transparent color. */
  endsTransparent: boolean;
}

export interface Palette {
  /** 3 bytes an entry: red, green, blue. */
  colors: Uint8Array;
  /** A byte an entry, 255 opaque; null where all are. */
  alphas: Uint8Array | null;
}

/** A defect of the file that some libraries read across. */
export interface Damage {
  /**
   * - truncated: samples are missing.
   * - checksum: one of the samples is wrong.
   * - header, note: that of a chunk before the samples is wrong, of one that readers need, or not.
   * - no-end, end: the chunk that ends the file is missing, or its checksum is wrong.
   */
  kind: 'truncated' | 'checksum' | 'header' | 'note' | 'no-end' | 'end';
  /** Bytes that are missing or were not used, where that is known. */
  bytes: number | null;
}

/** Samples to a pixel of each kind. */
export const STORED_CHANNELS: Record<StoredColor, number> = {
  gray: 1,
  'gray-alpha': 2,
  rgb: 3,
  rgba: 4,
  palette: 1,
  cmyk: 4,
  lab: 3,
};
