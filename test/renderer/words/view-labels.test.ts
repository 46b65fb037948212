import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as labels from '../../../renderer/words/view-labels.ts';
import type { LayerWindow } from '../../../renderer/geometry/layer-window.ts';

const windowAt = (step: number): LayerWindow => ({
  viewport: { width: 10, height: 10 },
  originX: 0,
  originY: 0,
  stepX: step,
  stepY: step,
});

describe('the words of the status lines', () => {
  it('name the zoom and the filter that is really used', () => {
    assert.equal(labels.scaleLabel(windowAt(1 / 0.12)), '1:8.33, box-averaged');
    assert.equal(labels.scaleLabel(windowAt(1)), '1:1, pixel for pixel');
    assert.equal(labels.scaleLabel(windowAt(0.25)), '4:1, nearest');
  });

  it('call a pane averaged where one of its axes is', () => {
    const window = { ...windowAt(0.5), stepY: 1.5 };
    assert.match(labels.scaleLabel(window), /^1:1.5, box-averaged$/);
  });

  it('give a percentage the digits that tell it from 0', () => {
    assert.equal(labels.percent(0), '0 %');
    assert.equal(labels.percent(0.0004), '0.04 %');
    assert.equal(labels.percent(0.0706), '7.06 %');
    assert.equal(labels.percent(0.175), '17.5 %');
    assert.equal(labels.percent(16), '1600 %');
  });

  it('name channels, and say that a value is on its way', () => {
    assert.equal(labels.valueLabel([65535]), 'gray 65535');
    assert.equal(labels.valueLabel([1, 2, 3, 4]), 'R 1 G 2 B 3 A 4');
    assert.equal(labels.valueLabel(undefined), '…');
  });

  it('list the heaviest pixels and count the rest', () => {
    const pixels = [
      { x: 3, y: 4, weight: 0.5 },
      { x: 4, y: 4, weight: -0.25 },
      { x: 5, y: 4, weight: 0.125 },
    ];
    assert.equal(labels.feedsLabel({ count: 3, pixels }), 'feeds (3, 4) × 0.5, (4, 4) × −0.25, +1');
    assert.equal(
      labels.readsLabel({ count: 1, pixels: pixels.slice(0, 1) }),
      'reads 1 pixel: (3, 4) × 0.5',
    );
    assert.equal(labels.feedsLabel({ count: 0, pixels: [] }), 'not read by the machine');
  });
});
