/** In which order files are examined: so that no engine is left with a large one at the end. */

/** Hands out indices; null when all are out. Any number may ask at once. */
export type Take = () => Promise<number | null>;

/**
 * Takes 0 to `count` - 1 in windows of `perWindow`, in each the largest first, as `sizeOf` tells when its
 * window begins. The last window is whole, so that the last files are small; what is handed on in the
 * order of the list waits for no more than a window.
 */
export function largestFirst(
  count: number,
  perWindow: number,
  sizeOf: (index: number) => Promise<number>,
): Take {
  let end = 0;
  let window: number[] = [];
  let opening: Promise<void> | null = null;

  async function open(): Promise<void> {
    const start = end;
    end = start + ((count - start) % perWindow || perWindow);
    const sized = Array.from({ length: end - start }, async (_, i) => {
      return { index: start + i, size: await sizeOf(start + i) };
    });
    window = (await Promise.all(sized)).sort((a, b) => b.size - a.size).map(({ index }) => index);
  }

  return async () => {
    while (window.length === 0) {
      if (opening === null && end === count) return null;
      opening ??= open().finally(() => (opening = null));
      await opening;
    }
    return window.shift()!;
  };
}
