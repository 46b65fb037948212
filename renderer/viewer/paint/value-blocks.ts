/** Values of single pixels at their own depth, fetched in blocks and kept. */
import type { SampleValues, ShownView } from '../../../shared/api/contract.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { fetchSamples } from '../../client/api-client.ts';

const BLOCK = 32;
const BLOCKS_KEPT = 64;
/** Time the pointer rests before a block is fetched. */
const DEBOUNCE_MS = 60;

export interface ValueBlocks {
  /** The channel values of pixel (x, y), or undefined until they are there. */
  valuesAt(x: number, y: number): number[] | undefined;
  /** Fetches the blocks of these pixels, after a pause; what was asked before is dropped. */
  want(pixels: { x: number; y: number }[]): void;
  close(): void;
}

/** Values of image `id`, of its machine view where `view` is given; `onValues` is told of new ones. */
export function createValueBlocks(
  id: string,
  view: ShownView | null,
  size: Size,
  onValues: () => void,
): ValueBlocks {
  const blocks = new Map<string, SampleValues>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let controller: AbortController | null = null;

  async function load(keys: string[]): Promise<void> {
    controller?.abort();
    const own = (controller = new AbortController());
    for (const key of keys) {
      const [x, y] = key.split(',').map((part) => Number(part) * BLOCK);
      const width = Math.min(BLOCK, size.width - x);
      const height = Math.min(BLOCK, size.height - y);
      try {
        const values = await fetchSamples(id, view, { x, y, width, height }, own.signal);
        blocks.set(key, values);
        for (const oldest of blocks.keys()) {
          if (blocks.size <= BLOCKS_KEPT) break;
          blocks.delete(oldest);
        }
        onValues();
      } catch {
        return; // a value that is missing is shown as missing; the next move asks again
      }
    }
  }

  return {
    valuesAt(x, y) {
      const block = blocks.get(keyOf(x, y));
      if (block === undefined) return undefined;
      const at = ((y - block.y) * block.width + x - block.x) * block.channels;
      return block.values.slice(at, at + block.channels);
    },
    want(pixels) {
      clearTimeout(timer);
      const keys = new Set(pixels.map(({ x, y }) => keyOf(x, y)));
      const missing = [...keys].filter((key) => !blocks.has(key));
      if (missing.length > 0) timer = setTimeout(() => void load(missing), DEBOUNCE_MS);
    },
    close() {
      clearTimeout(timer);
      controller?.abort();
    },
  };
}

function keyOf(x: number, y: number): string {
  return `${Math.floor(x / BLOCK)},${Math.floor(y / BLOCK)}`;
}
