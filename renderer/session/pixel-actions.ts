/** The pixel of the machine view that stays explained: pinned, stepped and let go. */
import { frame, reveal } from './navigation.ts';
import type { Pixel } from './state.ts';
import * as state from './state.ts';
import { dstFromView, srcFromDst, type ViewPoint } from '../geometry/spaces.ts';

/** Time after a click in which a second one makes it a double click, which means something else. */
const DOUBLE_CLICK_MS = 300;

/** Pins the machine pixel at `at`; lets it go where it is pinned already. */
export function pinAt(at: ViewPoint): void {
  const pixel = pixelAt(at);
  if (pixel === null) return;
  const { value: before } = state.pinned;
  if (before !== null && before.x === pixel.x && before.y === pixel.y) {
    unpin();
    return;
  }
  state.pinned.value = pixel;
  setTimeout(() => {
    if (state.pinned.value === pixel) explain();
  }, DOUBLE_CLICK_MS);
}

/** Pins the machine pixel under the pointer or in the middle of the pane; lets go of a pinned one. */
export function togglePin(at: ViewPoint | null): void {
  if (state.pinned.value !== null) {
    unpin();
    return;
  }
  pinInside((at === null ? null : pixelAt(at)) ?? middlePixel());
  explain();
}

/** Shows a tab that explains the pinned pixel: the one that is shown where it does. */
function explain(): void {
  if (state.tab.value !== 'influence') state.chooseTab('pixel');
}

/** Moves the pinned pixel; pins the middle one first where there is none. */
export function stepPinned(deltaX: number, deltaY: number): void {
  const { value: pinned } = state.pinned;
  const at = pinned ?? middlePixel();
  if (at === null) return;
  pinInside(pinned === null ? at : { x: at.x + deltaX, y: at.y + deltaY });
  explain();
}

/** Pins `pixel`, or the nearest one inside the machine view, and brings it into view. */
export function pinInside(pixel: Pixel | null): void {
  const { value: view } = state.machineView;
  if (view === null || pixel === null) return;
  const inside = (value: number, side: number): number => Math.min(side - 1, Math.max(0, value));
  const at = { x: inside(pixel.x, view.width), y: inside(pixel.y, view.height) };
  state.pinned.value = at;
  reveal(srcFromDst(view, { dstX: at.x + 0.5, dstY: at.y + 0.5 }));
}

export function unpin(): void {
  state.pinned.value = null;
}

function pixelAt(at: ViewPoint): Pixel | null {
  const { value: view } = state.machineView;
  const { value: shown } = frame;
  if (view === null || shown === null) return null;
  const { dstX, dstY } = dstFromView(shown, view, at);
  const x = Math.floor(dstX);
  const y = Math.floor(dstY);
  return x >= 0 && y >= 0 && x < view.width && y < view.height ? { x, y } : null;
}

/** The machine pixel in the middle of the pane, or of the view where that is beside it. */
function middlePixel(): Pixel | null {
  const { value: view } = state.machineView;
  const { value: shown } = frame;
  if (view === null || shown === null) return null;
  const { width, height } = shown.viewport;
  return (
    pixelAt({ viewX: width / 2, viewY: height / 2 }) ?? {
      x: Math.floor(view.width / 2),
      y: Math.floor(view.height / 2),
    }
  );
}
