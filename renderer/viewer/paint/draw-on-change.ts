import { effect } from '@preact/signals';
import type { RefObject } from 'preact';

/**
 * Draws `canvas` now and whenever a signal that `draw` read has changed, at most once a frame, until
 * the returned function is called or the canvas is gone. From such a change to the next drawing the
 * canvas is not settled: what it shows is of before.
 */
export function drawOnChange(
  canvas: RefObject<HTMLCanvasElement | null>,
  draw: (canvas: HTMLCanvasElement) => void,
): () => void {
  let pending = 0;
  let stop: (() => void) | undefined;
  const redraw = (): void => {
    pending = 0;
    stop?.();
    const { current } = canvas;
    if (current === null) return;
    let isFirst = true;
    stop = effect(() => {
      if (isFirst) {
        isFirst = false;
        draw(current);
      } else if (pending === 0) {
        current.dataset['settled'] = 'false';
        pending = requestAnimationFrame(redraw);
      }
    });
  };
  redraw();
  return () => {
    cancelAnimationFrame(pending);
    stop?.();
  };
}
