/** Charts: the same bytes everywhere, no two sizes alike, sizes that are refused; and typed answers. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../../shared/base/errors.ts';
import { makeChart } from '../../../shared/fingerprint/chart/chart.ts';
import { parseChartList } from '../../../shared/fingerprint/chart/chart-list.ts';
import { parseChartSize } from '../../../shared/fingerprint/chart/chart-size.ts';
import { textsOf } from '../../../shared/fingerprint/chart/layout.ts';
import { parseAnswers } from '../../../shared/fingerprint/answers/parse-answers.ts';
import { readTexts } from '../../../shared/fingerprint/answers/rank-answers.ts';
import { rulesFor } from '../../../shared/fingerprint/result/size-rules.ts';

const SIZE = { width: 512, height: 384 };
const hashOf = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

describe('charts', () => {
  test('have the same samples in every version: what was sent years ago can be read', () => {
    const { data, channels } = makeChart(SIZE);
    assert.equal(channels, 3);
    assert.equal(hashOf(data), 'baa5739f856fa37b234ce1d561e92a66a20a0470a435da824d8d136f9b433c90');
  });

  test('have texts of their own, inside', () => {
    const texts = textsOf(SIZE);
    assert.equal(new Set(texts.map(({ text }) => text)).size, texts.length);
    for (const { left, top, scale, text } of texts) {
      assert.ok(left + text.length * 6 * scale <= SIZE.width + scale);
      assert.ok(top + 7 * scale <= SIZE.height);
    }
    const others = textsOf({ width: 513, height: 384 });
    assert.notDeepEqual(
      others.map(({ text }) => text),
      texts.map(({ text }) => text),
    );
  });

  test('are refused in sizes that no chart has', () => {
    for (const text of [
      '',
      '100x100',
      '5000x400',
      '512',
      '512.5x400',
      '1e3x400',
      'x'.repeat(1e5),
    ]) {
      assert.throws(() => parseChartSize(text), UserError);
    }
    assert.deepEqual(parseChartSize(' 512x384 '), SIZE);
  });

  test('lists and answers of any shape are read, or refused in words', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((json) => `{"read":${json}}`),
    );
    fc.assert(
      fc.property(text, (given) => {
        for (const parse of [parseAnswers, parseChartList]) {
          try {
            parse(given, 'given.json');
          } catch (error) {
            assert.ok(error instanceof UserError, String(error));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('answers name texts, in any order and with a slip in long ones', () => {
    const texts = textsOf(SIZE);
    const [first, ...others] = texts;
    const read = readTexts(texts, [`I can read ${first.text.toLowerCase()}.`]);
    assert.deepEqual(read, [true, ...others.map(() => false)]);
  });

  test('of two aspects tell a fixed size from a shorter side', () => {
    const wide = { from: { width: 1024, height: 768 }, to: { width: 448, height: 336 } };
    const tall = { from: { width: 800, height: 1200 }, to: { width: 336, height: 504 } };
    const shortest = { rule: 'shortest', side: 336, enlarge: true };
    assert.ok(rulesFor([wide]).length > 1);
    assert.deepEqual(rulesFor([wide, tall]), [shortest]);
  });
});
