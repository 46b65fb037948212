import assert from 'node:assert/strict';
import test from 'node:test';
import { sinf } from '../../../shared/math/sinf.ts';

/** Arguments whose sinf in glibc 2.36 is not the rounded sine, with what glibc returns. */
const GLIBC: [number, number][] = [
  [6.98293924331665, 0.6440294981002808],
  [-52.71031951904297, -0.6417328715324402],
  [-15.988816261291504, 0.27717533707618713],
  [-7.607205390930176, -0.9697049856185913],
  [66.46466827392578, -0.4717042148113251],
  [56.78993225097656, 0.23893068730831146],
  [-12.203669548034668, 0.35480087995529175],
  [78.34284210205078, 0.19570298492908478],
];

test('sinf is the sine of glibc, not the rounded sine', () => {
  for (const [x, expected] of GLIBC) {
    assert.equal(sinf(x), expected);
    assert.notEqual(Math.fround(Math.sin(x)), expected);
  }
});

test('sinf is odd, and within one unit in the last place of the sine', () => {
  for (let i = -11900; i <= 11900; i++) {
    const x = Math.fround(i / 100);
    assert.equal(sinf(-x), -sinf(x));
    assert.ok(Math.abs(sinf(x) - Math.sin(x)) <= 2 ** -24);
  }
});

test('sinf refuses arguments that its reduction does not cover', () => {
  assert.throws(() => sinf(120), RangeError);
  assert.throws(() => sinf(NaN), RangeError);
});
