import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { filterGroups, firstMatch } from '../../../renderer/widgets/combobox-filter.ts';

const option = (value: string, title = value) => ({ value, title, note: '', keywords: 'cv2.x' });
const GROUPS = [
  { label: 'opencv', options: [option('opencv/area-fast'), option('opencv/area')] },
  { label: 'Models', options: [option('model/vgg16', 'VGG16')] },
];

describe('the filter of a combobox', () => {
  it('keeps everything while nothing is typed', () => {
    assert.deepEqual(filterGroups(GROUPS, '  '), GROUPS);
  });

  it('asks for every word, in any order and case, in titles, ids, groups and keywords', () => {
    const found = (typed: string) =>
      filterGroups(GROUPS, typed).flatMap(({ options }) => options.map(({ value }) => value));
    assert.deepEqual(found('AREA fast'), ['opencv/area-fast']);
    assert.deepEqual(found('16 models'), ['model/vgg16']);
    assert.deepEqual(found('cv2 vgg'), ['model/vgg16']);
    assert.deepEqual(found('area vgg'), []);
  });

  it('means the option that is named exactly before those that begin so', () => {
    assert.equal(firstMatch(filterGroups(GROUPS, 'opencv/area'), 'opencv/area'), 1);
    assert.equal(firstMatch(filterGroups(GROUPS, 'vgg'), 'vgg'), 0);
    assert.equal(firstMatch([], 'x'), 0);
  });
});
