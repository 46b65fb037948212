/** The value at a place in the order of size, without sorting: Hoare's selection. */

/**
 * The value at `wanted` (from 0) in the order of the first `count` of `values`, which are reordered: none before it is
 * larger, and none after it smaller.
 */
export function nthOf(values: Float32Array | Float64Array, count: number, wanted: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1];
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const kept = values[i];
      values[i++] = values[j];
      values[j--] = kept;
    }
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else break;
  }
  return values[wanted];
}
