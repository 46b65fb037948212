/** What the viewer knows and shows. Only `actions` sets these; everything else reads them. */
import { computed, signal } from '@preact/signals';
import type {
  MachineView,
  OpenImage,
  PipelineSummary,
  Session,
  ViewRequest,
} from '../shared/contract.ts';
import type { ErrorBody } from '../shared/errors.ts';
import { DEFAULT_DECODE_POLICY, type DecodePolicy } from '../shared/facts.ts';
import type { Finding } from '../shared/finding.ts';
import type { OpenSource } from './connect.ts';
import type { View } from './viewer/spaces.ts';

/** Something that is asked of the host. */
export type Loadable<T> =
  | { status: 'none' }
  | { status: 'loading' }
  | { status: 'ready'; value: T }
  | { status: 'failed'; error: ErrorBody };

/** An image in the list: given at the start (by id or with its error), or opened here. */
export interface ListedImage {
  key: number;
  name: string;
  origin: { id: string } | { error: ErrorBody } | OpenSource;
  policy: DecodePolicy;
}

export type Inspection =
  | { status: 'none' }
  | { status: 'running'; stage: string; fraction: number }
  | { status: 'done'; finding: Finding }
  | { status: 'failed'; error: ErrorBody };

export const session = signal<Session | null>(null);
/** False until the first answer of the host, so that nothing flashes. */
export const isStarted = signal(false);
/** True while the host does not answer. */
export const isHostLost = signal(false);
/** A sentence about the last thing that was asked and could not be done, or null. */
export const notice = signal<string | null>(null);

export const images = signal<ListedImage[]>([]);
export const currentKey = signal<number | null>(null);
export const current = computed(
  () => images.value.find((image) => image.key === currentKey.value) ?? null,
);
export const policy = computed(() => current.value?.policy ?? DEFAULT_DECODE_POLICY);

/** Images given at the start belong to the host, which opened them once and for all. */
export const canChoosePolicy = computed(() => {
  const origin = current.value?.origin;
  return origin !== undefined && ('file' in origin || 'path' in origin);
});

export const pipelines = signal<PipelineSummary[]>([]);
/** The pipeline and target size that were chosen; null until the pipelines are known. */
export const request = signal<ViewRequest | null>(null);

export const opened = signal<Loadable<OpenImage>>({ status: 'none' });
export const machine = signal<Loadable<MachineView>>({ status: 'none' });
export const inspection = signal<Inspection>({ status: 'none' });

export const image = computed(() => (opened.value.status === 'ready' ? opened.value.value : null));
export const machineView = computed(() =>
  machine.value.status === 'ready' ? machine.value.value : null,
);

/** Where both panes look; null fits the image, also when the window is resized. */
export const view = signal<View | null>(null);
/** Size of each pane in device pixels, as measured. */
export const viewport = signal({ width: 0, height: 0 });
/** True where the sampled lattice is drawn at high zoom. */
export const showsLattice = signal(true);
/** True while the key is held that shows the machine view in both panes. */
export const isBlinking = signal(false);
/** True where the panes are one above the other, for wide pictures. */
export const isStacked = signal(false);
export const showsHelp = signal(false);
/** Tiles that could not be fetched: why, or null. */
export const tileFailure = signal<string | null>(null);
/** Counts up to make the panes ask again for tiles that failed. */
export const retries = signal(0);
