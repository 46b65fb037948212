/** What crosses between a host and an engine process: one request at a time, plain data. */
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
import type { ErrorBody } from '../../shared/errors.ts';
import type { ExposureTable } from '../../shared/exposure-table.ts';
import type { Finding, Region } from '../../shared/finding.ts';
import type { Histogram } from '../../shared/histogram.ts';
import type { Classifier } from '../../shared/labels/classifier.ts';
import type { Label } from '../../shared/labels/labels.ts';
import type { MatrixResult } from '../../shared/matrix/result.ts';
import type { Raster, Size } from '../../shared/raster.ts';
import type {
  AxisCombs,
  SpectrumChannel,
  SpectrumOptions,
  SpectrumReport,
} from '../../shared/spectrum/spectrum.ts';
import type { ComparatorEvidence } from '../../shared/detect/published/comparators.ts';
import type { SweepOrder, SweepPoint } from '../../shared/sweep.ts';
import type { LabelViews } from '../labels/label-views.ts';
import type {
  CraftOrder,
  DrawOrder,
  GrayPicture,
  ImageSource,
  MatrixOrder,
  OpenedImage,
  SanitizeOrder,
  Survey,
  Tile,
  WrittenFile,
} from './service.ts';

/** Level, column and row of a tile. */
export interface TileAddress {
  level: number;
  col: number;
  row: number;
}

/** What each kind of task takes and gives. */
export interface TaskKinds {
  open: { input: { source: ImageSource }; output: OpenedImage };
  view: { input: { image: OpenedImage; view: ViewRequest }; output: MachineView };
  tile: {
    input: { image: OpenedImage; of: ShownView | FoundKind | null; tile: TileAddress };
    output: Tile;
  };
  samples: {
    input: { image: OpenedImage; view: ShownView | null; region: Region };
    output: SampleValues;
  };
  inspect: { input: { image: OpenedImage; view: ViewRequest | null }; output: Finding };
  survey: { input: { source: ImageSource; view: ViewRequest | null }; output: Survey };
  examine: {
    input: { source: ImageSource; view: ViewRequest | null; search?: boolean | undefined };
    output: Finding;
  };
  found: { input: { image: OpenedImage; picture: FoundKind }; output: FoundPicture };
  matrix: { input: { image: OpenedImage; order: MatrixOrder }; output: MatrixResult };
  spectrum: {
    input: { image: OpenedImage; options: SpectrumOptions; view: ViewRequest | null };
    output: SpectrumReport;
  };
  'spectrum-picture': {
    input: { image: OpenedImage; options: SpectrumOptions };
    output: GrayPicture;
  };
  combs: { input: { image: OpenedImage; channel: SpectrumChannel }; output: AxisCombs };
  sweep: { input: { image: OpenedImage; order: SweepOrder }; output: SweepPoint[] };
  comparators: {
    input: { image: OpenedImage; target: Size; sampler: string };
    output: ComparatorEvidence[];
  };
  draw: { input: { image: OpenedImage; order: DrawOrder; output: string }; output: WrittenFile };
  digest: { input: { image: OpenedImage }; output: string };
  histogram: { input: { image: OpenedImage; view: ShownView | null }; output: Histogram };
  exposure: { input: { source: Size; target: Size | null }; output: ExposureTable };
  resize: {
    input: { image: OpenedImage; view: ViewRequest; output: string };
    output: WrittenFile;
  };
  writeFound: {
    input: { image: OpenedImage; picture: FoundKind; output: string };
    output: WrittenFile;
  };
  craft: { input: { order: CraftOrder }; output: CraftManifest };
  'label-views': { input: { image: OpenedImage; view: ViewRequest }; output: LabelViews };
  classify: {
    input: { classifier: Classifier; pictures: Raster<Uint8Array>[] };
    output: Label[][];
  };
  sanitize: { input: { source: ImageSource; order: SanitizeOrder }; output: Certificate };
}

export type TaskKind = keyof TaskKinds;
export type TaskOf<K extends TaskKind> = { kind: K } & TaskKinds[K]['input'];
export type Task = { [K in TaskKind]: TaskOf<K> }[TaskKind];
export type TaskOutput = TaskKinds[TaskKind]['output'];

/** A task, or word that nobody waits for one any more. */
export type EngineRequest = { id: number; task: Task } | { id: number; cancel: true };

/** A failure, and the parts that its message is made of where it is a UserError. */
export type EngineError = ErrorBody & { fact?: string; remedy?: string };

/** Any number of `progress`, then one `output` or `error`. */
export type EngineResponse =
  | { id: number; progress: { stage: string; fraction: number } }
  | { id: number; output: TaskOutput }
  | { id: number; error: EngineError };

/** What an engine is started with, as JSON in its first argument. */
export interface EngineSettings {
  /** Threads libvips may use for one image. */
  threads: number;
  /** Bytes of decoded rasters to keep; the last one is always kept. */
  cacheBytes: number;
}
