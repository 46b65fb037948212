/** What the hosts and commands ask of the engines. Everything heavy happens behind this. */
import type { DecodeLimits, DecodePolicy, ImageFacts, RasterShape } from '../../shared/facts.ts';
import type {
  FoundKind,
  FoundPicture,
  MachineView,
  SampleValues,
  ShownView,
  ViewRequest,
} from '../../shared/contract.ts';
import type { Certificate } from '../../shared/certificate.ts';
import type { CraftManifest } from '../../shared/craft/manifest.ts';
import type { CraftSettings } from '../../shared/craft/settings.ts';
import type { ExposureTable } from '../../shared/exposure-table.ts';
import type { Finding, Region } from '../../shared/finding.ts';
import type { Histogram } from '../../shared/histogram.ts';
import type { Classifier } from '../../shared/labels/classifier.ts';
import type { LabelPair } from '../../shared/labels/labels.ts';
import type { MatrixResult } from '../../shared/matrix/result.ts';
import type { ComparatorEvidence } from '../../shared/detect/published/comparators.ts';
import type { Size } from '../../shared/raster.ts';
import type { SweepOrder, SweepPoint } from '../../shared/sweep.ts';
import type {
  AxisCombs,
  SpectrumChannel,
  SpectrumOptions,
  SpectrumReport,
} from '../../shared/spectrum/spectrum.ts';
import type { SanitizeMethod } from '../../shared/sanitize/sanitize.ts';
import type { Thresholds } from '../../shared/verdict/thresholds.ts';

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
  /** What its findings are judged by; default: the built-in thresholds. */
  thresholds?: Thresholds | undefined;
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

export type Progress = (stage: string, fraction: number) => void;

export interface Engines {
  open(source: ImageSource, signal?: AbortSignal): Promise<OpenedImage>;
  view(image: OpenedImage, view: ViewRequest, signal?: AbortSignal): Promise<MachineView>;
  /** A tile of the source (null), of what is shown of a view, or of what the search found. */
  tile(
    image: OpenedImage,
    of: ShownView | FoundKind | null,
    tile: { level: number; col: number; row: number },
    signal?: AbortSignal,
  ): Promise<Tile>;
  /** Values at their own depth, of the source (`view` null) or of what is shown of a view. */
  samples(
    image: OpenedImage,
    view: ShownView | null,
    region: Region,
    signal?: AbortSignal,
  ): Promise<SampleValues>;
  /** The finding of the search of every size, kept per image, and of `view` where there is one. */
  inspect(
    image: OpenedImage,
    view: ViewRequest | null,
    progress?: Progress,
    signal?: AbortSignal,
  ): Promise<Finding>;
  /**
   * The finding on a file that nothing else is asked of, from its bytes on: of the search, or of `view`
   * alone, unless `search` asks for both. Nothing is kept of it.
   */
  examine(
    source: ImageSource,
    view: ViewRequest | null,
    signal?: AbortSignal,
    search?: boolean,
  ): Promise<Finding>;
  /** The same, and a small picture of the image and of the view that shows most. */
  survey(source: ImageSource, view: ViewRequest | null, signal?: AbortSignal): Promise<Survey>;
  /** What the search recovers. Rejects with `not-found` where it found nothing. */
  found(image: OpenedImage, kind: FoundKind, signal?: AbortSignal): Promise<FoundPicture>;
  /** Who sees what: the distinct pictures among many views. */
  matrix(
    image: OpenedImage,
    order: MatrixOrder,
    progress?: Progress,
    signal?: AbortSignal,
  ): Promise<MatrixResult>;
  /** What the spectrum says; `view` adds the peaks that a payload for it would make. */
  spectrum(
    image: OpenedImage,
    options: SpectrumOptions,
    view: ViewRequest | null,
    signal?: AbortSignal,
  ): Promise<SpectrumReport>;
  /** The spectrum as a picture, from black at its lowDb to white at its highDb. */
  spectrumPicture(
    image: OpenedImage,
    options: SpectrumOptions,
    signal?: AbortSignal,
  ): Promise<GrayPicture>;
  /** How strongly each target size stands out along both axes. */
  combs(image: OpenedImage, channel: SpectrumChannel, signal?: AbortSignal): Promise<AxisCombs>;
  /** How far the view is from the antialiased one at each size of `order`. */
  sweep(image: OpenedImage, order: SweepOrder, signal?: AbortSignal): Promise<SweepPoint[]>;
  /** What the published detectors say, told the target size and the resizer. */
  comparators(
    image: OpenedImage,
    target: Size,
    sampler: string,
    signal?: AbortSignal,
  ): Promise<ComparatorEvidence[]>;
  /** Writes an evidence picture as PNG. `heat-map` rejects with `not-found` where there is none. */
  draw(
    image: OpenedImage,
    order: DrawOrder,
    output: string,
    signal?: AbortSignal,
  ): Promise<WrittenFile>;
  /** SHA-256 of the samples (row-major, interleaved, little-endian) in hexadecimal. */
  digest(image: OpenedImage, signal?: AbortSignal): Promise<string>;
  /** How often each value occurs in the source (`view` null) or in what is shown of a view. */
  histogram(image: OpenedImage, view: ShownView | null, signal?: AbortSignal): Promise<Histogram>;
  /** How exposed every pipeline is at a source size; `target` null: each at its own size. */
  exposure(source: Size, target: Size | null, signal?: AbortSignal): Promise<ExposureTable>;
  /** Writes the machine view as PNG; after its signal it settles with no part of a file left. */
  resize(
    image: OpenedImage,
    view: ViewRequest,
    output: string,
    signal?: AbortSignal,
  ): Promise<WrittenFile>;
  /** Writes what the search recovers as PNG. Rejects with `not-found` where it found nothing. */
  writeFound(
    image: OpenedImage,
    kind: FoundKind,
    output: string,
    signal?: AbortSignal,
  ): Promise<WrittenFile>;
  /** Writes an attack image as PNG or JPEG and its manifest beside it. */
  craft(order: CraftOrder, progress?: Progress, signal?: AbortSignal): Promise<CraftManifest>;
  /** What a classifier says of the image at both scales. */
  labels(image: OpenedImage, classifier: Classifier, signal?: AbortSignal): Promise<LabelPair>;
  /** Writes the cleaned image as PNG and, where asked, its certificate as JSON. */
  sanitize(
    source: ImageSource,
    order: SanitizeOrder,
    progress?: Progress,
    signal?: AbortSignal,
  ): Promise<Certificate>;
  /** Stops every engine process. */
  close(): Promise<void>;
}
