/** Rows that are shown stay where they are when more is known. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { inPlace } from '../../../renderer/tabs/matrix/rows-in-place.ts';
import {
  ANOTHER_PICTURE,
  AS_A_PERSON,
  type MatrixMember,
  type MatrixRow,
} from '../../../shared/matrix/result.ts';

function row(label: MatrixRow['label'], ...pipelines: string[]): MatrixRow {
  const members = pipelines.map((pipeline): MatrixMember => {
    const place = { width: 299, height: 299, part: 0, parts: 1, name: 'whole' };
    return { pipeline, ...place, rms: 1, normalised: 1 };
  });
  const thumbnail = { width: 1, height: 1, rgba: 'AAAAAA==' };
  return { label, rms: 1, normalised: 1, members, thumbnail };
}

const firsts = (rows: readonly MatrixRow[]): string[] =>
  rows.map(({ members }) => members.at(-1)!.pipeline);

suite('rows of a size', () => {
  const person = row(AS_A_PERSON, 'opencv/area');
  const nearest = row(ANOTHER_PICTURE, 'opencv/nearest');

  test('begin with pictures that are other than what a person sees', () => {
    assert.deepEqual(firsts(inPlace([person, nearest], [])), ['opencv/nearest', 'opencv/area']);
  });

  test('stay where they are, with their new members, and new ones follow', () => {
    const linear = row(ANOTHER_PICTURE, 'opencv/linear', 'torch/bilinear');
    const grown = row(ANOTHER_PICTURE, 'pillow/nearest', 'opencv/nearest');
    const known = row(AS_A_PERSON, 'opencv/area', 'pillow/box');
    const placed = inPlace([known, linear, grown], [person, nearest]);
    assert.deepEqual(placed, [known, grown, linear]);
  });

  test('that became one stand in the place of the first', () => {
    const one = row(ANOTHER_PICTURE, 'opencv/nearest', 'opencv/linear');
    const before = [nearest, row(ANOTHER_PICTURE, 'opencv/linear'), person];
    assert.deepEqual(inPlace([person, one], before), [one, person]);
  });
});
