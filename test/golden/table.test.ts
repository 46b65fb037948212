import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { exactnessTable, tableFile } from './table.ts';

test('docs/reference/exactness.md says what the golden run finds (npm run exactness)', async () => {
  const written = await readFile(tableFile, 'utf8');
  assert.equal(written.replaceAll('\r\n', '\n'), await exactnessTable());
});
