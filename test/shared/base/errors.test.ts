import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../../shared/base/errors.ts';
import { parsePipeline } from '../../../shared/pipelines/user-pipeline.ts';

test('a sentence that repeats much of what it was given loses its middle, not its ends', () => {
  const { message } = new UserError(
    'internal',
    `Unknown "${'x'.repeat(1e6)}". Choose another`,
    'go',
  );
  assert.ok(message.length < 4000);
  assert.match(message, /^Unknown "x+ … x+"\. Choose another; go$/);
  const plain = 'x'.repeat(3000);
  assert.equal(new UserError('internal', plain).message, plain);
});

test('JSON that is nested too deep is refused by its line, brackets in texts are not counted', () => {
  const deep = `{\n"a": ${'['.repeat(100_000)}`;
  const refusal = {
    code: 'invalid-argument',
    message: 'f, line 2: this is nested more than 64 levels deep.',
  };
  assert.throws(() => parsePipeline(deep, 'f'), refusal);
  assert.throws(
    () => parsePipeline(`{"a": "${'[\\"'.repeat(100)}"}`, 'f'),
    /line 1: (?!this is nested)/,
  );
});
