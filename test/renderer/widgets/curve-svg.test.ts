import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curveSvg, ticksOf } from '../../../renderer/widgets/curve-svg.ts';

const CURVE = {
  points: [10, 11, 12].map((x) => ({ x, y: x === 11 ? 4 : 1 })),
  marks: [{ x: 11, y: 4, label: '11 & <more>' }],
  xTitle: 'size',
  yTitle: 'σ',
  threshold: 2,
  present: 12,
};

test('a curve is drawn over its range, with its marks, threshold and present size', () => {
  const svg = curveSvg(CURVE);
  assert.match(svg, /d="M56 [\d.]+L336 [\d.]+L616 [\d.]+"/);
  assert.equal(svg.match(/stroke-dasharray/g)?.length, 2);
  assert.match(svg, />11 &amp; &lt;more&gt;</);
  const outside = curveSvg({ ...CURVE, threshold: null, present: 99 });
  assert.doesNotMatch(outside, /stroke-dasharray/);
});

test('what is empty or flat is drawn without numbers that are none', () => {
  for (const points of [[], [{ x: 5, y: 0 }]]) {
    assert.doesNotMatch(curveSvg({ ...CURVE, points, marks: [] }), /NaN|Infinity/);
  }
});

test('ticks are round and inside', () => {
  assert.deepEqual(ticksOf(0, 30), [0, 5, 10, 15, 20, 25, 30]);
  assert.deepEqual(ticksOf(279, 319), [280, 290, 300, 310]);
  assert.deepEqual(ticksOf(0, 0.9), [0, 0.2, 0.4, 0.6, 0.8]);
});
