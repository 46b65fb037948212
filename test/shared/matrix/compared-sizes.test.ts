/** The sizes of who sees what: the viewer, the command line and reports have the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparedSizes } from '../../../shared/matrix/compared-sizes.ts';

test('are the usual ones, and more of which each is there once', () => {
  const size = (width: number, height = width) => ({ width, height });
  assert.deepEqual(comparedSizes(), [size(224), size(299)]);
  assert.deepEqual(comparedSizes([size(299), size(224, 299), size(224, 299)]), [
    ...[size(224), size(299), size(224, 299)],
  ]);
});
