import { useSignal } from '@preact/signals';
import type { Annotation, AnnotationShape } from '../../shared/case/case-marks.ts';
import type { PaneKind } from '../session/hover.ts';
import { frame } from '../session/navigation.ts';
import { paneAt, type StageKind } from './stage-parts.ts';
import { srcFromView, viewFromSrc, type Frame, type SrcPoint } from '../geometry/spaces.ts';
import * as marks from '../review/annotations.ts';
import { isReviewing } from '../session/case-state.ts';

/** Travel in device pixels from which on a drag is a shape. */
const LEAST_TRAVEL = 6;

interface Draft {
  from: SrcPoint;
  to: SrcPoint;
  pane: PaneKind;
}

/** The annotations over a stage, bound to source pixels, and the drawing of new ones. */
export function AnnotationLayer({ stage }: { stage: StageKind }) {
  const draft = useSignal<Draft | null>(null);
  const { value: shown } = frame;
  const { value: tool } = marks.tool;
  if (!isReviewing.value || shown === null) return null;
  const { width, height } = shown.viewport;
  const ratio = window.devicePixelRatio;
  const pointOf = (event: PointerEvent & { currentTarget: SVGElement }) => {
    const box = event.currentTarget.getBoundingClientRect();
    const viewX = (event.clientX - box.left) * ratio;
    const viewY = (event.clientY - box.top) * ratio;
    const { srcX, srcY } = srcFromView(shown, { viewX, viewY });
    const inside = (at: number, side: number): number => Math.min(side, Math.max(0, at));
    const src = { srcX: inside(srcX, shown.source.width), srcY: inside(srcY, shown.source.height) };
    return { src, pane: paneAt(stage, width, viewX) };
  };
  const finish = (to: SrcPoint): void => {
    const { value: drawn } = draft;
    draft.value = null;
    if (drawn === null || tool === null) return;
    const { from, pane } = drawn;
    if (tool === 'text') {
      marks.waitingText.value = { x: from.srcX, y: from.srcY, pane };
      marks.showsTextDialog.value = true;
      return;
    }
    const travel = Math.hypot(to.srcX - from.srcX, to.srcY - from.srcY) * shown.view.scale;
    if (travel >= LEAST_TRAVEL) void marks.addAnnotation(shapeOf(tool, from, to), pane);
  };
  return (
    <svg
      class={tool === null ? 'annotations' : 'annotations drawing'}
      viewBox={`0 0 ${width} ${height}`}
      style={{ width: `${width / ratio}px`, height: `${height / ratio}px` }}
      aria-hidden="true"
      data-testid={`${stage}-annotations`}
      onPointerDown={(event) => {
        if (tool === null || event.button !== 0) return;
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        const { src, pane } = pointOf(event);
        draft.value = { from: src, to: src, pane };
      }}
      onPointerMove={(event) => {
        if (draft.value !== null) draft.value = { ...draft.value, to: pointOf(event).src };
      }}
      onPointerUp={(event) => {
        if (draft.value !== null) finish(pointOf(event).src);
      }}
      onPointerCancel={() => (draft.value = null)}
    >
      {marks.annotations.value.map((annotation) => (
        <Mark key={annotation.id} annotation={annotation} shown={shown} stage={stage} />
      ))}
      {draft.value !== null && tool !== null && tool !== 'text' && (
        <g class="annotation">
          <Shape shape={shapeOf(tool, draft.value.from, draft.value.to)} shown={shown} />
        </g>
      )}
    </svg>
  );
}

/** The shape between two points; a box is whichever way it was drawn. */
export function shapeOf(kind: marks.ShapeKind, from: SrcPoint, to: SrcPoint): AnnotationShape {
  const { srcX: x, srcY: y } = from;
  if (kind === 'text') return { kind, x, y };
  if (kind === 'arrow') return { kind, x, y, toX: to.srcX, toY: to.srcY };
  return {
    kind,
    x: Math.min(x, to.srcX),
    y: Math.min(y, to.srcY),
    width: Math.abs(to.srcX - x),
    height: Math.abs(to.srcY - y),
  };
}

interface MarkProps {
  annotation: Annotation;
  shown: Frame;
  stage: StageKind;
}

/** One annotation; dashed where it was drawn on another view than this stage shows. */
function Mark({ annotation, shown, stage }: MarkProps) {
  const { id, text, view } = annotation;
  const shape = marks.shownShape(annotation.shape);
  const here = stage === 'compare' ? view : marks.viewOf(stage);
  const isElsewhere = JSON.stringify(here) !== JSON.stringify(view);
  const isSelected = marks.selected.value === id;
  const classes = ['annotation', isElsewhere && 'elsewhere', isSelected && 'selected'];
  const at = viewFromSrc(shown, { srcX: shape.x, srcY: shape.y });
  const size = 14 * window.devicePixelRatio;
  const above = shape.kind === 'text' ? 0 : size / 2;
  return (
    <g
      class={classes.filter(Boolean).join(' ')}
      data-annotation={id}
      onPointerDown={(event) => {
        if (marks.tool.value !== null) return;
        event.stopPropagation();
        marks.selected.value = isSelected ? null : id;
      }}
    >
      <Shape shape={shape} shown={shown} />
      {text !== '' && (
        <text x={at.viewX} y={at.viewY - above} font-size={size}>
          {text}
        </text>
      )}
    </g>
  );
}

/** A shape twice: broad and dark below, narrow and bright above, so that it shows on any picture. */
function Shape({ shape, shown }: { shape: AnnotationShape; shown: Frame }) {
  if (shape.kind === 'text') return null;
  const from = viewFromSrc(shown, { srcX: shape.x, srcY: shape.y });
  if (shape.kind === 'box') {
    const { scale } = shown.view;
    const box = {
      x: from.viewX,
      y: from.viewY,
      width: shape.width * scale,
      height: shape.height * scale,
    };
    return (
      <>
        <rect class="halo" {...box} />
        <rect class="line" {...box} />
      </>
    );
  }
  const to = viewFromSrc(shown, { srcX: shape.toX, srcY: shape.toY });
  const angle = Math.atan2(to.viewY - from.viewY, to.viewX - from.viewX);
  const barb = 14 * window.devicePixelRatio;
  const [left, right] = [angle + 2.6, angle - 2.6].map(
    (turn) => `${to.viewX + barb * Math.cos(turn)} ${to.viewY + barb * Math.sin(turn)}`,
  );
  const path =
    `M${from.viewX} ${from.viewY}L${to.viewX} ${to.viewY}` +
    `M${left}L${to.viewX} ${to.viewY}L${right}`;
  return (
    <>
      <path class="halo" d={path} />
      <path class="line" d={path} />
    </>
  );
}
