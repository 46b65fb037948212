/** What the views of a target add to the evidence of a search that is not sure. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DepartureCause } from '../../../shared/departure/departure.ts';
import {
  confirmation,
  MOST_ADDED,
  MOST_ADDED_EXACTLY,
} from '../../../shared/verdict/confirmation.ts';
import { judgeSearch } from '../../../shared/verdict/judge-search.ts';
import type { ViewEvidence } from '../../../shared/verdict/judge.ts';
import { THRESHOLDS } from '../../../shared/verdict/thresholds.ts';

const source = { width: 600, height: 500 };
const crop = { x: 0, y: 0, ...source };

function view(ratio: number | null, cause: DepartureCause | null = null): ViewEvidence {
  return {
    pipeline: 'opencv/linear',
    width: 96,
    height: 80,
    ratioX: 6.25,
    ratioY: 6.25,
    readShare: 0.1,
    frameReadShare: 0.1,
    frame: crop,
    disagreement: { rms: 40, max: 90, normalised: 5, channel: 'gray' },
    departure: ratio === null ? null : { ratio, channel: 'gray', region: null, cause },
    region: null,
  };
}

const target = (...views: ViewEvidence[]) => ({ width: 96, height: 80, crop, region: null, views });

/** A search that is `short` of an attack. */
const unsure = (short: number) => ({
  logOdds: THRESHOLDS.search.attack - short,
  isUsual: true,
  score: 0.2,
  explanation: null,
  reasons: ['found', 'why'],
});

describe('a view that is an attack by itself', () => {
  test('adds to the search, and no more than the limit', () => {
    assert.equal(confirmation([target(view(3))])!.logOdds, Math.log(3));
    assert.equal(confirmation([target(view(3), view(2000))])!.logOdds, MOST_ADDED);
    assert.equal(confirmation([target(view(3), view(2000))])!.view.departure!.ratio, 2000);
  });

  test('makes an attack of what the search is nearly sure of, and says so', () => {
    const judged = judgeSearch(unsure(1), [target(view(30))], source);
    assert.equal(judged.verdict, 'attack');
    assert.ok(judged.score > 0.2);
    assert.ok(judged.reasons.some((reason) => /^Judged by itself, the view at 96x80/.test(reason)));
    assert.equal(judgeSearch(unsure(1.6), [target(view(30))], source).verdict, 'suspicious');
  });

  test('adds more where it is clear and the picture repeats nowhere', () => {
    const plain = [{ isWithoutRepeat: true }];
    assert.equal(confirmation([target(view(50))], undefined, plain)!.logOdds, MOST_ADDED_EXACTLY);
    assert.equal(confirmation([target(view(19))], undefined, plain)!.logOdds, MOST_ADDED);
  });

  test('is as good as a size that machines take where the picture repeats nowhere', () => {
    const found = { ...unsure(0.5), isUsual: false };
    const judged = (isWithoutRepeat: boolean, ratio: number) =>
      judgeSearch({ ...found, targets: [{ isWithoutRepeat }] }, [target(view(ratio))], source);
    assert.equal(judged(true, 5).verdict, 'attack');
    assert.equal(judged(false, 5).verdict, 'suspicious');
    assert.equal(judged(true, 0.5).verdict, 'suspicious');
  });

  test('adds more where nearly all that strays lies on its lattice', () => {
    const [held, views] = [[{ holdsAll: true }], [target(view(2000))]];
    assert.equal(confirmation(views, THRESHOLDS.view, held)!.logOdds, MOST_ADDED_EXACTLY);
    assert.equal(judgeSearch({ ...unsure(2.5), targets: held }, views, source).verdict, 'attack');
    assert.equal(judgeSearch(unsure(2.5), views, source).verdict, 'suspicious');
    const both = [target(view(30)), ...views];
    const { logOdds } = confirmation(both, THRESHOLDS.view, [{ holdsAll: false }, ...held])!;
    assert.equal(logOdds, MOST_ADDED_EXACTLY);
  });

  test('adds nothing where another view of the target has an honest cause', () => {
    const both = [target(view(30), view(8, 'pattern'))];
    assert.equal(confirmation(both), null);
    assert.equal(judgeSearch(unsure(1), both, source).verdict, 'suspicious');
    assert.notEqual(confirmation([...both, target(view(30))]), null);
  });

  test('is no view that is suspicious, or that was not judged', () => {
    assert.equal(confirmation([target(view(1.5), view(null)), target()]), null);
  });
});

test('an honest cause of the first view is named, and the sentence speaks of levels', () => {
  const judged = judgeSearch(unsure(1), [target(view(30, 'halftone'))], source);
  assert.equal(judged.explanation, 'halftone');
  assert.match(judged.reasons[0], /receives other levels than a person sees/);
  assert.ok(judged.reasons.some((reason) => /^The picture is a dither/.test(reason)));
});
