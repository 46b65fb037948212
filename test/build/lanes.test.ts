import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compileLanes, LANE_MODULES } from '../../build/lanes.ts';

for (const module of LANE_MODULES) {
  test(`the compiled ${module.name} is that of its source`, async () => {
    assert.equal(await compileLanes(module), readFileSync(module.path, 'utf8'));
  });
}
