/** What is known of a file before its pixels are. */
import type { ImageFormat } from '../../../../shared/image/facts.ts';

/** What the decoder reports of a file before decoding (a subset of sharp's metadata). */
export interface Header {
  width: number;
  height: number;
  /** Color space as libvips names it: b-w, srgb, grey16, rgb16, cmyk, lab, … */
  space: string;
  channels: number;
  /** Sample type of the decoded pixels as libvips names it: uchar, ushort, float, … */
  depth: string;
  hasAlpha: boolean;
  bitsPerSample?: number | undefined;
  isPalette: boolean;
  orientation?: number | undefined;
  pages?: number | undefined;
  /** JPEG in several scans, PNG in several passes. */
  isProgressive?: boolean | undefined;
  icc?: Buffer | undefined;
  /** What is to be told of the conversion; in place of what follows from the samples. */
  notes?: string[] | undefined;
}

export interface FileIdentity {
  name: string;
  bytes: Buffer;
  sha256: string;
  format: ImageFormat;
}
