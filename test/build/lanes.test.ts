import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compileLanes, lanesModule } from '../../build/lanes.ts';

test('the compiled lanes are those of their source', async () => {
  assert.equal(await compileLanes(), readFileSync(lanesModule, 'utf8'));
});
