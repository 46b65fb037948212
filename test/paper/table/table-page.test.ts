import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { wilson } from '../../../shared/math/wilson.ts';
import { readTable, tableSection } from './table-page.ts';
import type { Share } from './tally.ts';

const docs = new URL('../../../docs/paper/', import.meta.url);

suite('Table 1 in the docs', () => {
  const table = readTable(new URL('table-1.json', docs));

  test('the page says what was measured', () => {
    assert.ok(readFileSync(new URL('README.md', docs), 'utf8').includes(tableSection(table)));
  });

  test('every share is a count of the pairs, with its interval', () => {
    const shares: Share[] = [];
    JSON.stringify(table, (key, value: unknown) => {
      if (key === 'top1' || key === 'top5') shares.push(value as Share);
      return value;
    });
    assert.equal(shares.length, 2 * (3 + 2 * 2) * 4);
    for (const { count, share, low, high } of shares) {
      const expected = [count / table.pairs, ...wilson(count, table.pairs)];
      for (const [i, value] of [share, low, high].entries()) {
        assert.ok(Math.abs(value - expected[i]) < 1e-6);
      }
    }
  });

  test('at its own size the decoy is gone and the payload is there; antialias brings the decoy back', () => {
    assert.equal(table.largestDifference, 0);
    for (const [m, model] of table.models.entries()) {
      const own = model.attacked[m];
      assert.ok(own.decoy.top1.low <= 0.001, 'at chance');
      assert.ok(Math.abs(own.payload.top1.share - model.payload.payload.top1.share) <= 0.02);
      const back = model.attackedAntialiased[m].decoy.top1;
      assert.ok(back.high >= model.cleanAntialiased.decoy.top1.low);
    }
  });
});
