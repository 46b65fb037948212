import { effect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import * as hover from '../hover.ts';
import * as navigation from '../navigation.ts';
import { pinAt } from '../pixel-actions.ts';
import * as state from '../state.ts';
import { listenToGestures } from './gestures.ts';
import { layers } from './layers.ts';
import { VALUES_FROM, visibleRange } from './overlay.ts';
import { drawOverlay, drawPixels } from './stage.ts';

interface PaneProps {
  pane: hover.PaneKind;
  title: string;
  /** The size of what is shown, and a note on it where there is room. */
  detail: string;
  note: string;
  scale: string;
  status: string;
  /** Shown over the canvas: progress or a failure. */
  children?: ComponentChildren;
}

/** One of the two linked panes: a heading, its canvases and a status line. */
export function Pane({ pane, title, detail, note, scale, status, children }: PaneProps) {
  const stage = useRef<HTMLDivElement>(null);
  const pixels = useRef<HTMLCanvasElement>(null);
  const over = useRef<HTMLCanvasElement>(null);

  useEffect(() => layers[pane].start(), [pane]);
  useEffect(() => drawOnChange(() => drawPixels(pixels.current!, pane)), [pane]);
  useEffect(() => drawOnChange(() => drawOverlay(over.current!, pane)), [pane]);
  useEffect(() => wantVisibleValues(pane), [pane]);
  useEffect(() => (pane === 'human' ? measure(stage.current!) : undefined), [pane]);
  useEffect(
    () =>
      listenToGestures(stage.current!, {
        onPan: navigation.pan,
        onZoom: navigation.zoomBy,
        onClick: (at) => {
          if (pane === 'machine') pinAt(at);
        },
        onDoubleClick: (at) =>
          state.view.value === null ? navigation.zoomToScale(1, at) : navigation.fit(),
        onHover: (at) => (hover.pointer.value = at === null ? null : { ...at, pane }),
      }),
    [pane],
  );

  return (
    <section class="pane" aria-labelledby={`${pane}-title`}>
      <header class="pane-head">
        <h2 id={`${pane}-title`}>{title}</h2>
        <span class="pane-detail">
          {detail}
          {detail !== '' && <span class="pane-note">{note}</span>}
        </span>
        <span class="pane-scale" data-testid={`${pane}-scale`}>
          {scale}
        </span>
      </header>
      <div
        class="stage"
        ref={stage}
        tabIndex={0}
        role="group"
        aria-label={
          `${title}: arrow keys move, plus and minus zoom, 0 fits` +
          (pane === 'machine' ? ', P pins a pixel and Shift with an arrow key steps it' : '')
        }
        data-testid={`${pane}-stage`}
      >
        <canvas
          ref={pixels}
          role="img"
          aria-label={`${title}, ${detail}${note}`}
          data-testid={`${pane}-canvas`}
          data-settled="false"
        />
        <canvas class="overlay" ref={over} aria-hidden="true" data-testid={`${pane}-overlay`} />
        {children}
      </div>
      <p class="pane-status" data-testid={`${pane}-status`}>
        {status}
      </p>
    </section>
  );
}

/** Draws now and whenever a signal that `draw` read has changed, at most once a frame. */
function drawOnChange(draw: () => void): () => void {
  let pending = 0;
  let stop: (() => void) | undefined;
  const redraw = (): void => {
    pending = 0;
    stop?.();
    let isFirst = true;
    stop = effect(() => {
      if (isFirst) {
        isFirst = false;
        draw();
      } else if (pending === 0) {
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

/** Keeps state.viewport at the size of the stage in device pixels. */
function measure(stage: HTMLElement): () => void {
  const observer = new ResizeObserver(() => {
    const width = Math.floor(stage.clientWidth * window.devicePixelRatio);
    const height = Math.floor(stage.clientHeight * window.devicePixelRatio);
    const { value: before } = state.viewport;
    if (before.width !== width || before.height !== height)
      state.viewport.value = { width, height };
  });
  observer.observe(stage);
  return () => observer.disconnect();
}

/** Has the values fetched that the status line and the labels in the pixels need. */
function wantVisibleValues(pane: hover.PaneKind): () => void {
  return effect(() => {
    const { values, window, source } = layers[pane];
    const hovered = pane === 'human' ? hover.hoveredSource.value : hover.hoveredMachine.value;
    if (values.value === null || window.value === null || source.value === null) return;
    const wanted = hovered === null ? [] : [hovered];
    if (1 / Math.max(window.value.stepX, window.value.stepY) >= VALUES_FROM) {
      const { x0, y0, x1, y1 } = visibleRange(window.value, source.value);
      for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) wanted.push({ x, y });
    }
    values.value.want(wanted);
  });
}
