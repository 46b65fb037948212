import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certificateSentences, certificateWord } from '../../../shared/verdict/words.ts';

const view = (side: number, pipeline = 'tensorflow/bilinear') => ({
  pipeline,
  width: side,
  height: side,
});
const given = { verdict: 'clean', views: [view(299)], found: null, matrix: null } as const;
const verdicts = (before: 'attack' | 'clean', after: 'suspicious' | 'clean') => ({
  before: { verdict: before },
  after: { verdict: after },
});

test('a clean certificate claims no more than its views', () => {
  const at299 = 'Nothing remains at 299x299 with tensorflow/bilinear';
  assert.equal(certificateWord(given), at299);
  assert.equal(
    certificateSentences(given),
    `${at299}. Other sizes and pipelines were not checked.`,
  );
  assert.equal(
    certificateSentences({ ...given, matrix: {} }),
    `${at299}. Other sizes were not checked.`,
  );
  const two = [view(299), view(224), view(224, 'opencv/linear')];
  assert.equal(
    certificateWord({ ...given, views: two }),
    'Nothing remains at 299x299 and 224x224 with tensorflow/bilinear, at 224x224 with opencv/linear',
  );
  const many = [1, 2, 3, 4, 5].map((side) => view(side));
  assert.equal(
    certificateWord({ ...given, views: many }),
    'Nothing remains in the 5 views of this certificate',
  );
});

test('what the detector says of the copy follows where it chose the views', () => {
  const of = (after: 'suspicious' | 'clean') =>
    certificateSentences({ ...given, found: verdicts('attack', after) });
  assert.match(of('clean'), /bilinear\. The detector finds nothing in the copy\.$/);
  assert.match(of('suspicious'), /bilinear\. The detector still calls the copy suspicious\.$/);
});

test('where nothing was found, nothing remains of nothing', () => {
  const untouched = { ...given, views: [], found: verdicts('clean', 'clean') };
  assert.equal(certificateSentences(untouched), 'Nothing was found, and nothing was changed.');
});
