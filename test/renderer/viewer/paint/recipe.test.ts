import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  adjust,
  differencePicture,
  falseColor,
  largestDifference,
  makeOpaque,
  stretch,
} from '../../../../renderer/viewer/paint/recipe.ts';

const word = (r: number, g: number, b: number, a = 255): number =>
  ((a << 24) | (b << 16) | (g << 8) | r) >>> 0;
const one = (value: number) => ({ width: 1, height: 1, data: Uint32Array.of(value) });
const ALL = { channels: [true, true, true], exposure: 0, gamma: 1 };

describe('the false color of a difference', () => {
  it('is white for none, orange above, purple below, and clamped', () => {
    assert.equal(falseColor(0), word(255, 255, 255));
    assert.equal(falseColor(1), word(179, 88, 6));
    assert.equal(falseColor(7), falseColor(1));
    assert.equal(falseColor(-1), word(84, 39, 136));
  });

  it('is that of the channel that differs most, with its sign', () => {
    assert.equal(largestDifference(word(10, 20, 30), word(12, 20, 90)), -60);
    assert.equal(largestDifference(word(50, 0, 30), word(0, 40, 30)), 50);
    const picture = differencePicture(one(word(64, 0, 0)), one(word(0, 0, 0)), 128);
    assert.equal(picture.data[0], falseColor(0.5));
  });

  it('is nothing where either picture is', () => {
    assert.equal(differencePicture(one(0), one(word(1, 2, 3)), 64).data[0], 0);
    assert.equal(differencePicture(one(word(1, 2, 3)), one(0), 64).data[0], 0);
  });
});

describe('adjusting', () => {
  const adjusted = (value: number, change: object): number => {
    const words = one(value);
    adjust(words, { ...ALL, ...change });
    return words.data[0];
  };

  it('by nothing leaves every pixel as it is', () => {
    assert.equal(adjusted(word(1, 2, 3, 4), {}), word(1, 2, 3, 4));
  });

  it('doubles by each stop, and stops at white', () => {
    assert.equal(adjusted(word(10, 100, 200), { exposure: 1 }), word(20, 200, 255));
    assert.equal(adjusted(word(10, 100, 200), { exposure: -1 }), word(5, 50, 100));
  });

  it('brightens the middle by a gamma above 1, and neither end', () => {
    assert.equal(adjusted(word(0, 64, 255), { gamma: 2 }), word(0, 128, 255));
  });

  it('shows one channel in gray and of two only these', () => {
    const green = { channels: [false, true, false] };
    assert.equal(adjusted(word(1, 2, 3), green), word(2, 2, 2));
    assert.equal(adjusted(word(1, 2, 3), { channels: [true, false, true] }), word(1, 0, 3));
    assert.equal(adjusted(word(1, 2, 3), { channels: [false, false, false] }), word(0, 0, 0));
  });
});

describe('the magnifier', () => {
  it('stretches each channel over the whole range and says what it was', () => {
    const data = Uint32Array.of(word(10, 50, 9), word(20, 60, 9), word(0, 0, 0, 0));
    const ranges = stretch({ width: 3, height: 1, data });
    assert.deepEqual(ranges, [
      [10, 20],
      [50, 60],
      [9, 9],
    ]);
    assert.deepEqual([...data], [word(0, 0, 9), word(255, 255, 9), 0]);
  });
});

describe('a cut-out', () => {
  it('is opaque wherever there is anything', () => {
    const data = Uint32Array.of(word(1, 2, 3, 7), 0);
    makeOpaque({ width: 2, height: 1, data });
    assert.deepEqual([...data], [word(1, 2, 3), 0]);
  });
});
