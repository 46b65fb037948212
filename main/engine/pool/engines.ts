/** What the hosts and commands ask of the engines. Everything heavy happens behind this. */
import type {
  FoundKind,
  FoundPicture,
  MachineView,
  SampleValues,
  ShownView,
} from '../../../shared/api/contract.ts';
import type { ViewRequest } from '../../../shared/pipelines/request.ts';
import type { Certificate } from '../../../shared/sanitize/certificate.ts';
import type { CraftManifest } from '../../../shared/craft/manifest.ts';
import type { ExposureTable } from '../../../shared/pipelines/exposure-table.ts';
import type { Finding, Region } from '../../../shared/finding/finding.ts';
import type { CountedRegion, Histogram } from '../../../shared/image/histogram.ts';
import type { LineProfile } from '../../../shared/image/line-profile.ts';
import type { Classifier } from '../../../shared/pipelines/classifier.ts';
import type { LabelPair } from '../../../shared/finding/labels.ts';
import type { MatrixResult } from '../../../shared/matrix/result.ts';
import type { ComparatorEvidence } from '../../../shared/detect/published/comparators.ts';
import type { Size } from '../../../shared/base/raster.ts';
import type { SweepOrder, SweepPoint } from '../../../shared/analyze/sweep.ts';
import type {
  AxisCombs,
  SpectrumChannel,
  SpectrumOptions,
  SpectrumReport,
} from '../../../shared/spectrum/spectrum.ts';
import type {
  ImageSource,
  OpenedImage,
  Tile,
  GrayPicture,
  DrawOrder,
  CraftOrder,
  MatrixOrder,
  ProfileOrder,
  SanitizeOrder,
  WrittenFile,
  Survey,
  Progress,
} from '../images/orders.ts';
import type { SandboxState } from '../sandbox/sandbox.ts';
import type { TaskInput, TaskKind, TaskOutput } from '../tasks/task-table.ts';

/** How a task is run. */
export interface RunOptions {
  signal?: AbortSignal | undefined;
  progress?: Progress | undefined;
  /** What the task is about, as it is named to people; default: the name of its file. */
  name?: string;
}

export interface Engines {
  /**
   * Runs any task of the table (main/engine/tasks) with its input, in the engine that has its image. What
   * follows below are tasks by their own names.
   */
  run<K extends TaskKind>(
    kind: K,
    input: TaskInput<K>,
    options?: RunOptions,
  ): Promise<TaskOutput<K>>;
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
  histogram(
    image: OpenedImage,
    view: ShownView | null,
    region: CountedRegion | null,
    signal?: AbortSignal,
  ): Promise<Histogram>;
  /** The values along a line of the source (`view` null) or of what is shown of a view. */
  profile(
    image: OpenedImage,
    view: ShownView | null,
    order: ProfileOrder,
    signal?: AbortSignal,
  ): Promise<LineProfile>;
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
  /** What is in force around the engines. Rejects with UserError `engine-crashed` where none starts. */
  sandbox(): Promise<SandboxState>;
  /** Stops every engine process. */
  close(): Promise<void>;
}
