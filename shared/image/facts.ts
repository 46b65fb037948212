/** What is known of a file besides its pixels. Shown as it is stored, never corrected. */
import type { Channels, Dtype, Size } from '../base/raster.ts';

/** The formats that are accepted, recognised by content. */
export const IMAGE_FORMATS = ['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const;
export type ImageFormat = (typeof IMAGE_FORMATS)[number];

export type ColorType = 'gray' | 'gray-alpha' | 'rgb' | 'rgba' | 'palette' | 'cmyk';

export interface ImageFacts {
  /** File name without its folder. */
  name: string;
  sha256: string;
  /** File size in bytes. */
  bytes: number;
  format: ImageFormat;
  /** Size as stored, before any EXIF rotation. */
  width: number;
  height: number;
  /** Bits per sample as stored (a palette image: of its palette entries, 8). */
  bitDepth: number;
  colorType: ColorType;
  hasAlpha: boolean;
  /** EXIF orientation 1..8; 1 where none is stored. */
  orientation: number;
  /** Description of the embedded ICC profile, or null. It is never applied. */
  iccName: string | null;
  frames: number;
  /** Sentences: what decoding changed or what the name gets wrong. */
  notes: string[];
}

/**
 * How pixels are taken out of the file.
 * - orientation: `stored` leaves the rows as they are in the file, `applied` turns them by EXIF.
 * - frame: 0-based; null refuses files with more than one.
 */
export interface DecodePolicy {
  orientation: 'stored' | 'applied';
  frame: number | null;
}

export const DEFAULT_DECODE_POLICY: DecodePolicy = { orientation: 'stored', frame: null };

/** Limits that apply before any pixel is decoded. */
export interface DecodeLimits {
  /** Pixels of one frame. */
  maxPixels: number;
  maxBytes: number;
  /** The most time that a task on one image may have; what it has follows the declared size. */
  timeoutMs: number;
  /** What one engine may hold for an image; default: what the image needs. */
  maxMemoryBytes?: number;
}

export const DEFAULT_DECODE_LIMITS: DecodeLimits = {
  maxPixels: 400e6,
  maxBytes: 512 * 1024 * 1024,
  timeoutMs: 300_000,
  maxMemoryBytes: 4e9,
};

/** The shape of a decoded raster. */
export interface RasterShape extends Size {
  channels: Channels;
  dtype: Dtype;
}
