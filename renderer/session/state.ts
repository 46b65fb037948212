/** What the viewer knows and shows. Only `actions` sets these; everything else reads them. */
import { computed, signal } from '@preact/signals';
import type {
  MachineView,
  MatrixResult,
  OpenImage,
  PipelineSummary,
  Session,
} from '../../shared/api/contract.ts';
import type { ViewRequest } from '../../shared/pipelines/request.ts';
import type { ErrorBody } from '../../shared/base/errors.ts';
import type { MatrixRow } from '../../shared/matrix/result.ts';
import type { DecodePolicy } from '../../shared/image/facts.ts';
import type { TextReading } from '../../shared/verdict/text-reading.ts';
import type { Finding } from '../../shared/finding/finding.ts';
import type { Size } from '../../shared/base/raster.ts';
import { THRESHOLDS } from '../../shared/verdict/thresholds.ts';
import type { MeasuredResult } from '../browser-resize/messages.ts';
import type { OpenSource } from '../client/api-client.ts';
import { arrangement, fitsStacked, room } from './layout-state.ts';
import { remembered } from '../client/remembered.ts';
import type { Rectangle, View } from '../geometry/spaces.ts';

/** Something that is asked of the host. */
export type Loadable<T> =
  | { status: 'none' }
  | { status: 'loading' }
  | { status: 'ready'; value: T }
  | { status: 'failed'; error: ErrorBody };

/** An image in the list. */
export interface ListedImage {
  key: number;
  name: string;
  /** Given at the start, by its place there, opened here, or an image of the case. */
  origin: { index: number } | OpenSource | CaseOrigin;
  policy: DecodePolicy;
  /** What of it a person chose. */
  byHand?: Partial<DecodePolicy>;
  /** What came of opening it with this policy; null: it has to be opened, or opened again. */
  known: { id: string } | { error: ErrorBody } | null;
  /** The image that is shown in the list where a frame has to be chosen first: its first frame. */
  pictureId?: string;
  /** What the last inspection of it found. */
  finding?: Finding;
  /** What a case keeps of it: shown in place of another inspection. */
  kept?: Finding | undefined;
}

/** Image `row` of the case that is reviewed. */
export interface CaseOrigin {
  row: number;
  /** Opens it as the case has it, but for what was chosen `byHand`. */
  open: (byHand: Partial<DecodePolicy>, signal: AbortSignal) => Promise<OpenImage>;
  /** Opens it likewise, and what is shown stays as it is. */
  openBeside: (byHand: Partial<DecodePolicy>, signal: AbortSignal) => Promise<OpenImage>;
}

/** Long work, with how far it is. */
export type Running<T> =
  | { status: 'none' }
  | { status: 'running'; stage: string; fraction: number }
  | { status: 'done'; value: T }
  | { status: 'failed'; error: ErrorBody };

export type Inspection =
  | { status: 'none' }
  | { status: 'running'; stage: string; fraction: number }
  | { status: 'done'; finding: Finding }
  | { status: 'failed'; error: ErrorBody };

export const session = signal<Session | null>(null);
/** What images are judged by here. */
export const thresholds = computed(() => session.value?.thresholds ?? THRESHOLDS);
/** False until the first answer of the host, so that nothing flashes. */
export const isStarted = signal(false);
/** True while the host does not answer. */
export const isHostLost = signal(false);
/** A sentence about the last thing that was asked and could not be done, or null; it stays until dismissed. */
export const notice = signal<string | null>(null);

/** What is told of work that goes well. */
export interface Toast {
  text: string;
  /** True while it goes on; once it is over the toast leaves by itself. */
  isOngoing?: boolean;
  /** How much of it is done, 0..1. */
  fraction?: number;
  /** Ends it. */
  cancel?: () => void;
}

export const toast = signal<Toast | null>(null);

export const images = signal<ListedImage[]>([]);
export const currentKey = signal<number | null>(null);
export const current = computed(
  () => images.value.find((image) => image.key === currentKey.value) ?? null,
);

export const pipelines = signal<PipelineSummary[]>([]);
export const pipelineId = signal<string | null>(null);
/** The size that was chosen, for pipelines that leave it free. */
export const size = signal<Size>({ width: 0, height: 0 });
/** Which of several views was chosen, 0-based. */
export const part = signal(0);

/** The chosen pipeline; null until the pipelines are known. */
export const pipeline = computed(
  () => pipelines.value.find(({ id }) => id === pipelineId.value) ?? null,
);

/** What is asked of the host; null until the pipelines are known. */
export const request = computed(() =>
  pipeline.value === null ? null : requestOf(pipeline.value, size.value, part.value),
);

/** The request for view `at` of `pipeline`, with the size only where it is free. */
export function requestOf(
  { id, sizeIsFree }: PipelineSummary,
  { width, height }: Size,
  at: number,
): ViewRequest {
  return {
    pipeline: id,
    ...(sizeIsFree ? { width, height } : {}),
    ...(at > 0 ? { part: at } : {}),
  };
}

export const opened = signal<Loadable<OpenImage>>({ status: 'none' });
/** True where the image has several frames, and which one is meant is not known, or is none of them. */
export const asksForFrame = computed(
  () => current.value !== null && opened.value.status === 'failed' && isFrameAsked(current.value),
);

/** True where `known` of an image is that its frame has to be chosen, or chosen again. */
export function isFrameAsked({ known, policy }: ListedImage): boolean {
  if (known === null || !('error' in known)) return false;
  const { code } = known.error;
  return code === 'ambiguous-frame' || (code === 'invalid-argument' && policy.frame !== null);
}

export const machine = signal<Loadable<MachineView>>({ status: 'none' });
export const inspection = signal<Inspection>({ status: 'none' });
/** What was read in the views of the image, after its inspection. */
export const textRead = signal<Loadable<TextReading>>({ status: 'none' });

/** A coarse picture of the image, shown until pixels of it are there: each of its pixels is an average of many. */
export const preview = signal<ImageBitmap | null>(null);
/** True once pixels of the image itself are on the stage. */
export const hasPixels = signal(false);

export const image = computed(() => (opened.value.status === 'ready' ? opened.value.value : null));
export const machineView = computed(() =>
  machine.value.status === 'ready' ? machine.value.value : null,
);

/** The request of the machine view that is shown. */
export const shownRequest = computed<ViewRequest | null>(() => {
  const { value: shown } = machineView;
  const of = pipelines.value.find(({ id }) => id === shown?.pipeline);
  return shown === null || of === undefined ? null : requestOf(of, shown, shown.part);
});
/** How many views the chosen pipeline makes of this image, as far as it is known. */
export const parts = signal(1);
/** The source rectangle that the last machine view of this image covered. */
export const machineFrame = signal<Rectangle | null>(null);

/** Where both panes look; null fits the image, also when the window is resized. */
export const view = signal<View | null>(null);
/** Size of each pane in device pixels, as measured. */
export const viewport = signal({ width: 0, height: 0 });
/** True where the sampled lattice is drawn at high zoom. */
export const showsLattice = signal(true);
/** True while the key is held that shows the machine view in both panes. */
export const isBlinking = signal(false);
/** How the panes lay last, and for a picture of which size. */
let lay = { width: 0, height: 0, isStacked: false };
/** True where the panes are one above the other: as chosen, or as the picture is larger. */
export const isStacked = computed(() => {
  if (arrangement.value !== 'auto') return arrangement.value === 'stacked';
  const picture = image.value?.raster ?? preview.value;
  if (picture === null) return false;
  const { width, height } = picture;
  const wasStacked = lay.width === width && lay.height === height && lay.isStacked;
  lay = { width, height, isStacked: fitsStacked(picture, room.value, wasStacked) };
  return lay.isStacked;
});

/** Lays the panes the other way. */
export function toggleStacked(): void {
  arrangement.value = isStacked.value ? 'side' : 'stacked';
}
export const showsHelp = signal(false);
export const showsPalette = signal(false);
/** Tiles that could not be fetched: why, or null. */
export const tileFailure = signal<string | null>(null);
/** Counts up to make the panes ask again for tiles that failed. */
export const retries = signal(0);

export interface Pixel {
  x: number;
  y: number;
}

/** The machine pixel that stays explained until another is chosen, or null. */
export const pinned = signal<Pixel | null>(null);

/** The id of the inspector's tab. */
export const tab = remembered('tab', 'verdict', (stored) =>
  typeof stored === 'string' ? stored : undefined,
);

/** Shows the tab `id` in the inspector. */
export function chooseTab(id: string): void {
  tab.value = id;
}

/** What comes of comparing the pipelines at one size, or the models at their own (`size` null). */
export interface MatrixPart {
  size: Size | null;
  /** Why this size is looked at. */
  why: 'found' | 'lattice' | 'shown' | 'usual' | 'models';
  result: MatrixResult;
  /** The rows of the result in the order in which they are shown. */
  shown: readonly MatrixRow[];
}

/** Who sees what of the present image: the parts that are there, in the order in which they come. */
export interface MatrixRun {
  status: 'none' | 'running' | 'stopped' | 'done' | 'failed';
  parts: readonly MatrixPart[];
  /** What is known so far of the part that is compared now, or was when the run was stopped or failed. */
  soFar: MatrixPart | null;
  /** The parts that there will be. */
  planned: number;
  /** What is compared now, how much of all is done, 0..1, and how long the rest takes, if known. */
  stage: string;
  fraction: number;
  secondsLeft: number | null;
  /** Why it failed. */
  message: string | null;
}

export const NO_MATRIX: MatrixRun = {
  status: 'none',
  parts: [],
  soFar: null,
  planned: 0,
  stage: '',
  fraction: 0,
  secondsLeft: null,
  message: null,
};

/** What every pipeline sees of the present image. */
export const matrix = signal<MatrixRun>(NO_MATRIX);
/** What the resizers of this browser make of it. */
export const measured = signal<Running<MeasuredResult>>({ status: 'none' });
