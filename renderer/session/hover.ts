/** What is under the pointer, in both panes. */
import { shapeOfImage } from '../../shared/api/pixel-report.ts';
import { computed, signal } from '@preact/signals';
import * as state from './state.ts';
import type { Pixel } from './state.ts';
import { frame } from './navigation.ts';
import { fedBy, NO_PIXELS, readBy, samplingOf, type WeightedPixels } from '../geometry/sampling.ts';
import {
  dstFromView,
  normFromView,
  srcFromView,
  type Frame,
  type ViewPoint,
} from '../geometry/spaces.ts';
import { showsLens } from './view-state.ts';

export type PaneKind = 'human' | 'machine';

/** The pointer over a stage, in its device pixels, and whose pixels are there; null outside. */
export const pointer = signal<(ViewPoint & { pane: PaneKind }) | null>(null);

/** Side of the magnifier in CSS pixels. */
export const LENS_SIDE = 220;
/** The magnifier enlarges what is under it this many times, and at least to this scale. */
const LENS_ZOOM = 4;
const LENS_SCALE_FROM = 8;

/** Where the magnifier is: at the pointer, or in the middle for whoever moves by the keyboard. */
export const lensPoint = computed<ViewPoint>(() => {
  const { width, height } = state.viewport.value;
  return pointer.value ?? { viewX: width / 2, viewY: height / 2 };
});

/** What the magnifier shows: a small frame around its place; null where there is none. */
export const lensFrame = computed<Frame | null>(() => {
  const { value: shown } = frame;
  if (!showsLens.value || shown === null) return null;
  const { value: at } = lensPoint;
  const side = Math.round(LENS_SIDE * window.devicePixelRatio);
  const scale = Math.max(LENS_SCALE_FROM, Math.min(256, shown.view.scale * LENS_ZOOM));
  return {
    source: shown.source,
    viewport: { width: side, height: side },
    view: { center: normFromView(shown, at), scale },
  };
});

/** The tap tables behind the machine view that is shown; null where there are none. */
export const sampling = computed(() => {
  const { value: image } = state.image;
  const { value: view } = state.machineView;
  if (image === null || view === null) return null;
  const own = state.pipelines.value.find(({ id }) => id === view.pipeline)?.own;
  return samplingOf(shapeOfImage(image), view, own);
});

/** The source pixel under the pointer. */
export const hoveredSource = computed<Pixel | null>(() => {
  const { value: at } = pointer;
  const { value: shown } = frame;
  if (at === null || shown === null) return null;
  const { srcX, srcY } = srcFromView(shown, at);
  return inside(Math.floor(srcX), Math.floor(srcY), shown.source);
});

/** The machine pixel under the pointer. */
export const hoveredMachine = computed<Pixel | null>(() => {
  const { value: at } = pointer;
  const { value: shown } = frame;
  const { value: view } = state.machineView;
  if (at === null || shown === null || view === null) return null;
  const { dstX, dstY } = dstFromView(shown, view, at);
  return inside(Math.floor(dstX), Math.floor(dstY), view.raster);
});

/** The machine pixel that is explained: the pinned one, else the one under the pointer. */
export const inspected = computed<Pixel | null>(
  () => state.pinned.value ?? (pointer.value?.pane === 'machine' ? hoveredMachine.value : null),
);

/** The source pixels that the machine pixel under the pointer reads. */
export const readByHovered = computed<WeightedPixels>(() => tapsOf(hoveredMachine.value));

/** The same, only while the machine's pixels are pointed at: what is lit up in the source. */
export const hoveredTaps = computed<WeightedPixels>(() =>
  pointer.value?.pane === 'machine' ? readByHovered.value : NO_PIXELS,
);

/** The source pixels that the pinned machine pixel reads. */
export const pinnedTaps = computed<WeightedPixels>(() => tapsOf(state.pinned.value));

function tapsOf(pixel: Pixel | null): WeightedPixels {
  if (sampling.value === null || pixel === null) return NO_PIXELS;
  return readBy(sampling.value, pixel.x, pixel.y);
}

/** The machine pixels that the source pixel under the pointer feeds. */
export const fedByHovered = computed<WeightedPixels>(() => {
  const { value: pixel } = hoveredSource;
  if (sampling.value === null || pixel === null) return NO_PIXELS;
  return fedBy(sampling.value, pixel.x, pixel.y);
});

/** The same, only while the source's pixels are pointed at: what is lit up in the machine view. */
export const hoveredOutputs = computed<WeightedPixels>(() =>
  pointer.value?.pane === 'human' ? fedByHovered.value : NO_PIXELS,
);

function inside(x: number, y: number, size: { width: number; height: number }): Pixel | null {
  return x >= 0 && y >= 0 && x < size.width && y < size.height ? { x, y } : null;
}
