import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { drawRule, RULE_PICTURES, rulePicture } from '../../build/rule-pictures.ts';

test('docs/pictures/rules is what node build/rule-pictures.ts draws', async () => {
  for (const [name, pipeline, source] of RULE_PICTURES) {
    assert.equal(await readFile(rulePicture(name), 'utf8'), drawRule(pipeline, source), name);
  }
});
