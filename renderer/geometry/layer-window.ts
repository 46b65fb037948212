/**
 * A window on a layer: which part of an image fills a pane. A layer is a tile pyramid, of the
 * source or of a machine view; level l has 1 / 2^l of its pixels per axis, rounded up.
 */
import type { Size } from '../../shared/base/raster.ts';
import { dstFromView, type Frame, type Placed } from './spaces.ts';

export interface LayerWindow {
  /** The pane in device pixels. */
  viewport: Size;
  /** Layer coordinates at the pane's (0, 0). */
  originX: number;
  originY: number;
  /** Layer pixels per device pixel. */
  stepX: number;
  stepY: number;
}

/** The window that `frame` opens on a layer. */
export function windowOf(frame: Frame, layer: Placed): LayerWindow {
  const { dstX, dstY } = dstFromView(frame, layer, { viewX: 0, viewY: 0 });
  return {
    viewport: frame.viewport,
    originX: dstX,
    originY: dstY,
    stepX: layer.width / (layer.frame.width * frame.view.scale),
    stepY: layer.height / (layer.frame.height * frame.view.scale),
  };
}

/** The coarsest level that still has at least one pixel per device pixel on both axes. */
export function levelFor({ stepX, stepY }: LayerWindow, levels: number): number {
  const level = Math.floor(Math.log2(Math.min(stepX, stepY)) + 1e-9);
  return Math.min(levels - 1, Math.max(0, level));
}

/** Pixels of a level that the final picture may be averaged from: 32 MB of tiles. */
const REFINED_PIXELS = 8e6;

/**
 * The level of the final picture: the finest of which few enough pixels are visible. Averages of a
 * coarser level misplace up to half of its pixels at the rims of each footprint.
 */
export function refinedLevelFor(window: LayerWindow, layer: Size, levels: number): number {
  const { viewport, stepX, stepY } = window;
  const width = Math.min(layer.width, viewport.width * stepX);
  const height = Math.min(layer.height, viewport.height * stepY);
  const quick = levelFor(window, levels);
  for (let level = 0; level < quick; level++) {
    if ((width * height) / 4 ** level <= REFINED_PIXELS) return level;
  }
  return quick;
}

/** Side of `level` where level 0 has `side` pixels. */
export function levelSide(side: number, level: number): number {
  return Math.ceil(side / 2 ** level);
}

/** True where the pane magnifies the layer on both axes: nearest neighbour, else area averages. */
export function isMagnified({ stepX, stepY }: LayerWindow): boolean {
  return stepX <= 1 + 1e-9 && stepY <= 1 + 1e-9;
}
