import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { MEASURED_RATES } from '../../../shared/verdict/measured-rates.ts';
import { wilson } from '../../evaluate/figures.ts';

const RESULTS = readFileSync(new URL('../../evaluate/RESULTS.md', import.meta.url), 'utf8');

suite('the rates that reports tell', () => {
  for (const [name, rate] of Object.entries(MEASURED_RATES)) {
    if (typeof rate === 'number') continue;
    const { count, of, low, high } = rate;
    test(`${name} has its own Wilson interval and stands in RESULTS.md`, () => {
      const interval = wilson(count, of).map((end) => (100 * end).toFixed(1));
      assert.deepEqual([low.toFixed(1), high.toFixed(1)], interval);
      const percent = ((100 * count) / of).toFixed(1);
      assert.ok(RESULTS.includes(`${count} of ${of}, ${percent}% [${interval.join(', ')}]`));
    });
  }
});
