import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compileKernels, KERNEL_MODULES } from '../../build/kernels.ts';

for (const module of KERNEL_MODULES) {
  test(`the compiled ${module.name} and its ${module.exports} are those of the source`, async () => {
    for (const { path, text } of await compileKernels(module)) {
      assert.equal(text, readFileSync(path, 'utf8'), path);
    }
  });
}
