/** What a person reads of verdicts, scores and bands. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Judgement, Verdict } from '../../../shared/verdict/judge.ts';
import { THRESHOLDS, UNUSUAL, verdictAt } from '../../../shared/verdict/thresholds.ts';
import {
  evidenceText,
  LISTED_VERDICTS,
  listedVerdict,
  listedWord,
  openPoints,
  scoreOf,
  searchedText,
  targetScoreText,
  verdictCounts,
  verdictTone,
  verdictWord,
} from '../../../shared/verdict/words.ts';
import {
  bandSentence,
  bandWord,
  isAnotherPicture,
  viewBand,
} from '../../../shared/verdict/view-bands.ts';

const NOT_ASSESSABLE = 'not-assessable';

it('lists as not assessable what is clean for that reason, and nothing else', () => {
  const explanation = NOT_ASSESSABLE;
  assert.equal(listedVerdict({ verdict: 'clean', explanation }), 'not-assessable');
  assert.equal(listedVerdict({ verdict: 'clean', explanation: null }), 'clean');
  // A case may come from anybody: its words hide no attack.
  assert.equal(listedVerdict({ verdict: 'attack', explanation }), 'attack');
});

it('calls nothing clean', () => {
  assert.deepEqual(LISTED_VERDICTS.map(listedWord), [
    'Attack',
    'Suspicious',
    'Nothing found',
    'Not assessable',
    'Could not be examined',
  ]);
  assert.equal(verdictWord({ verdict: 'clean', explanation: 'upscaled' }), 'Nothing found');
  assert.equal(
    verdictCounts({ attack: 2, suspicious: 0, clean: 5, error: 1 }, 2),
    'Attack 2, Suspicious 0, Nothing found 3, Not assessable 2, Could not be examined 1',
  );
});

it('is calm only where all was searched, and nothing is left to look at', () => {
  const found = { verdict: 'clean', explanation: null } as const;
  const lattice = { width: 1092, height: 1092, sigma: 33.4 };
  assert.equal(verdictTone(found), 'calm');
  assert.equal(verdictTone({ ...found, unexplained: [], skipped: 0 }), 'calm');
  assert.equal(verdictTone({ ...found, unexplained: [lattice] }), 'none');
  assert.equal(verdictTone({ ...found, skipped: 3 }), 'none');
  assert.equal(verdictTone({ ...found, explanation: NOT_ASSESSABLE }), 'none');
  assert.equal(verdictTone({ verdict: 'error', explanation: null }), 'none');
  assert.equal(verdictTone({ verdict: 'attack', explanation: null }), 'attack');
});

it('names each lattice that is not explained, and how many were not looked at', () => {
  const lattice = { width: 1092, height: 728, sigma: 33.4 };
  assert.deepEqual(openPoints({ unexplained: [lattice], skipped: 12 }), [
    'Unexplained lattice: 1092x728, 33 sigma: look at the view of this size.',
    '12 further lattices were not examined.',
  ]);
  assert.deepEqual(openPoints({ skipped: 1 }), ['1 further lattice was not examined.']);
  assert.deepEqual(openPoints({}), []); // a finding of before
});

function judged(of: 'search' | 'view', verdict: Verdict, score: number): Judgement {
  return { of, verdict, score, explanation: null, reasons: [] };
}

it('says what the score of the judgement is that decides, and gives none where none was made', () => {
  const judgements = [judged('search', 'clean', 0.2), judged('view', 'attack', 0.8)];
  const finding = { explanation: null, judgements };
  assert.match(
    scoreOf({ ...finding, verdict: 'clean', score: 0.2 })!.meaning,
    /^probability of an attack, if one image in a hundred is attacked$/,
  );
  assert.match(
    scoreOf({ ...finding, verdict: 'attack', score: 0.8 })!.meaning,
    /not a probability/,
  );
  const unseen = { verdict: 'clean', score: 0, explanation: NOT_ASSESSABLE } as const;
  assert.equal(scoreOf({ ...unseen, judgements: [] }), null);
  assert.equal(scoreOf({ ...unseen, verdict: 'error', judgements: [] }), null);
});

it('gives the evidence of the judgement that decides, and says whose score a target has', () => {
  const needed = { suspicious: 1, attack: 2 };
  const search = { ...judged('search', 'suspicious', 0.32), evidence: 1.5, needed };
  const view = { ...judged('view', 'attack', 0.8), evidence: 4, needed };
  const finding = { verdict: 'attack', score: 0.8, explanation: null } as const;
  assert.equal(
    evidenceText({ ...finding, judgements: [search, view] }),
    '4.00 times what unread pixels explain: suspicious above 1, an attack above 2',
  );
  assert.equal(evidenceText({ ...finding, judgements: [] }), null); // a finding of before
  // One threshold, also where a size that no machine takes needs more.
  const { suspicious, attack } = THRESHOLDS.search;
  const unusual = {
    ...search,
    verdict: 'attack',
    needed: { suspicious, attack: attack + UNUSUAL },
  } as const;
  assert.equal(
    evidenceText({ ...finding, score: 0.32, judgements: [unusual] }),
    `1.50 log odds: suspicious above ${suspicious}, an attack above ${(attack + UNUSUAL).toFixed(2)} (the threshold of ` +
      `${attack}, and ${UNUSUAL} more because no known machine takes that size)`,
  );
  const record = { id: 'a', title: 'A', value: 1, threshold: 1, score: 1, meaning: '', source: '' };
  assert.equal(targetScoreText({ score: 0.32, records: [record] }), 'search score 0.32');
  assert.equal(targetScoreText({ score: 0.8, records: [] }), 'view score 0.80');
});

it('has no score where the search could judge nothing, and a view beside it could', () => {
  const search = { ...judged('search', 'clean', 0), explanation: NOT_ASSESSABLE };
  const judgements = [search, judged('view', 'clean', 0.1)];
  assert.equal(scoreOf({ verdict: 'clean', score: 0, explanation: null, judgements }), null);
});

it('says what was searched: every size, one view, or none', () => {
  const search = { leastSide: 16, most: { width: 428, height: 240 } };
  const view = { pipeline: 'opencv/linear', width: 299, height: 224 };
  const bySearch = [{ of: 'search' }] as const;
  assert.equal(
    searchedText({ tested: { search, view: null }, judgements: bySearch }),
    'every size from 16 to 428x240, of the whole image and of centered crops',
  );
  assert.match(
    searchedText({ tested: { search, view }, judgements: bySearch }),
    /crops; judged by itself: 299x224 with opencv\/linear$/,
  );
  assert.equal(
    searchedText({ tested: { search: null, view }, judgements: [{ of: 'view' }] }),
    'only 299x224 with opencv/linear',
  );
  assert.match(
    searchedText({ tested: { search: null, view: null }, judgements: bySearch }),
    /^no size: the image is too small/,
  );
});

it('calls a view fair only below half of the limit', () => {
  const { suspicious, attack } = THRESHOLDS.view;
  const bands = [0, 0.49, 0.5, 1, 1.01].map((share) => viewBand(share * suspicious));
  assert.deepEqual(bands, ['fair', 'fair', 'near', 'near', 'suspicious']);
  assert.deepEqual(
    [attack, attack * 1.01].map((value) => viewBand(value)),
    ['suspicious', 'attack'],
  );
  assert.deepEqual(
    [suspicious, attack].map((value) => verdictAt(value, THRESHOLDS.view)),
    ['clean', 'suspicious'],
  );
  assert.equal(viewBand(5, { suspicious: 20, attack: 40 }), 'fair');
  assert.deepEqual(
    [1, 1.01].map((share) => isAnotherPicture(share * suspicious)),
    [false, true],
  );
  for (const band of ['near', 'suspicious', 'attack'] as const) {
    assert.doesNotMatch(`${bandWord(band)} ${bandSentence(band)}`, /fair/);
  }
});
