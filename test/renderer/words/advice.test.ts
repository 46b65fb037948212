import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adviceOn } from '../../../renderer/words/advice.ts';
import { ERROR_CODES } from '../../../shared/base/errors.ts';

describe('the advice of the viewer', () => {
  it('names no flag of the command line, and is in whole sentences', () => {
    const given = ERROR_CODES.flatMap((code) => adviceOn(code) ?? []);
    assert.ok(given.length > 0);
    for (const advice of given) {
      assert.doesNotMatch(advice, /(^|\s)--?[a-z]/);
      assert.match(advice, /^[A-Z].*\.$/);
    }
  });
});
