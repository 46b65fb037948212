/** Pointer and wheel on a pane, turned into pans and zooms in device pixels. */
import type { ViewPoint } from '../geometry/spaces.ts';

export interface GestureTarget {
  onPan(deltaX: number, deltaY: number): void;
  onZoom(factor: number, anchor: ViewPoint): void;
  /** Pressed and let go in one place. */
  onClick(at: ViewPoint): void;
  onDoubleClick(anchor: ViewPoint): void;
  /** The pointer rests or moves here; null when it leaves. */
  onHover(at: ViewPoint | null): void;
}

/** Zoom per pixel of wheel travel; pinches on a touchpad come as wheels with ctrlKey. */
const WHEEL_RATE = 0.0018;
const PINCH_RATE = 0.01;
const LINE_PX = 16;
/** Travel, in device pixels, up to which a press is a click and not a drag. */
const CLICK_TRAVEL = 4;

function isNear(a: ViewPoint, b: ViewPoint): boolean {
  return Math.hypot(a.viewX - b.viewX, a.viewY - b.viewY) <= CLICK_TRAVEL;
}

/** Listens on `element` until the returned function is called. */
export function listenToGestures(element: HTMLElement, target: GestureTarget): () => void {
  const pointers = new Map<number, ViewPoint>();
  let pressedAt: ViewPoint | null = null;
  const listeners = new AbortController();
  const { signal } = listeners;

  function pointOf(event: MouseEvent): ViewPoint {
    const box = element.getBoundingClientRect();
    const ratio = window.devicePixelRatio;
    return { viewX: (event.clientX - box.left) * ratio, viewY: (event.clientY - box.top) * ratio };
  }

  function onWheel(event: WheelEvent): void {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
    const rate = event.ctrlKey ? PINCH_RATE : WHEEL_RATE;
    const travel = Math.max(-240, Math.min(240, event.deltaY * unit));
    target.onZoom(Math.exp(-travel * rate), pointOf(event));
  }

  function onMove(event: PointerEvent): void {
    const at = pointOf(event);
    const before = pointers.get(event.pointerId);
    if (before === undefined) {
      target.onHover(at);
      return;
    }
    const others = [...pointers].filter(([id]) => id !== event.pointerId);
    pointers.set(event.pointerId, at);
    if (others.length === 0) {
      target.onPan(at.viewX - before.viewX, at.viewY - before.viewY);
      if (event.pointerType === 'mouse') target.onHover(at);
    } else {
      pinch(others[0][1], before, at);
    }
  }

  function pinch(fixed: ViewPoint, before: ViewPoint, at: ViewPoint): void {
    const span = (point: ViewPoint): number =>
      Math.max(1, Math.hypot(point.viewX - fixed.viewX, point.viewY - fixed.viewY));
    const middle = { viewX: (fixed.viewX + at.viewX) / 2, viewY: (fixed.viewY + at.viewY) / 2 };
    target.onPan((at.viewX - before.viewX) / 2, (at.viewY - before.viewY) / 2);
    target.onZoom(span(at) / span(before), middle);
  }

  function onDown(event: PointerEvent): void {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    pressedAt = pointers.size === 0 ? pointOf(event) : null;
    pointers.set(event.pointerId, pointOf(event));
    element.dataset['dragging'] = 'true';
  }

  function onUp(event: PointerEvent): void {
    const wasDown = pointers.delete(event.pointerId);
    const at = pointOf(event);
    const isClick = wasDown && event.type === 'pointerup' && pressedAt !== null;
    if (isClick && isNear(at, pressedAt!)) target.onClick(at);
    pressedAt = null;
    if (pointers.size === 0) delete element.dataset['dragging'];
  }

  element.addEventListener('wheel', onWheel, { passive: false, signal });
  element.addEventListener('pointerdown', onDown, { signal });
  element.addEventListener('pointermove', onMove, { signal });
  element.addEventListener('pointerup', onUp, { signal });
  element.addEventListener('pointercancel', onUp, { signal });
  element.addEventListener('pointerleave', () => target.onHover(null), { signal });
  element.addEventListener('dblclick', (event) => target.onDoubleClick(pointOf(event)), { signal });
  return () => listeners.abort();
}
