/**
 * A picture as its file stores it, before any library has converted it: palette indices, CMYK inks, bits.
 * What a library hands to a program is computed from this, and from nothing else.
 */
import type { Size } from '../base/raster.ts';

/** What the samples of a stored picture mean. */
export type StoredColor = 'gray' | 'gray-alpha' | 'rgb' | 'rgba' | 'palette' | 'cmyk' | 'lab';

export interface StoredPicture extends Size {
  color: StoredColor;
  /** Bits of a sample in the file: 1, 2, 4, 8, 16 or 32 (floats). */
  bits: number;
  /**
   * height*width*channels, row-major. Fewer than 8 bits are one byte a sample and not scaled (0 and 1 for
   * 1 bit). 0 is black for gray, and no ink for CMYK. L, a and b are bytes, a and b plus 128.
   */
  data: Uint8Array | Uint16Array | Float32Array;
  /** Of a picture with a palette. */
  palette: Palette | null;
  /** The stored value of each channel that stands for full transparency (PNG's tRNS), or null. */
  colorKey: number[] | null;
  /** EXIF orientation 1..8; the samples are not turned. */
  orientation: number;
  /** What is wrong with the file though samples were read: readers differ in whether they accept it. */
  damage: Damage | null;
}

export interface Palette {
  /** 3 bytes an entry: red, green, blue. */
  colors: Uint8Array;
  /** A byte an entry, 255 opaque; null where all are. */
  alphas: Uint8Array | null;
}

/** A defect of the file that some libraries read across. */
export interface Damage {
  kind: 'truncated' | 'checksum';
  /** Bytes that are missing or were not used, where that is known. */
  bytes: number | null;
}
