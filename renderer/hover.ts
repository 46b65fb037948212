/** What is under the pointer, in both panes. */
import { computed, signal } from '@preact/signals';
import * as state from './state.ts';
import type { Pixel } from './state.ts';
import { frame } from './navigation.ts';
import { fedBy, NO_PIXELS, readBy, samplingOf, type WeightedPixels } from './viewer/sampling.ts';
import { dstFromView, srcFromView, type ViewPoint } from './viewer/spaces.ts';

export type PaneKind = 'human' | 'machine';

/** The pointer over a pane, in its device pixels; null outside. */
export const pointer = signal<(ViewPoint & { pane: PaneKind }) | null>(null);

/** The tap tables behind the machine view that is shown; null where there are none. */
export const sampling = computed(() => {
  const { value: image } = state.image;
  const { value: view } = state.machineView;
  return image === null || view === null ? null : samplingOf(image.raster, view);
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

/** The source pixels that the hovered machine pixel reads: only while the machine pane is hovered. */
export const hoveredTaps = computed<WeightedPixels>(() =>
  pointer.value?.pane === 'machine' ? tapsOf(hoveredMachine.value) : NO_PIXELS,
);

/** The source pixels that the pinned machine pixel reads. */
export const pinnedTaps = computed<WeightedPixels>(() => tapsOf(state.pinned.value));

function tapsOf(pixel: Pixel | null): WeightedPixels {
  if (sampling.value === null || pixel === null) return NO_PIXELS;
  return readBy(sampling.value, pixel.x, pixel.y);
}

/** The machine pixels that the hovered source pixel feeds: only while the human pane is hovered. */
export const hoveredOutputs = computed<WeightedPixels>(() => {
  const { value: pixel } = hoveredSource;
  if (sampling.value === null || pixel === null || pointer.value?.pane !== 'human')
    return NO_PIXELS;
  return fedBy(sampling.value, pixel.x, pixel.y);
});

function inside(x: number, y: number, size: { width: number; height: number }): Pixel | null {
  return x >= 0 && y >= 0 && x < size.width && y < size.height ? { x, y } : null;
}
