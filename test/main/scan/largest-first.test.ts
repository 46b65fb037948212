import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { largestFirst } from '../../../main/scan/largest-first.ts';

async function all(sizes: number[], perWindow: number): Promise<number[]> {
  const take = largestFirst(sizes.length, perWindow, async (index) => sizes[index]);
  const taken: number[] = [];
  for (let index = await take(); index !== null; index = await take()) taken.push(index);
  return taken;
}

suite('the order in which files are examined', () => {
  test('is from large to small in each window, and the last window is whole', async () => {
    assert.deepEqual(await all([1, 9, 3, 4, 7, 5, 6], 3), [0, 1, 3, 2, 4, 6, 5]);
    assert.deepEqual(await all([1, 2, 3, 4], 2), [1, 0, 3, 2]);
  });

  test('of equal files is that of the list, and no file is left out', async () => {
    assert.deepEqual(await all([2, 2, 2, 2], 8), [0, 1, 2, 3]);
    assert.deepEqual(await all([], 8), []);
  });

  test('hands each out once where several ask at the same time', async () => {
    const take = largestFirst(50, 7, async (index) => {
      await new Promise((resolve) => setTimeout(resolve, index % 3));
      return index % 11;
    });
    const ask = async (): Promise<number[]> => {
      const index = await take();
      return index === null ? [] : [index, ...(await ask())];
    };
    const taken = (await Promise.all([ask(), ask(), ask(), ask()])).flat();
    assert.deepEqual(
      taken.toSorted((a, b) => a - b),
      Array.from({ length: 50 }, (_, index) => index),
    );
  });

  test('looks at files no sooner than their window begins', async () => {
    const seen: number[] = [];
    const take = largestFirst(10, 4, async (index) => seen.push(index));
    await take();
    assert.deepEqual(seen, [0, 1]);
  });
});
