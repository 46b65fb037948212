import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import * as hover from '../session/hover.ts';
import * as navigation from '../session/navigation.ts';
import { pinAt } from '../session/pixel-actions.ts';
import { AnnotationLayer } from './annotation-layer.tsx';
import { ScopeLayer } from './scope-layer.tsx';
import * as state from '../session/state.ts';
import { mode, showsLens } from '../session/view-state.ts';
import { Divider } from './divider.tsx';
import { drawOnChange } from './paint/draw-on-change.ts';
import { listenToGestures } from './gestures.ts';
import { LensView } from './lens-view.tsx';
import { Minimap } from './minimap.tsx';
import { paneAt, type StageKind } from './stage-parts.ts';
import { drawOverlay, drawPixels } from './stage.ts';

interface StageViewProps {
  stage: StageKind;
  /** What it is called, and what is on it. */
  title: string;
  detail: string;
  /** Shown over the canvas: a legend, progress or a failure. */
  children?: ComponentChildren;
}

/** A stage: its two canvases, the pointer on them, the magnifier, the minimap and the divider. */
export function StageView({ stage, title, detail, children }: StageViewProps) {
  const element = useRef<HTMLDivElement>(null);
  const pixels = useRef<HTMLCanvasElement>(null);
  const over = useRef<HTMLCanvasElement>(null);

  useEffect(() => drawOnChange(pixels, (canvas) => drawPixels(canvas, stage)), [stage]);
  useEffect(() => drawOnChange(over, (canvas) => drawOverlay(canvas, stage)), [stage]);
  useEffect(() => (stage === 'machine' ? undefined : measure(element.current!)), [stage]);
  useEffect(() => {
    const paneOf = (viewX: number): hover.PaneKind =>
      paneAt(stage, state.viewport.value.width, viewX);
    return listenToGestures(element.current!, {
      onPan: navigation.pan,
      onZoom: navigation.zoomBy,
      onClick: (at) => {
        if (paneOf(at.viewX) === 'machine') pinAt(at);
      },
      onDoubleClick: navigation.toggleFit,
      onHover: (at) =>
        (hover.pointer.value = at === null ? null : { ...at, pane: paneOf(at.viewX) }),
    });
  }, [stage]);

  return (
    <div
      class="stage"
      ref={element}
      tabIndex={0}
      role="group"
      aria-label={`${title}: arrow keys move, plus and minus zoom, F fits, question mark lists all keys`}
      data-testid={`${stage}-stage`}
    >
      <canvas
        ref={pixels}
        role="img"
        aria-label={`${title}, ${detail}`}
        data-testid={`${stage}-canvas`}
        data-settled="false"
      />
      <canvas class="overlay" ref={over} aria-hidden="true" data-testid={`${stage}-overlay`} />
      <AnnotationLayer stage={stage} />
      <ScopeLayer stage={stage} />
      {stage !== 'machine' && <Minimap />}
      {stage === 'compare' && mode.value === 'wipe' && <Divider />}
      {children}
      {showsLens.value && <LensView stage={stage} />}
    </div>
  );
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
