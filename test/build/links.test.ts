/** Every relative link of every page leads to a file, and every path of a source file that a page names exists. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../build/freshness.ts';

const pages = globSync(['*.md', 'docs/**/*.md', 'test/**/*.md'], { cwd: root }).sort();

for (const page of pages) {
  test(`the links of ${page} lead somewhere`, () => {
    const text = readFileSync(join(root, page), 'utf8');
    const links = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
      .map((match) => match[1]!)
      .filter((link) => !/^[a-z]+:/.test(link));
    const gone = links.filter((link) => !existsSync(join(root, dirname(page), link)));
    assert.deepEqual(gone, []);
  });

  test(`the source files that ${page} names exist`, { skip: page === 'CHANGELOG.md' }, () => {
    const text = readFileSync(join(root, page), 'utf8');
    const named = text.match(/\b(shared|main|renderer|wasm|build|test)\/[\w./-]+\.tsx?\b/g) ?? [];
    const gone = named.filter((file) => !existsSync(join(root, file)));
    assert.deepEqual(gone, []);
  });
}
