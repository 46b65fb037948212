import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compileLanes, LANE_MODULES } from '../../build/lanes.ts';

for (const module of LANE_MODULES) {
  test(`the compiled ${module.name} and its ${module.exports} are those of the source`, async () => {
    for (const { path, text } of await compileLanes(module)) {
      assert.equal(text, readFileSync(path, 'utf8'), path);
    }
  });
}
