import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { Finding } from '../../../shared/finding/finding.ts';
import { cautiousLog10, ratioText, supportText, weightOf } from '../../../shared/report/weight.ts';

function findingOf(
  verdict: Finding['verdict'],
  score: number,
  more: Partial<Finding> = {},
): Finding {
  const judgements = [
    { of: 'search', verdict, score, explanation: null, reasons: [], evidence: 1 },
  ];
  return { verdict, score, judgements, explanation: null, ...more } as unknown as Finding;
}

suite('the weight of the evidence', () => {
  test('is the ratio that turns one in a hundred into the score, and every prior into its posterior', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (score) => {
        const weight = weightOf(findingOf('suspicious', score))!;
        for (const { prior, posterior } of weight.posteriors) {
          const odds = (10 ** weight.log10OfScore * prior) / (1 - prior);
          assert.ok(Math.abs(posterior - odds / (1 + odds)) < 1e-9);
        }
        assert.ok(Math.abs(weight.posteriors[1]!.posterior - score) < 1e-9);
      }),
    );
  });

  test('as measured is more cautious than the score', () => {
    const { ofVerdict, log10OfScore } = weightOf(findingOf('attack', 0.9))!;
    const { harmless, attacked, ratio, low, high } = ofVerdict!;
    assert.ok(
      Math.abs(ratio! - attacked.count / attacked.of / (harmless.count / harmless.of)) < 1e-9,
    );
    assert.ok(low > 20 && low < ratio! && ratio! < high!, `${low}, ${ratio}, ${high}`);
    const cautious = cautiousLog10(weightOf(findingOf('attack', 0.9))!);
    assert.ok(cautious < log10OfScore && cautious === Math.log10(low));
    const clean = weightOf(findingOf('clean', 1e-6))!;
    assert.ok(cautiousLog10(clean) > clean.log10OfScore && cautiousLog10(clean) < 0);
  });

  test('is not given where another judgement decides, nothing could be judged, or by own thresholds', () => {
    const search = findingOf('attack', 0.9);
    assert.equal(weightOf({ ...search, score: 0.95 }), null);
    assert.equal(weightOf(findingOf('clean', 0, { explanation: 'not-assessable' })), null);
    assert.equal(weightOf(findingOf('error', 0)), null);
    const thresholds = { search: { suspicious: 1, attack: 2 }, view: { suspicious: 1, attack: 2 } };
    assert.equal(weightOf({ ...search, thresholds })!.ofVerdict, null);
  });

  test('is put in words by its size', () => {
    assert.equal(supportText(0.1), 'no support for either proposition');
    assert.equal(supportText(0.5), 'weak support for the first proposition');
    assert.equal(supportText(2.99), 'moderately strong support for the first proposition');
    assert.equal(supportText(-5), 'very strong support for the second proposition');
    assert.deepEqual([971, 79.3, 0.0523, 12_345].map(ratioText), ['970', '79', '0.052', '12,000']);
  });
});
