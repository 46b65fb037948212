/** Thresholds from evidence on files that are held for clean, and the files that hold them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  assessedIn,
  calibrate,
  ruleOfThree,
  type Assessed,
} from '../../../shared/finding/calibration.ts';
import { DETECTION_VERSION } from '../../../shared/verdict/detection-version.ts';
import type { Judgement } from '../../../shared/verdict/judge.ts';
import { ownThresholds, THRESHOLDS, thresholdsText } from '../../../shared/verdict/thresholds.ts';
import { parseThresholds, THRESHOLDS_SCHEMA } from '../../../shared/verdict/thresholds-file.ts';

/** `count` files whose evidence goes from `least` to `most` in even steps. */
const files = (count: number, least: number, most: number): Assessed[] =>
  Array.from({ length: count }, (_, i) => {
    const evidence = least + ((most - least) * i) / (count - 1);
    return { verdict: 'clean', evidence, attackEvidence: evidence };
  });
const rate = { suspicious: 0.01, attack: 0.005 };
const builtIn = THRESHOLDS.search;

describe('thresholds from files that are held for clean', () => {
  test('flag no more than the rates, where there are files enough', () => {
    const { bands, measured } = calibrate(files(1000, -8, 6), 'search', {
      rate,
      allowLooser: true,
    });
    assert.ok(measured.suspicious.count <= 10 && measured.suspicious.count >= 9);
    assert.ok(measured.attack.count <= 5 && measured.attack.count >= 4);
    assert.ok(bands.attack > bands.suspicious && bands.suspicious > builtIn.suspicious);
    const { low, high } = measured.suspicious;
    assert.ok(low < 0.01 && 0.01 < high && high < 0.02);
  });

  test('are never looser than the built-in ones unless that is allowed, which is said', () => {
    const { bands, measured, reasons } = calibrate(files(1000, -8, 6), 'search', {
      rate,
      allowLooser: false,
    });
    assert.deepEqual(bands, builtIn);
    assert.ok(measured.suspicious.count > 10);
    assert.match(
      reasons.suspicious[0],
      /^Kept at the built-in value, although more than 1 %.*--allow-looser uses/,
    );
  });

  test('are stricter where the files are quiet, as far as evidence speaks for an attack', () => {
    const options = { rate, allowLooser: false };
    const near = calibrate(files(1000, -8, 0.3), 'search', options);
    assert.ok(near.bands.suspicious < builtIn.suspicious && near.bands.suspicious > 0);
    assert.equal(near.bands.attack, builtIn.suspicious);
    const far = calibrate(files(1000, -12, -6), 'search', options);
    assert.deepEqual(far.bands, { suspicious: 0, attack: builtIn.suspicious });
    assert.match(
      far.reasons.suspicious[0],
      /to the least evidence that points to an attack at all/,
    );
    const view = calibrate(files(1000, 0.1, 0.9), 'view', options);
    assert.deepEqual(view.bands, { suspicious: 1, attack: THRESHOLDS.view.suspicious });
  });

  test('stay as they are where the files are too few to tell, and say what can be said', () => {
    const options = { rate, allowLooser: false };
    const { bands, reasons } = calibrate(files(100, -8, -6), 'search', options);
    assert.deepEqual(bands, builtIn);
    assert.match(
      reasons.suspicious.join(' '),
      /100 files are too few to measure a rate of 1 %; 300 are needed.*as high as 3 % \(one-sided, 95 % confidence\)/,
    );
    const none = calibrate([], 'search', options);
    assert.deepEqual(none.bands, builtIn);
    assert.match(none.reasons.attack.join(' '), /No file could be assessed/);
  });

  test('count what an unusual size needs beyond others', () => {
    const unusual = files(1000, -8, 6).map((file) => ({
      ...file,
      attackEvidence: file.evidence - 2,
    }));
    const options = { rate: { ...rate, suspicious: 0.3 }, allowLooser: true };
    const { bands, measured } = calibrate(unusual, 'search', options);
    assert.ok(bands.attack < 5);
    assert.ok(measured.attack.count <= 5);
  });

  test('an attack needs at least what is suspicious, whatever the rates come to', () => {
    const odd = files(1000, -8, 6).map((file) => ({ ...file, attackEvidence: file.evidence - 9 }));
    const { bands } = calibrate(odd, 'search', { rate, allowLooser: true });
    assert.ok(bands.attack >= bands.suspicious);
  });
});

test('the rule of three leaves about three in as many as there are', () => {
  assert.ok(Math.abs(ruleOfThree(1000) - 0.003) < 1e-4);
  assert.equal(ruleOfThree(0), 1);
});

test('what a finding was judged by is taken out of its judgement, as JSON has it too', () => {
  const judged: Judgement = {
    of: 'search',
    verdict: 'clean',
    score: 0.1,
    explanation: null,
    reasons: [],
    evidence: 1.5,
    needed: { suspicious: 0.5, attack: 6 },
  };
  const thresholds = { search: { suspicious: 0.5, attack: 4 }, view: THRESHOLDS.view };
  const finding = { judgements: [judged], thresholds };
  assert.deepEqual(assessedIn(JSON.parse(JSON.stringify(finding)) as typeof finding, 'search'), {
    ...{ verdict: 'clean', evidence: 1.5, attackEvidence: -0.5 },
  });
  assert.equal(assessedIn(finding, 'view'), null);
  const unassessed = { ...finding, judgements: [{ ...judged, evidence: null }] };
  assert.equal(assessedIn(unassessed, 'search'), null);
});

describe('a file of thresholds', () => {
  const file = {
    ...{ schema: THRESHOLDS_SCHEMA, detection: DETECTION_VERSION, version: '1.0.0', files: 9 },
    ...{ search: { suspicious: -0.5, attack: 4 }, view: { suspicious: 1.2, attack: 2 } },
  };
  const read = (value: unknown) => parseThresholds(JSON.stringify(value), 'mine.json');

  test('gives what was written, without what it says beside', () => {
    assert.deepEqual(read(file), { search: file.search, view: file.view });
    assert.deepEqual(read({ ...file, later: 1 }), { search: file.search, view: file.view });
  });

  const bad: [string, string | object, RegExp][] = [
    ['no JSON', '{', /^mine\.json, line 1: this is not JSON/],
    ['nothing', '', /this is not JSON/],
    ['another schema', { ...file, schema: 'scalescope/finding@1' }, /"scalescope\/thresholds@1"/],
    ['a list', [], /^mine\.json, line 1: schema is missing/],
    ['NaN', JSON.stringify(file).replace('-0.5', 'NaN'), /this is not JSON/],
    ['an endless number', JSON.stringify(file).replace('-0.5', '1e999'), /not infinite/],
    ['a text for a number', { ...file, search: { suspicious: '1', attack: 2 } }, /a number/],
    ['no view', { ...file, view: undefined }, /view is missing/],
    ['a view at zero', { ...file, view: { suspicious: 0, attack: 2 } }, /above 0/],
    [
      'an attack below what is suspicious',
      { ...file, search: { suspicious: 4, attack: 3 } },
      /the threshold for an attack \(3\) is below the one for suspicious \(4\)\./,
    ],
    [
      'another detector',
      { ...file, detection: DETECTION_VERSION - 1 },
      /mine\.json was made with detector \d+\. This is detector \d+.*Run calibrate again/,
    ],
    ['no detector', { ...file, detection: undefined }, /detection is missing/],
  ];
  for (const [name, value, message] of bad) {
    test(`with ${name} is refused in a sentence`, () => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      assert.throws(() => parseThresholds(text, 'mine.json'), {
        code: 'invalid-argument',
        message,
      });
    });
  }
});

test('only thresholds that differ from the built-in ones are told of', () => {
  assert.equal(ownThresholds(structuredClone(THRESHOLDS)), null);
  assert.equal(ownThresholds(null), null);
  const own = { ...THRESHOLDS, view: { suspicious: 1.2, attack: 3 } };
  assert.deepEqual(ownThresholds(own), own);
  assert.match(thresholdsText(own), /a view is suspicious above 1\.2 \(built in: 1\)/);
});
