/** What is known of a file besides its pixels. Shown as it is stored, never corrected. */
import type { ImageFormat } from './containers/image-format.ts';
import type { Channels, Dtype, Size } from '../base/raster.ts';
import type { Forensics, SecondPicture } from './forensics/forensics.ts';

export { IMAGE_FORMATS, type ImageFormat } from './containers/image-format.ts';
export type ColorType = 'gray' | 'gray-alpha' | 'rgb' | 'rgba' | 'palette' | 'cmyk';

export interface ImageFacts {
  /** File name without its folder. */
  name: string;
  sha256: string;
  /** File size in bytes. */
  bytes: number;
  format: ImageFormat;
  /** Size as stored, before any EXIF rotation; of HEIC as shown, since its decoder turns pictures itself. */
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
  /** What else the file says of itself; older findings lack this and what follows. */
  forensics?: Forensics;
  /** The pictures in the file besides the main one, and how many there are: not all of many are listed. */
  items?: SecondPicture[];
  itemCount?: number;
  /** Which of them this is; left out for the main picture. */
  item?: SecondPicture;
}

/**
 * How pixels are taken out of the file.
 * - orientation: `stored` leaves the rows as they are in the file, `applied` turns them by EXIF.
 * - frame: 0-based; null refuses files with more than one.
 * - item: the id of a second picture in the file, whose frame it then is; left out, null or MAIN_ITEM for
 *   the main one.
 */
export interface DecodePolicy {
  orientation: 'stored' | 'applied';
  frame: number | null;
  item?: string | null | undefined;
}

/** Ids of second pictures. */
export const ITEM_ID = /^[a-z0-9-]{1,40}$/;

/** What the main picture is called where one of the file is asked for by its id. */
export const MAIN_ITEM = 'main';

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
