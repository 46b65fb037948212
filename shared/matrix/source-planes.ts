/** The colors of a source and their means over blocks, made when they are first asked for. */
import type { Raster } from '../base/raster.ts';
import {
  colorPlane,
  firstBlocks,
  nextBlocks,
  withSquares,
  type BlockPlanes,
  type Plane,
} from './planes.ts';

/** A source, and its means over blocks of 2, 4 and 8 pixels a side. */
export class SourcePlanes {
  readonly full: Plane;
  readonly #blocks: Map<number, BlockPlanes>;

  /** `raster`: gray, RGB or RGBA; alpha is left out. `blocks`: what is known of its blocks. */
  constructor(raster: Raster, blocks: ReadonlyMap<number, BlockPlanes> = new Map()) {
    this.full = colorPlane(raster);
    this.#blocks = new Map(blocks);
  }

  /** The source itself (1), or its means over blocks of k by k pixels: 2, 4, 8. */
  means(k: number): Plane {
    return k === 1 ? this.full : this.blocks(k).mean;
  }

  /** The means of the source and of its squares over blocks of k by k pixels: 1, 2, 4, 8. */
  blocks(k: number): BlockPlanes {
    let known = this.#blocks.get(k);
    if (known === undefined) {
      if (k === 1) known = withSquares(this.full);
      else known = k === 2 ? firstBlocks(this.full) : nextBlocks(this.blocks(k / 2));
      this.#blocks.set(k, known);
    }
    return known;
  }

  /** All means over blocks of more than one pixel, by the side of a block. */
  allBlocks(): ReadonlyMap<number, BlockPlanes> {
    return new Map([2, 4, 8].map((k) => [k, this.blocks(k)]));
  }
}
