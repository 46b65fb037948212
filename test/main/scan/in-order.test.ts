import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { inOrder } from '../../../main/scan/in-order.ts';

test('what is done in any order is handed on in the order of the list, each once', async () => {
  const items = fc.uniqueArray(fc.nat(40)).chain((present) =>
    fc.record({
      present: fc.constant(new Set(present)),
      order: fc.shuffledSubarray([...Array(41).keys()], { minLength: 41 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(items, async ({ present, order }) => {
      const taken: number[] = [];
      const ordered = inOrder<number>(async (value) => void taken.push(value));
      await Promise.all(order.map((i) => ordered.done(i, present.has(i) ? i : null)));
      assert.deepEqual(
        taken,
        [...present].sort((a, b) => a - b),
      );
    }),
    { seed: 7, numRuns: 60 },
  );
});

test('after a failure nothing more is handed on, and everyone is told', async () => {
  const taken: string[] = [];
  const ordered = inOrder<string>(async (value) => {
    if (value === 'b') throw new Error('full');
    taken.push(value);
  });
  await ordered.done(0, 'a');
  await assert.rejects(ordered.done(1, 'b'), /full/);
  await assert.rejects(ordered.done(2, 'c'), /full/);
  assert.deepEqual(taken, ['a']);
});

test('what waits behind a gap is handed on at the end, in order', async () => {
  const taken: string[] = [];
  const ordered = inOrder<string>(async (value) => void taken.push(value));
  await ordered.done(3, 'd');
  await ordered.done(0, 'a');
  await ordered.done(2, 'c');
  assert.deepEqual(taken, ['a']);
  await ordered.rest();
  assert.deepEqual(taken, ['a', 'c', 'd']);
});
