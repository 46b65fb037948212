/** Annotations and bookmarks of the present image: drawn, chosen, changed, removed and restored. */
import { batch, computed, signal } from '@preact/signals';
import type { CaseImage } from '../../shared/case/case-contract.ts';
import type {
  Annotation,
  AnnotationShape,
  Bookmark,
  MarkedView,
} from '../../shared/case/case-marks.ts';
import { toErrorBody } from '../../shared/base/errors.ts';
import { turnShape, turnShapeBack } from '../../shared/report/turn-shape.ts';
import { showView } from '../session/actions.ts';
import { HostLost } from '../client/call.ts';
import type { PaneKind } from '../session/hover.ts';
import { showsInspector } from '../session/layout-state.ts';
import { frame } from '../session/navigation.ts';
import * as state from '../session/state.ts';
import * as shown from '../session/view-state.ts';
import { normFromSrc, srcFromNorm } from '../geometry/spaces.ts';
import { detail, isReviewing, reviewer, summary } from '../session/case-state.ts';
import * as host from '../client/api-client-case.ts';
import { askReviewer } from './reviewer.ts';

export type ShapeKind = AnnotationShape['kind'];

export const SHAPE_TITLES: Record<ShapeKind, string> = { box: 'Box', arrow: 'Arrow', text: 'Text' };

/** What the pointer draws on the panes; null: it moves the picture. */
export const tool = signal<ShapeKind | null>(null);
/** The annotation that was chosen, by its id. */
export const selected = signal<number | null>(null);
/** The annotation that was drawn just now, until its caption has the focus. */
export const captionDue = signal<number | null>(null);
/** A text that waits for its words. */
export const waitingText = signal<{ x: number; y: number; pane: PaneKind } | null>(null);
export const showsTextDialog = signal(false);

export const annotations = computed<readonly Annotation[]>(() =>
  isReviewing.value ? (detail.value?.annotations ?? []) : [],
);

/** Marks are kept on the stored rows: how these are turned into what is shown. */
const turn = computed(() => {
  const { value: image } = state.image;
  if (image === null || image.policy.orientation !== 'applied') return null;
  return image.facts;
});

/** A shape that is kept, on the raster that is shown. */
export function shownShape(shape: AnnotationShape): AnnotationShape {
  return turn.value === null ? shape : turnShape(shape, turn.value.orientation, turn.value);
}

function keptShape(shape: AnnotationShape): AnnotationShape {
  return turn.value === null ? shape : turnShapeBack(shape, turn.value.orientation, turn.value);
}

export function toggleTool(kind: ShapeKind): void {
  tool.value = tool.value === kind ? null : kind;
}

/** The view that is drawn on: of the source null. */
export function viewOf(pane: PaneKind): MarkedView {
  const { value: request } = state.shownRequest;
  return pane === 'human' || request === null ? null : request;
}

/** Keeps `drawn` on the view in `pane` as a new annotation, and chooses it. */
export async function addAnnotation(
  drawn: AnnotationShape,
  pane: PaneKind,
  text = '',
): Promise<void> {
  const view = viewOf(pane);
  const shape = keptShape(drawn);
  await change(async (id, image, name) => {
    const added = await host.addAnnotation(id, image, { shape, text, view, reviewer: name });
    selected.value = added.id;
    if (shape.kind !== 'text' && detail.value?.row.id === image) askCaption(added.id);
    return (known) => ({ ...known, annotations: withOne(known.annotations, added) });
  });
  tool.value = null;
}

/** Brings the caption of a new annotation up, so that it can be typed at once. */
function askCaption(id: number): void {
  captionDue.value = id;
  state.chooseTab('review');
  showsInspector.value = true;
}

/** Changes the caption of an annotation. */
export async function caption(of: Annotation, text: string): Promise<void> {
  if (text === of.text) return;
  const { shape, view } = of;
  await change(async (id, _image, name) => {
    const body = { shape, view, text, reviewer: name };
    const changed = await host.changeAnnotation(id, of.id, body);
    return (known) => ({
      ...known,
      annotations: known.annotations.map((other) => (other.id === of.id ? changed : other)),
    });
  });
}

/** Removes the annotation that is chosen. */
export async function removeSelected(): Promise<void> {
  const { value: mark } = selected;
  if (mark !== null) await removeMark('annotations', mark);
}

/** Removes an annotation or a bookmark; the log of the case keeps what it was. */
export async function removeMark(kind: 'annotations' | 'bookmarks', mark: number): Promise<void> {
  await change(async (id, _image, name) => {
    await host.removeMark(id, kind, mark, name);
    if (selected.value === mark) selected.value = null;
    return (known) => ({ ...known, [kind]: known[kind].filter((other) => other.id !== mark) });
  });
}

/** Keeps where the panes look, the machine view, the settings of the picture and its annotations. */
export async function addBookmark(): Promise<void> {
  const { value: present } = frame;
  if (present === null) return;
  const { srcX, srcY } = srcFromNorm(present.source, present.view.center);
  const { x, y } = keptShape({ kind: 'text', x: srcX, y: srcY });
  const seen = { view: state.shownRequest.value, settings: settings() };
  const marks = annotations.value.map((annotation) => annotation.id);
  await change(async (id, image, name) => {
    const now = detail.value?.row.id === image ? detail.value : null;
    const added = await host.addBookmark(id, image, {
      name: `View ${(now?.bookmarks.length ?? 0) + 1}`,
      place: { srcX: x, srcY: y, zoom: present.view.scale },
      ...seen,
      annotations: marks.filter(
        (mark) => now?.annotations.some((kept) => kept.id === mark) ?? true,
      ),
      reviewer: name,
    });
    return (known) => ({ ...known, bookmarks: withOne(known.bookmarks, added) });
  });
}

/** `marks` with `added`, which news of the case may have brought before. */
function withOne<T extends { id: unknown }>(marks: readonly T[], added: T): T[] {
  return [...marks.filter(({ id }) => id !== added.id), added];
}

function settings(): Record<string, unknown> {
  return {
    mode: shown.mode.value,
    wipeAt: shown.wipeAt.value,
    onionShare: shown.onionShare.value,
    humanShows: shown.humanShows.value,
    machineShows: shown.machineShows.value,
    channels: shown.channels.value,
    exposure: shown.exposure.value,
    gamma: shown.gamma.value,
  };
}

/** Looks again as `bookmark` says; what it says of unknown settings is passed over. */
export function restore({ place, view, settings: kept }: Bookmark): void {
  const { value: image } = state.image;
  if (image === null) return;
  batch(() => {
    if (view !== null) {
      const size = { width: view.width ?? 0, height: view.height ?? 0 };
      void showView(view.pipeline, size, view.part ?? 0);
    }
    const { x: srcX, y: srcY } = shownShape({ kind: 'text', x: place.srcX, y: place.srcY });
    state.view.value = { center: normFromSrc(image.raster, { srcX, srcY }), scale: place.zoom };
    const mode = shown.MODES.find((known) => known === kept['mode']);
    if (mode !== undefined) shown.mode.value = mode;
    const human = shown.HUMAN_SHOWS.find((known) => known === kept['humanShows']);
    if (human !== undefined) shown.humanShows.value = human;
    shown.machineShows.value = kept['machineShows'] === 'antialiased' ? 'antialiased' : 'machine';
    const { channels } = kept;
    if (Array.isArray(channels) && channels.length === 3) {
      shown.channels.value = channels.map((channel) => channel === true);
    }
    const number = (name: string, from: number, to: number, target: { value: number }): void => {
      const value = kept[name];
      if (typeof value === 'number' && value >= from && value <= to) target.value = value;
    };
    number('wipeAt', 0, 1, shown.wipeAt);
    number('onionShare', 0, 1, shown.onionShare);
    number('exposure', -shown.MAX_EXPOSURE, shown.MAX_EXPOSURE, shown.exposure);
    number('gamma', shown.MIN_GAMMA, shown.MAX_GAMMA, shown.gamma);
  });
}

type Work = (id: string, image: number, name: string) => Promise<(known: CaseImage) => CaseImage>;

/** The last change: the next is made of what it left, so a bookmark names no mark just removed. */
let changing = Promise.resolve();

/** Saves one change of the marks of the present image, and shows it. */
function change(work: Work): Promise<void> {
  const { value: known } = detail;
  const { value: open } = summary;
  if (known === null || open === null) return Promise.resolve();
  changing = changing.then(() => changeOne(open.id, known.row.id, work));
  return changing;
}

async function changeOne(id: string, image: number, work: Work): Promise<void> {
  if (!(await askReviewer())) return;
  try {
    const apply = await work(id, image, reviewer.value);
    const { value: now } = detail;
    if (now?.row.id === image) detail.value = apply(now);
  } catch (error) {
    if (error instanceof HostLost) state.isHostLost.value = true;
    state.notice.value = toErrorBody(error).message;
  }
}
