/** Sums over square windows of blocks, by summed-area tables; windows overlap by half. */

export interface BlockSums {
  across: number;
  down: number;
  /** One summed-area table per quantity: (across + 1) * (down + 1). */
  tables: Float64Array[];
}

/** Tables of `quantities`, each across*down. */
export function tabulate(
  across: number,
  down: number,
  quantities: readonly Float64Array[],
): BlockSums {
  const stride = across + 1;
  const tables = quantities.map((quantity) => {
    const table = new Float64Array(stride * (down + 1));
    for (let y = 0; y < down; y++) {
      let row = 0;
      for (let x = 0; x < across; x++) {
        row += quantity[y * across + x];
        table[(y + 1) * stride + x + 1] = table[y * stride + x + 1] + row;
      }
    }
    return table;
  });
  return { across, down, tables };
}

/** The sum of one table over a window of blocks. */
export function windowSum(
  { across, tables }: BlockSums,
  which: number,
  x: number,
  y: number,
  width: number,
  height: number,
): number {
  const stride = across + 1;
  const t = tables[which];
  const top = y * stride;
  const bottom = (y + height) * stride;
  return t[bottom + x + width] - t[bottom + x] - t[top + x + width] + t[top + x];
}

/** Calls `visit` for square windows of 2, 4, 8, … blocks, overlapping by half, and for the whole. */
export function forEachWindow(
  { across, down }: BlockSums,
  visit: (x: number, y: number, width: number, height: number) => void,
): void {
  for (let side = 2; side < Math.max(across, down); side *= 2) {
    const w = Math.min(side, across);
    const h = Math.min(side, down);
    const step = side >> 1;
    for (let y = 0; y + h <= down; y += step) {
      for (let x = 0; x + w <= across; x += step) visit(x, y, w, h);
    }
  }
  visit(0, 0, across, down);
}
