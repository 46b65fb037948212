/** Where a person has looked at each image, step by step, and the way back; two places are kept by name. */
import { batch, computed, effect, signal } from '@preact/signals';
import type { Size } from '../../shared/base/raster.ts';
import type { View } from '../geometry/spaces.ts';
import { percent } from '../words/view-labels.ts';
import { showImage, showView } from './actions.ts';
import { mode, type Mode } from './view-state.ts';
import * as state from './state.ts';

/** What undo brings back: the machine view, and where both panes look. */
export interface Place {
  pipeline: string;
  size: Size;
  part: number;
  /** Null: the whole image. */
  view: View | null;
}

/** The steps of one image, and the one that is shown. */
export interface Steps {
  places: readonly Place[];
  at: number;
}

export const SNAPSHOT_NAMES = ['A', 'B'] as const;
export type SnapshotName = (typeof SNAPSHOT_NAMES)[number];

/** A place that is kept, of one image and in one mode. */
export interface Snapshot {
  key: number;
  /** What a person calls it. */
  title: string;
  place: Place;
  mode: Mode;
}

/** Steps that are kept of an image. */
const STEPS_KEPT = 100;
/** A movement that rests this long is one step. */
const REST_MS = 350;
/** True while the list of steps and snapshots is open. */
export const showsHistory = signal(false);

const NO_STEPS: Steps = { places: [], at: -1 };

const all = signal<ReadonlyMap<number, Steps>>(new Map());

/** The steps of the image on screen. */
export const steps = computed<Steps>(() => all.value.get(state.currentKey.value ?? -1) ?? NO_STEPS);

/** The places that are kept, by their names. */
export const snapshots = signal<Record<SnapshotName, Snapshot | null>>({ A: null, B: null });

const present = computed<Place | null>(() => {
  const { value: pipeline } = state.pipelineId;
  if (state.image.value === null || pipeline === null) return null;
  const { width, height } = state.size.value;
  const { value: part } = state.part;
  return { pipeline, size: { width, height }, part, view: state.view.value };
});

/** True where the place on screen is one that is not among the steps yet. */
const isNew = computed(() => {
  const { places, at } = steps.value;
  return present.value !== null && !isSame(places[at], present.value);
});

export const canUndo = computed(() => steps.value.at > 0 || (isNew.value && steps.value.at === 0));
export const canRedo = computed(
  () => !isNew.value && steps.value.at < steps.value.places.length - 1,
);

/** `place` after the step that is shown: what was undone is given up, and the oldest are. */
export function withStep({ places, at }: Steps, place: Place): Steps {
  if (isSame(places[at], place)) return { places, at };
  const kept = [...places.slice(0, at + 1), place].slice(-STEPS_KEPT);
  return { places: kept, at: kept.length - 1 };
}

function isSame(a: Place | undefined, b: Place): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function setSteps(next: Steps): void {
  const { value: key } = state.currentKey;
  if (key !== null) all.value = new Map(all.value).set(key, next);
}

/** Makes the place on screen a step, without waiting for it to rest. */
function settle(): void {
  if (present.value !== null) setSteps(withStep(steps.value, present.value));
}

/** Keeps the steps from now on; the returned function ends it. */
export function startHistory(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    const { value: place } = present;
    clearTimeout(timer);
    if (place !== null) timer = setTimeout(settle, REST_MS);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** Shows step `at` of the image on screen, 0-based from the oldest. */
export function goToStep(at: number): void {
  settle();
  const { places } = steps.value;
  const place = places[at];
  if (place === undefined) return;
  setSteps({ places, at });
  goTo(place);
}

export function undo(): void {
  settle();
  goToStep(steps.value.at - 1);
}

export function redo(): void {
  settle();
  goToStep(steps.value.at + 1);
}

function goTo({ pipeline, size, part, view }: Place): void {
  state.view.value = view;
  const isShown =
    state.pipelineId.value === pipeline &&
    state.part.value === part &&
    JSON.stringify(state.size.value) === JSON.stringify(size);
  if (!isShown) void showView(pipeline, size, part);
}

/** Keeps what is on screen under `name`. */
export function keepSnapshot(name: SnapshotName): void {
  const { value: key } = state.currentKey;
  if (present.value === null || key === null) return;
  const kept = { key, title: '', place: present.value, mode: mode.value };
  snapshots.value = { ...snapshots.value, [name]: kept };
  state.toast.value = { text: `Kept as ${name}: ${placeLabel(kept.place)}.` };
}

export function renameSnapshot(name: SnapshotName, title: string): void {
  const { [name]: kept } = snapshots.value;
  if (kept !== null) snapshots.value = { ...snapshots.value, [name]: { ...kept, title } };
}

/** Shows what is kept under `name`; keeps what is on screen where nothing is yet. */
export function recallSnapshot(name: SnapshotName): void {
  const { [name]: kept } = snapshots.value;
  if (kept === null) {
    keepSnapshot(name);
    return;
  }
  const isOther = state.currentKey.value !== kept.key;
  if (isOther && !state.images.value.some(({ key }) => key === kept.key)) {
    state.notice.value = `The image of snapshot ${name} is not in the list any more.`;
    return;
  }
  // At once: who goes on meanwhile is not brought back later.
  batch(() => {
    if (isOther) void showImage(kept.key);
    mode.value = kept.mode;
    goTo(kept.place);
  });
  const title = kept.title === '' ? '' : `, ${kept.title}`;
  state.toast.value = { text: `Snapshot ${name}${title}: ${placeLabel(kept.place)}.` };
}

/** A place in words: "tensorflow/bilinear, 299x299, 250 % around 42 %, 17 %". */
export function placeLabel({ pipeline, size, part, view }: Place): string {
  const of = state.pipelines.value.find(({ id }) => id === pipeline);
  const { width, height } = of === undefined || of.sizeIsFree ? size : of.defaultSize;
  const which = part === 0 ? '' : `, part ${part + 1}`;
  const share = (at: number): string => `${Math.round(at * 100)} %`;
  const where =
    view === null
      ? 'the whole image'
      : `${percent(view.scale)} at ${share(view.center.normX)}, ${share(view.center.normY)}`;
  return `${pipeline} ${width}x${height}${which}, ${where}`;
}
