/** What the pane and its painter, a worker, say to each other. */
import type { ViewRequest } from '../../shared/contract.ts';
import type { Layer } from './compose.ts';
import type { Rectangle } from './spaces.ts';
import type { LayerWindow } from './window.ts';

/** A layer and where its tiles come from: of the source where `view` is null. */
export interface TileSource extends Layer {
  imageId: string;
  view: ViewRequest | null;
  /** The rectangle of the source that the layer covers. */
  frame: Rectangle;
}

export type PaintRequest =
  /** Paint this from now on (null: nothing). `epoch` is said back with every answer. */
  | { type: 'source'; epoch: number; source: TileSource | null }
  | { type: 'window'; serial: number; window: LayerWindow }
  /** Ask again for tiles that failed. */
  | { type: 'retry' };

export type PaintAnswer =
  | {
      type: 'picture';
      epoch: number;
      serial: number;
      bitmap: ImageBitmap;
      window: LayerWindow;
      /** True where it is final: every tile was there, of the level that is exact enough. */
      final: boolean;
    }
  | { type: 'failed'; epoch: number; lost: boolean; message: string };
