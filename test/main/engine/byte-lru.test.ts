import assert from 'node:assert/strict';
import test from 'node:test';
import { ByteLru } from '../../../main/engine/byte-lru.ts';

test('what was used least recently makes room within the budget', () => {
  const lru = new ByteLru<string>(10);
  lru.set('a', 'A', 4);
  lru.set('b', 'B', 4);
  assert.equal(lru.get('a'), 'A'); // now b is the oldest
  lru.set('c', 'C', 4);
  assert.deepEqual([lru.get('a'), lru.get('b'), lru.get('c')], ['A', undefined, 'C']);
  assert.equal(lru.bytes, 8);
});

test('the newest entry is kept even above the budget, and alone', () => {
  const lru = new ByteLru<string>(10);
  lru.set('a', 'A', 4);
  lru.set('b', 'B', 100);
  assert.deepEqual([lru.get('a'), lru.get('b'), lru.bytes], [undefined, 'B', 100]);
});

test('setting a key again replaces its bytes', () => {
  const lru = new ByteLru<string>(10);
  lru.set('a', 'A', 9);
  lru.set('a', 'B', 2);
  assert.deepEqual([lru.get('a'), lru.bytes], ['B', 2]);
});
