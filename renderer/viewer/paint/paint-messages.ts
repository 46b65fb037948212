/** What the page and its painters, workers, say to each other. */
import type { ShownView } from '../../../shared/api/contract.ts';
import type { Adjustment } from '../../session/view-state.ts';
import type { Layer } from './compose.ts';
import type { ChannelRange } from './recipe.ts';
import type { Rectangle } from '../../geometry/spaces.ts';
import type { LayerWindow } from '../../geometry/layer-window.ts';

/** Tiles and where they come from: of the source where `view` is null. */
export interface TileSource extends Layer {
  imageId: string;
  view: ShownView | null;
  /** The rectangle of the source that the layer covers. */
  frame: Rectangle;
}

/**
 * What a painter paints. A difference is of two sources of one size: the machine view and the
 * antialiased view. A cut-out shows what is not transparent as opaque.
 */
export interface PaintSource {
  recipe: 'plain' | 'cut-out' | 'difference';
  sources: TileSource[];
  /** The tiles that the values of single pixels are asked of; null: none are shown. */
  valuesOf: { imageId: string; view: ShownView | null } | null;
}

/** How a picture is painted, beside where. */
export interface Look {
  adjustment: Adjustment;
  /** Grid, lattice and values are drawn where pixels are large enough. */
  showsPixelGrid: boolean;
  /** An image is being searched: what is exact enough for now is made finer later. */
  isBusy: boolean;
}

/** Influence of each column and row of a layer on the machine view, 0 where it is not read. */
export interface LatticeWeights {
  columns: Float64Array;
  rows: Float64Array;
}

export type PaintRequest =
  /** Paint this from now on (null: nothing). `epoch` is said back with every answer. */
  | { type: 'source'; epoch: number; source: PaintSource | null }
  /** Of the layer's pixels these are read by the machine; null: not known, or not to be marked. */
  | { type: 'lattice'; lattice: LatticeWeights | null }
  | { type: 'window'; serial: number; window: LayerWindow; look: Look }
  /** The part under the magnifier, stretched in contrast; null: none. */
  | { type: 'lens'; serial: number; window: LayerWindow | null }
  /** Ask again for tiles that failed. */
  | { type: 'retry' };

export type PaintAnswer =
  | {
      type: 'picture';
      epoch: number;
      serial: number;
      bitmap: ImageBitmap;
      /** Grid, lattice and values; null where pixels are too small for them. */
      pixelGrid: ImageBitmap | null;
      window: LayerWindow;
      /** True where no tile was there yet: nothing is to be seen on it. */
      isEmpty: boolean;
      /** True where it is final: every tile was there, of the level that is exact enough. */
      final: boolean;
    }
  | {
      type: 'lens';
      epoch: number;
      serial: number;
      bitmap: ImageBitmap;
      window: LayerWindow;
      ranges: ChannelRange[];
    }
  | { type: 'failed'; epoch: number; lost: boolean; message: string };
