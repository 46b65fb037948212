/** What a finding is listed as. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { listedVerdict } from '../../../shared/verdict/words.ts';

it('lists as not assessable what is clean for that reason, and nothing else', () => {
  const explanation = 'not-assessable';
  assert.equal(listedVerdict({ verdict: 'clean', explanation }), 'not-assessable');
  assert.equal(listedVerdict({ verdict: 'clean', explanation: null }), 'clean');
  // A case may come from anybody: its words hide no attack.
  assert.equal(listedVerdict({ verdict: 'attack', explanation }), 'attack');
});
