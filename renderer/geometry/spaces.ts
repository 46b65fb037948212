/**
 * The coordinate spaces of the viewer and the ways between them. A point carries its space in the
 * names of its coordinates, so that points of two spaces cannot be confused.
 *
 *   view  device pixels of a pane, (0, 0) its top left corner
 *   src   pixels of the source raster; pixel (x, y) covers x..x+1, y..y+1
 *   norm  the source frame as 0..1 per axis: what the two panes share
 *   dst   pixels of the machine view, which covers a rectangle of the source (all of it, a crop, or
 *         more where it is padded)
 */
import type { Size } from '../../shared/base/raster.ts';

export interface ViewPoint {
  viewX: number;
  viewY: number;
}

export interface SrcPoint {
  srcX: number;
  srcY: number;
}

export interface NormPoint {
  normX: number;
  normY: number;
}

export interface DstPoint {
  dstX: number;
  dstY: number;
}

/** A rectangle in source pixels; it may reach beyond the source. */
export interface Rectangle extends Size {
  x: number;
  y: number;
}

/** Pixels that cover a rectangle of the source. */
export interface Placed extends Size {
  frame: Rectangle;
}

/** Where the panes look: the point in their middle, and device pixels per source pixel. */
export interface View {
  center: NormPoint;
  scale: number;
}

/** A view of a source in a pane of `viewport` device pixels. */
export interface Frame {
  source: Size;
  viewport: Size;
  view: View;
}

/** Device pixels left free around a fitted image. */
const FIT_MARGIN = 12;
const MAX_SCALE = 256;

export function normFromSrc(source: Size, { srcX, srcY }: SrcPoint): NormPoint {
  return { normX: srcX / source.width, normY: srcY / source.height };
}

export function srcFromNorm(source: Size, { normX, normY }: NormPoint): SrcPoint {
  return { srcX: normX * source.width, srcY: normY * source.height };
}

export function srcFromDst({ frame, width, height }: Placed, { dstX, dstY }: DstPoint): SrcPoint {
  return {
    srcX: frame.x + (dstX / width) * frame.width,
    srcY: frame.y + (dstY / height) * frame.height,
  };
}

export function dstFromSrc({ frame, width, height }: Placed, { srcX, srcY }: SrcPoint): DstPoint {
  return {
    dstX: ((srcX - frame.x) / frame.width) * width,
    dstY: ((srcY - frame.y) / frame.height) * height,
  };
}

export function viewFromSrc(
  { source, viewport, view }: Frame,
  { srcX, srcY }: SrcPoint,
): ViewPoint {
  return {
    viewX: (srcX - view.center.normX * source.width) * view.scale + viewport.width / 2,
    viewY: (srcY - view.center.normY * source.height) * view.scale + viewport.height / 2,
  };
}

export function srcFromView({ source, viewport, view }: Frame, point: ViewPoint): SrcPoint {
  return {
    srcX: (point.viewX - viewport.width / 2) / view.scale + view.center.normX * source.width,
    srcY: (point.viewY - viewport.height / 2) / view.scale + view.center.normY * source.height,
  };
}

export function viewFromNorm(frame: Frame, point: NormPoint): ViewPoint {
  return viewFromSrc(frame, srcFromNorm(frame.source, point));
}

export function normFromView(frame: Frame, point: ViewPoint): NormPoint {
  return normFromSrc(frame.source, srcFromView(frame, point));
}

export function viewFromDst(frame: Frame, target: Placed, point: DstPoint): ViewPoint {
  return viewFromSrc(frame, srcFromDst(target, point));
}

export function dstFromView(frame: Frame, target: Placed, point: ViewPoint): DstPoint {
  return dstFromSrc(target, srcFromView(frame, point));
}

/** The whole of `source`, as a rectangle. */
export function wholeOf({ width, height }: Size): Rectangle {
  return { x: 0, y: 0, width, height };
}

/**
 * The rectangle around the middle of `source` that holds it and `other`. The middle stays where it
 * is, so that the parts of a padded picture follow each other without a jump.
 */
export function extentAround({ width, height }: Size, other: Rectangle): Rectangle {
  const beyondX = Math.max(0, -other.x, other.x + other.width - width);
  const beyondY = Math.max(0, -other.y, other.y + other.height - height);
  return { x: -beyondX, y: -beyondY, width: width + 2 * beyondX, height: height + 2 * beyondY };
}

/** The view that shows `extent` (by default the whole source). */
export function fitView(source: Size, viewport: Size, extent = wholeOf(source)): View {
  const margin = (side: number): number => Math.max(1, side - 2 * FIT_MARGIN);
  const scale = Math.min(
    margin(viewport.width) / extent.width,
    margin(viewport.height) / extent.height,
    MAX_SCALE,
  );
  const middle = { srcX: extent.x + extent.width / 2, srcY: extent.y + extent.height / 2 };
  return { center: normFromSrc(source, middle), scale };
}

/** The frame's view with `scale`, the source point under `anchor` staying where it is. */
export function zoomTo(frame: Frame, scale: number, anchor: ViewPoint): View {
  const { source, viewport } = frame;
  const smallest = fitView(source, viewport).scale / 4;
  const next = Math.min(MAX_SCALE, Math.max(smallest, scale));
  const fixed = srcFromView(frame, anchor);
  const center = normFromSrc(source, {
    srcX: fixed.srcX - (anchor.viewX - viewport.width / 2) / next,
    srcY: fixed.srcY - (anchor.viewY - viewport.height / 2) / next,
  });
  return { center: clampToFrame(center), scale: next };
}

/** The frame's view moved so that what was at (0, 0) of the pane is at (deltaX, deltaY). */
export function panBy({ source, view }: Frame, deltaX: number, deltaY: number): View {
  const center = {
    normX: view.center.normX - deltaX / view.scale / source.width,
    normY: view.center.normY - deltaY / view.scale / source.height,
  };
  return { center: clampToFrame(center), scale: view.scale };
}

function clampToFrame({ normX, normY }: NormPoint): NormPoint {
  const clamp = (value: number): number => Math.min(1, Math.max(0, value));
  return { normX: clamp(normX), normY: clamp(normY) };
}
