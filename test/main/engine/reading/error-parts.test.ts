import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ERROR_CODES, UserError } from '../../../../shared/base/errors.ts';
import {
  fromParts,
  toParts,
  type ErrorParts,
} from '../../../../main/engine/reading/error-parts.ts';

test('a failure crosses with its code, its fact and what to do', () => {
  const error = new UserError('too-large', 'x.png is too large', 'raise it with --max-bytes');
  const crossed = fromParts(structuredClone(toParts(error)));
  assert.deepEqual(
    [crossed.code, crossed.fact, crossed.remedy, crossed.message],
    [error.code, error.fact, error.remedy, error.message],
  );
  const { code, message } = fromParts(toParts(new TypeError('x is not a function')));
  assert.deepEqual([code, message], ['internal', 'x is not a function']);
});

test('whatever an engine says is a UserError of a known code', () => {
  const text = fc.oneof(fc.string(), fc.integer(), fc.constant(undefined), fc.constant(null));
  const odd = fc.record({ code: text, message: text, fact: text, remedy: text });
  fc.assert(
    fc.property(odd, (parts) => {
      const error = fromParts(parts as unknown as ErrorParts);
      assert.ok(ERROR_CODES.includes(error.code));
      assert.equal(typeof error.message, 'string');
    }),
  );
});
