/** A decoded picture before it becomes RGB: luma, chroma and alpha as the codec left them. */
import type { Size } from '../../base/raster.ts';
import type { Cicp } from '../heif/properties.ts';

export type Plane = Uint8Array | Uint16Array;

export interface YuvPlanes extends Size {
  /** Bits of a sample: 8 (Uint8Array), 10 or 12 (Uint16Array). */
  depth: number;
  /** Chroma has half the columns, half the rows, rounded up. Both false where there is none. */
  halfColumns: boolean;
  halfRows: boolean;
  /** height*width, row-major. */
  y: Plane;
  /** Null for gray. */
  u: Plane | null;
  v: Plane | null;
  /** height*width of the depth of the rest, all codes used, or null. */
  alpha: Plane | null;
  /** The colors are multiplied by alpha. */
  premultiplied: boolean;
  /** How the samples mean color. */
  cicp: Cicp;
}

/** Columns and rows of the chroma planes. */
export function chromaSize(planes: Size & Pick<YuvPlanes, 'halfColumns' | 'halfRows'>): Size {
  return {
    width: planes.halfColumns ? (planes.width + 1) >> 1 : planes.width,
    height: planes.halfRows ? (planes.height + 1) >> 1 : planes.height,
  };
}
