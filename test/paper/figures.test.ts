import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { makeFigures } from './figures.ts';
import { load } from './pictures.ts';

const docs = new URL('../../docs/paper/', import.meta.url);

suite('the figures of the paper', async () => {
  const figures = await makeFigures();
  const page = readFileSync(new URL('README.md', docs), 'utf8');

  for (const { file, content, caption } of figures) {
    test(`${file} in the docs is what the code makes, and its caption what was measured`, async () => {
      if (typeof content === 'string') {
        assert.equal(readFileSync(new URL(file, docs), 'utf8'), content);
      } else {
        const { width, height, data } = await load(`../../docs/paper/${file}`);
        assert.deepEqual([width, height], [content.width, content.height]);
        assert.ok(Buffer.from(data).equals(Buffer.from(content.data)), `${file} differs`);
      }
      assert.ok(page.includes(caption), caption);
    });
  }
});
