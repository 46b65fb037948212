import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestName, nearName } from '../../../shared/base/near-name.ts';

const known = ['opencv/linear', 'pillow/bicubic', 'model/bit', 'scan'];

test('the nearest name has the fewest letters to insert, delete or replace', () => {
  assert.equal(nearestName('opencv/liner', known), 'opencv/linear');
  assert.equal(nearestName('sacn', known), 'scan');
});

test('a slip has at most a third of its letters wrong, not counting the family', () => {
  assert.equal(nearName('pillow/bicubik', known), 'pillow/bicubic');
  assert.equal(nearName('model/bat', known), 'model/bit');
  assert.equal(nearName('model/cat', known), null);
  assert.equal(nearName('inspect', known), null);
});

test('of a name of any length only the beginning is compared', () => {
  assert.equal(nearName(`scan${'n'.repeat(1e6)}`, known), null);
});
