/** What is called an attack, and what is too faint for that. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ViewEvidence } from '../../../shared/verdict/judge.ts';
import { judgeSearch } from '../../../shared/verdict/judge-search.ts';

const source = { width: 600, height: 500 };
const blind = {
  logOdds: 100,
  isUsual: true,
  score: 0.4,
  explanation: null,
  reasons: ['found', 'why'],
};

/** A target that is seen by views so far from the antialiased ones. */
function target(...rms: number[]) {
  const views = rms.map(
    (value) =>
      ({
        pipeline: 'opencv/linear',
        disagreement: { rms: value, normalised: 2 },
        departure: null,
      }) as ViewEvidence,
  );
  return { width: 96, height: 80, crop: { x: 0, y: 0, ...source }, region: null, views };
}

test('a view that is all but the antialiased one is suspicious, no attack, and why is said', () => {
  const faint = judgeSearch(blind, [target(2.9, 3.4)], source);
  assert.equal(faint.verdict, 'suspicious');
  assert.match(faint.reasons[1], /^The difference is below 3 grey levels/);
});

test('one target that shows another picture, or that no view explains, makes an attack', () => {
  for (const targets of [[target(3.1)], [target(2), target(40)], [target(2), target()], []]) {
    const { verdict, reasons } = judgeSearch(blind, targets, source);
    assert.equal(verdict, 'attack');
    assert.ok(reasons.every((reason) => !reason.startsWith('The difference is below')));
  }
});
