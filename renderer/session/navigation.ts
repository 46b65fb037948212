/** What a person can do with the view: fit, zoom, pan. Both panes follow. */
import { computed } from '@preact/signals';
import * as state from './state.ts';
import {
  extentAround,
  fitView,
  panBy,
  wholeOf,
  zoomTo,
  viewFromSrc,
  type Rectangle,
  type NormPoint,
  type Frame,
  type SrcPoint,
  type ViewPoint,
} from '../geometry/spaces.ts';

/** Device pixels kept free around a pixel that is brought into view. */
const REVEAL_MARGIN = 48;

/** The frame that both panes show; null without an image or before the panes are measured. */
export const frame = computed<Frame | null>(() => {
  const { value: image } = state.image;
  const { value: viewport } = state.viewport;
  if (image === null || viewport.width === 0 || viewport.height === 0) return null;
  const { raster: source } = image;
  const { value: machine } = state.machineFrame;
  const extent = machine === null ? wholeOf(source) : extentAround(source, machine);
  return { source, viewport, view: state.view.value ?? fitView(source, viewport, extent) };
});

/** Shows the whole image and machine view, also after the window is resized. */
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

/** Fits the image, or shows it at 100 % around `anchor` where it is fitted already. */
export function toggleFit(anchor?: ViewPoint): void {
  if (state.view.value === null) zoomToScale(1, anchor);
  else fit();
}

/** Shows all of a rectangle of the source, and no more than it takes. */
export function showRegion(region: Rectangle): void {
  const { value: present } = frame;
  if (present !== null) {
    state.view.value = fitView(present.source, present.viewport, region);
  }
}

/** Looks at `center` at the present zoom. */
export function lookAt(center: NormPoint): void {
  const { value: present } = frame;
  if (present !== null) state.view.value = { center, scale: present.view.scale };
}

/**
 * The next whole step from `scale` on: …, 1/3, 1/2, 1, 2, 3, … device pixels per source pixel, larger
 * (`by` 1) or smaller (-1).
 */
export function wholeStep(scale: number, by: 1 | -1): number {
  const tolerance = 1e-6;
  if (by === 1) {
    if (scale >= 1 - tolerance) return Math.floor(scale + tolerance) + 1;
    return 1 / (Math.ceil(1 / scale - tolerance) - 1);
  }
  if (scale > 1 + tolerance) return Math.ceil(scale - tolerance) - 1;
  return 1 / (Math.floor(1 / scale + tolerance) + 1);
}

/** Zooms to the next whole step. */
export function stepZoom(by: 1 | -1): void {
  const { value: present } = frame;
  if (present !== null) zoomToScale(wholeStep(present.view.scale, by));
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

/** Moves as little as it takes to show source point (srcX, srcY) with some room around it. */
export function reveal(point: SrcPoint): void {
  const { value: present } = frame;
  if (present === null) return;
  const { viewX, viewY } = viewFromSrc(present, point);
  const into = (at: number, side: number): number =>
    Math.max(0, REVEAL_MARGIN - at) + Math.min(0, side - REVEAL_MARGIN - at);
  const deltaX = into(viewX, present.viewport.width);
  const deltaY = into(viewY, present.viewport.height);
  if (deltaX !== 0 || deltaY !== 0) pan(deltaX, deltaY);
}
