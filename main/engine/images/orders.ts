/** What engines are told and what they tell: plain data, that crosses to their processes. */
import type {
  DecodeLimits,
  DecodePolicy,
  ImageFacts,
  RasterShape,
} from '../../../shared/image/facts.ts';
import type { ViewRequest } from '../../../shared/pipelines/request.ts';
import type { CraftSettings } from '../../../shared/craft/craft-settings.ts';
import type { Finding, Region } from '../../../shared/finding/finding.ts';
import type { Line } from '../../../shared/image/line-profile.ts';
import type { Size } from '../../../shared/base/raster.ts';
import type { SanitizeMethod } from '../../../shared/sanitize/sanitize.ts';
import type { Thresholds } from '../../../shared/verdict/thresholds.ts';

/** A file, how to decode it and what it is judged by. The name is what people are shown. */
export interface ImageSource {
  path: string;
  name: string;
  policy: DecodePolicy;
  limits: DecodeLimits;
  /**
   * Where the policy names no frame: how many of an animation `examine` and `survey` look at (from 2),
   * to tell of the worst. Default: a file of several frames is refused.
   */
  mostFrames?: number;
  /** It is opened to be searched: what is too large for that is not even decoded. */
  isForSearch?: true;
  /** What its findings are judged by; default: the built-in thresholds. */
  thresholds?: Thresholds | undefined;
  /** Whether `examine` and `survey` tell the PDQ hashes of both scales. */
  pdq?: true;
}

/** An opened image: `sha256` is checked when an engine has to read the file again. */
export interface OpenedImage {
  source: ImageSource;
  facts: ImageFacts;
  raster: RasterShape;
  levels: number;
  decodeMs: number;
}

export interface Tile {
  width: number;
  height: number;
  /** RGBA, 8 bit, row-major. */
  data: Uint8Array;
}

/** A picture of one byte per pixel, row-major. */
export interface GrayPicture extends Size {
  data: Uint8Array;
}

/** An evidence picture: which, of which view, and around which source pixel (default: its middle). */
export interface DrawOrder {
  picture: 'spectrum' | 'lattice' | 'read' | 'rebuilt' | 'heat-map' | 'influence' | 'difference';
  view: ViewRequest;
  at?: { x: number; y: number } | undefined;
  /**
   * For a page that writes its own captions: no text in the picture, and of the difference the grey levels from which
   * on it has the full color.
   */
  bare?: { fullAt?: number };
}

/** A craft order: what main/engine does with shared/craft. */
export interface CraftOrder {
  decoy: ImageSource;
  payloads: PayloadOrder[];
  settings: CraftSettings;
  /** Bright where pixels may be changed; null: everywhere. */
  mask: ImageSource | null;
  /** Writes JPEG of this quality, 1..100; null: PNG. */
  jpegQuality: number | null;
  output: string;
}

/** A picture or a text for one view; `at`: only for this part of it, in its pixels. */
export type PayloadOrder = { view: ViewRequest; at: Region | null } & (
  { image: ImageSource } | { text: TextOrder }
);

/** A text that becomes a picture. */
export interface TextOrder {
  text: string;
  /** Path of a TrueType or OpenType file; null: the default font. */
  font: string | null;
  /** Of a letter, in pixels of the view; null: the largest that fits. */
  sizePx: number | null;
  /** 8-bit red, green, blue; null: black or white, what stands out more. */
  ink: [number, number, number] | null;
  /** Null: what the view shows of the decoy. */
  paper: [number, number, number] | null;
}

/** Which views to compare: every bare sampler at every size, and the presets of models. */
export interface MatrixOrder {
  sizes: Size[];
  presets: boolean;
}

/** A sanitize order: what main/engine does with shared/sanitize. */
export interface SanitizeOrder {
  /** The views to clean for; null: for everything that the detector finds. */
  views: ViewRequest[] | null;
  /** Whether it is cleaned of what the detector finds as well, where there are views; left out: it is not. */
  alsoFound?: boolean;
  method: SanitizeMethod;
  /** Whether the certificate also has who sees what, before and after. */
  matrix: boolean;
  output: string;
  /** Where the certificate goes as JSON; null: nowhere. */
  certificate: string | null;
}

/** What was written, for the person and the manifest. */
export interface WrittenFile {
  path: string;
  sha256: string;
  bytes: number;
  raster: RasterShape;
}

/** A small picture of an image at one of its scales. */
export interface SurveyPicture {
  kind: 'human' | 'machine';
  /** What it shows, in words. */
  view: string;
  mediaType: string;
  width: number;
  height: number;
  bytes: Uint8Array;
  /** Perceptual hash of what it was made of; null where that is flat. */
  hash: string | null;
}

/** What a case keeps of an image. */
export interface Survey {
  finding: Finding;
  pictures: SurveyPicture[];
}

/** How far a task is, and what it has so far where that can be shown: of the form of what it gives. */
export type Progress = (stage: string, fraction: number, soFar?: unknown) => void;

/** A profile along a line of an image: `count` places along `line`. */
export interface ProfileOrder {
  line: Line;
  count: number;
}
