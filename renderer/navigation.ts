/** What a person can do with the view: fit, zoom, pan. Both panes follow. */
import { computed } from '@preact/signals';
import * as state from './state.ts';
import { fitView, panBy, zoomTo, type Frame, type ViewPoint } from './viewer/spaces.ts';

/** The frame that both panes show; null without an image or before the panes are measured. */
export const frame = computed<Frame | null>(() => {
  const { value: image } = state.image;
  const { value: viewport } = state.viewport;
  if (image === null || viewport.width === 0 || viewport.height === 0) return null;
  const { raster: source } = image;
  return { source, viewport, view: state.view.value ?? fitView(source, viewport) };
});

/** Shows the whole image, also after the window is resized. */
export function fit(): void {
  state.view.value = null;
}

/** Zooms to `scale` device pixels per source pixel, around `anchor` or the middle. */
export function zoomToScale(scale: number, anchor?: ViewPoint): void {
  const { value: present } = frame;
  if (present === null) return;
  const { width, height } = present.viewport;
  const at = anchor ?? { viewX: width / 2, viewY: height / 2 };
  state.view.value = zoomTo(present, scale, at);
}

/** Multiplies the zoom by `factor`. */
export function zoomBy(factor: number, anchor?: ViewPoint): void {
  const { value: present } = frame;
  if (present !== null) zoomToScale(present.view.scale * factor, anchor);
}

/** Moves the image by device pixels. */
export function pan(deltaX: number, deltaY: number): void {
  const { value: present } = frame;
  if (present !== null) state.view.value = panBy(present, deltaX, deltaY);
}

/** One machine pixel as `devicePixels` device pixels on its larger side. */
export function zoomToMachinePixel(devicePixels: number): void {
  const { value: view } = state.machineView;
  if (view !== null) zoomToScale(devicePixels / Math.max(view.ratioX, view.ratioY));
}
