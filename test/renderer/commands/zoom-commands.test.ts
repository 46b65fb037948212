import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wholeStep } from '../../../renderer/session/navigation.ts';
import { readZoom } from '../../../renderer/shell/toolbar/zoom-text.ts';

describe('a typed zoom', () => {
  it('is a percentage, a ratio or a factor', () => {
    assert.equal(readZoom('150'), 1.5);
    assert.equal(readZoom(' 12,5 % '), 0.125);
    assert.equal(readZoom('1:4'), 0.25);
    assert.equal(readZoom('16 : 1'), 16);
    assert.equal(readZoom('3x'), 3);
  });

  it('is nothing else', () => {
    for (const text of ['', 'wide', '0', '1:0', '-5', '1e9e', '5 %%']) {
      assert.equal(readZoom(text), null, text);
    }
  });
});

describe('whole zoom steps', () => {
  it('go through 1:3, 1:2, 1:1, 2:1 and 3:1, from anywhere, both ways', () => {
    const up = [0.3];
    for (let i = 0; i < 5; i++) up.push(wholeStep(up.at(-1)!, 1));
    assert.deepEqual(up, [0.3, 1 / 3, 1 / 2, 1, 2, 3]);
    const down = [2.5];
    for (let i = 0; i < 4; i++) down.push(wholeStep(down.at(-1)!, -1));
    assert.deepEqual(down, [2.5, 2, 1, 1 / 2, 1 / 3]);
  });
});
