import assert from 'node:assert/strict';
import test from 'node:test';
import { Lru } from '../../../shared/base/lru.ts';

test('what was used least recently makes room within the budget', () => {
  const lru = new Lru<string>(10);
  lru.set('a', 'A', 4);
  lru.set('b', 'B', 4);
  assert.equal(lru.get('a'), 'A'); // now b is the oldest
  lru.set('c', 'C', 4);
  assert.deepEqual([lru.get('a'), lru.get('b'), lru.get('c')], ['A', undefined, 'C']);
  assert.equal(lru.cost, 8);
});

test('the newest entry is kept even above the budget, and alone', () => {
  const lru = new Lru<string>(10);
  lru.set('a', 'A', 4);
  lru.set('b', 'B', 100);
  assert.deepEqual([lru.get('a'), lru.get('b'), lru.cost], [undefined, 'B', 100]);
});

test('setting a key again replaces its cost', () => {
  const lru = new Lru<string>(10);
  lru.set('a', 'A', 9);
  lru.set('a', 'B', 2);
  assert.deepEqual([lru.get('a'), lru.cost], ['B', 2]);
});

test('entries cost one where nothing else is said, and looking for one does not use it', () => {
  const lru = new Lru<number>(2);
  lru.set('a', 1);
  lru.set('b', 2);
  assert.ok(lru.has('a'));
  lru.set('c', 3);
  assert.deepEqual(
    ['a', 'b', 'c'].map((key) => lru.has(key)),
    [false, true, true],
  );
  lru.clear();
  assert.deepEqual([lru.has('c'), lru.cost], [false, 0]);
});
