/**
 * The coordinate spaces of the viewer and the ways between them. A point carries its space in the
 * names of its coordinates, so that points of two spaces cannot be confused.
 *
 *   view  device pixels of a pane, (0, 0) its top left corner
 *   src   pixels of the source raster; pixel (x, y) covers x..x+1, y..y+1
 *   norm  the source frame as 0..1 per axis: what the two panes share
 *   dst   pixels of the machine view, which fills the same frame
 */
import type { Size } from '../../shared/raster.ts';

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

export function normFromDst(target: Size, { dstX, dstY }: DstPoint): NormPoint {
  return { normX: dstX / target.width, normY: dstY / target.height };
}

export function dstFromNorm(target: Size, { normX, normY }: NormPoint): DstPoint {
  return { dstX: normX * target.width, dstY: normY * target.height };
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

export function viewFromDst(frame: Frame, target: Size, point: DstPoint): ViewPoint {
  return viewFromNorm(frame, normFromDst(target, point));
}

export function dstFromView(frame: Frame, target: Size, point: ViewPoint): DstPoint {
  return dstFromNorm(target, normFromView(frame, point));
}

/** The view that shows the whole source. */
export function fitView(source: Size, viewport: Size): View {
  const margin = (side: number): number => Math.max(1, side - 2 * FIT_MARGIN);
  const scale = Math.min(
    margin(viewport.width) / source.width,
    margin(viewport.height) / source.height,
    MAX_SCALE,
  );
  return { center: { normX: 0.5, normY: 0.5 }, scale };
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
