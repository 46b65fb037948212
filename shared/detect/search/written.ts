/** What is not 0 in a map of what strays, row by row, in WebAssembly memory. */
import type { Bytes, DetectWasm, Words } from '../kernels/wasm.ts';
import type { Size } from '../../base/raster.ts';

/** The list of a map, as listWritten makes it. */
export interface Written {
  rows: Words;
  entries: Words;
}

/** Up to this share of a map it is folded faster by its list than by all of its bytes. */
const MOST_WRITTEN = 1 / 32;

/** The list of what is not 0 in `map`; null where that is too much. */
export function writtenIn(wasm: DetectWasm, map: Bytes, { width, height }: Size): Written | null {
  const most = Math.floor(MOST_WRITTEN * width * height);
  const room = (length: number): Written => ({
    rows: wasm.alloc(Int32Array, height + 1),
    entries: wasm.alloc(Int32Array, length),
  });
  const count = wasm.scoped(() => {
    const { rows, entries } = room(most + width);
    const isListed = wasm.listWritten(map, width, height, rows, entries, most + width) === 1;
    return isListed ? rows.view()[height] : Infinity;
  });
  // The same place again, with what has been listed there and no more room than that takes.
  return count <= most ? room(count) : null;
}
