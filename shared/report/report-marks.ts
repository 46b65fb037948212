/**
 * What reviewers drew on an image, as a report holds it: numbered, in source pixels, and which of it
 * falls into a picture that shows a part of the source.
 */
import type { Annotation, AnnotationShape, MarkedView } from '../case/case-marks.ts';
import type { Region } from '../finding/finding.ts';
import type { Size } from '../base/raster.ts';

/** One box, arrow or text. */
export interface ReportMark {
  /** From 1: what it is called in pictures and tables. */
  number: number;
  /** In pixels of the raster that the report is of. */
  shape: AnnotationShape;
  text: string;
  /** The view it was drawn on; null: the source. */
  view: MarkedView;
  reviewer: string;
  /** When it was last changed; ISO 8601. */
  at: string;
}

/** Which source pixels a picture shows: `frame` lies in its upper left `width` by `height` pixels. */
export interface Place extends Size {
  frame: Region;
}

/** `annotations`, in the order they were made, as marks; `turn` maps their shapes onto the raster. */
export function marksOf(
  annotations: readonly Annotation[],
  turn: (shape: AnnotationShape) => AnnotationShape = (shape) => shape,
): ReportMark[] {
  return annotations.map(({ shape, text, view, reviewer, updatedAt }, i) => ({
    number: i + 1,
    shape: turn(shape),
    text,
    view,
    reviewer,
    at: updatedAt,
  }));
}

/** What a mark is and where, in source pixels. */
export function shapeText(shape: AnnotationShape): string {
  const point = (x: number, y: number) => `(${Math.round(x)},\u00a0${Math.round(y)})`;
  const at = point(shape.x, shape.y);
  switch (shape.kind) {
    case 'box':
      return `box of ${Math.round(shape.width)}x${Math.round(shape.height)} at ${at}`;
    case 'arrow':
      return `arrow from ${at} to ${point(shape.toX, shape.toY)}`;
    case 'text':
      return `text at ${at}`;
  }
}

/** What a mark was drawn on, in words. */
export function markedViewText(view: MarkedView): string {
  if (view === null) return 'the source';
  const { pipeline, width, height, part } = view;
  const size = width === undefined || height === undefined ? '' : ` at ${width}x${height}`;
  return `${pipeline}${size}${part === undefined ? '' : `, part ${part + 1}`}`;
}

/** True where `a` and `b` are the same view, whatever else is kept of them. */
export function isSameView(a: MarkedView, b: MarkedView): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.pipeline === b.pipeline &&
    a.width === b.width &&
    a.height === b.height &&
    (a.part ?? 0) === (b.part ?? 0)
  );
}

/** Of the marks, those with a line inside `frame`, and the boxes that hold all of it. */
export function marksIn(
  marks: readonly ReportMark[],
  frame: Region,
): { drawn: ReportMark[]; around: ReportMark[] } {
  const is =
    (wanted: 'drawn' | 'around') =>
    ({ shape }: ReportMark) =>
      relationOf(shape, frame) === wanted;
  return { drawn: marks.filter(is('drawn')), around: marks.filter(is('around')) };
}

function relationOf(shape: AnnotationShape, frame: Region): 'drawn' | 'around' | 'outside' {
  const right = frame.x + frame.width;
  const bottom = frame.y + frame.height;
  if (shape.kind === 'arrow') return crosses(shape, frame) ? 'drawn' : 'outside';
  const [width, height] = shape.kind === 'box' ? [shape.width, shape.height] : [0, 0];
  const [left, to] = [Math.min(shape.x, shape.x + width), Math.max(shape.x, shape.x + width)];
  const [top, under] = [Math.min(shape.y, shape.y + height), Math.max(shape.y, shape.y + height)];
  if (to < frame.x || left > right || under < frame.y || top > bottom) return 'outside';
  const isAround = left < frame.x && to > right && top < frame.y && under > bottom;
  return isAround ? 'around' : 'drawn';
}

/** Whether the line of an arrow has a point in `frame` (Liang and Barsky: clip it by each side). */
function crosses(arrow: Extract<AnnotationShape, { kind: 'arrow' }>, frame: Region): boolean {
  const { x, y, toX, toY } = arrow;
  let from = 0;
  let to = 1;
  for (const [start, end, low, high] of [
    [x, toX, frame.x, frame.x + frame.width],
    [y, toY, frame.y, frame.y + frame.height],
  ] as const) {
    const step = end - start;
    if (step === 0) {
      if (start < low || start > high) return false;
      continue;
    }
    const [enter, leave] = [(low - start) / step, (high - start) / step].sort((a, b) => a - b);
    from = Math.max(from, enter!);
    to = Math.min(to, leave!);
  }
  return from <= to;
}
