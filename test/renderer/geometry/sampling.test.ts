import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cellOf, visibleRange } from '../../../renderer/viewer/paint/overlay.ts';
import { buildAxisTable } from '../../../renderer/viewer/paint/reduce.ts';
import { fedBy, readBy, samplingOf } from '../../../renderer/geometry/sampling.ts';
import type { MachineView } from '../../../shared/api/contract.ts';

const SOURCE = { width: 40, height: 30, channels: 3, dtype: 'uint8' } as const;

function viewOf(pipeline: string, width: number, height: number): MachineView {
  return {
    pipeline,
    width,
    height,
    name: 'whole',
    part: 0,
    parts: 1,
    blank: null,
    frame: { x: 0, y: 0, width: SOURCE.width, height: SOURCE.height },
    raster: { width, height, channels: 3, dtype: 'uint8' },
    levels: 1,
    ratioX: SOURCE.width / width,
    ratioY: SOURCE.height / height,
    readShare: 1,
    frameReadShare: 1,
    disagreement: { rms: 0, max: 0, normalised: 0, channel: 'gray' },
    departure: { ratio: 0, channel: 'gray', region: null, cause: null },
    region: null,
    elapsedMs: 0,
  };
}

describe('what reads and feeds', () => {
  const sampling = samplingOf(SOURCE, viewOf('tensorflow/bilinear', 10, 6))!;

  it('the taps of every machine pixel weigh 1 together', () => {
    for (let y = 0; y < 6; y++) {
      for (let x = 0; x < 10; x++) {
        const { pixels, count } = readBy(sampling, x, y);
        const sum = pixels.reduce((total, { weight }) => total + weight, 0);
        assert.ok(Math.abs(sum - 1) < 1e-6);
        assert.equal(count, pixels.length);
      }
    }
  });

  it('a source pixel feeds exactly the machine pixels that read it, with the same weight', () => {
    for (let y = 0; y < SOURCE.height; y++) {
      for (let x = 0; x < SOURCE.width; x++) {
        for (const fed of fedBy(sampling, x, y).pixels) {
          const tap = readBy(sampling, fed.x, fed.y).pixels.find((p) => p.x === x && p.y === y);
          assert.equal(tap?.weight, fed.weight);
        }
      }
    }
  });

  it('influence is 1 at its largest and 0 between the taps', () => {
    assert.equal(Math.max(...sampling.x.influence), 1);
    assert.ok(sampling.x.influence.some((value) => value === 0));
  });

  it('a pipeline without tables has no lattice', () => {
    assert.equal(samplingOf(SOURCE, viewOf('no/such', 10, 6)), null);
  });
});

describe('the cells of the grid', () => {
  it('cover exactly the device pixels that the painter fills with that pixel', () => {
    for (const [origin, step] of [
      [0, 1 / 8],
      [3.37, 1 / 12.8],
      [-2.2, 1 / 51.2],
      [7.999, 1 / 9.1],
    ]) {
      const viewport = { width: 300, height: 300 };
      const window = { viewport, originX: origin, originY: origin, stepX: step, stepY: step };
      const { starts } = buildAxisTable(300, origin, step, 40, true);
      const { x0, x1 } = visibleRange(window, { width: 40, height: 40 });
      for (let x = x0; x < x1; x++) {
        const { left, width } = cellOf(window, x, 0);
        for (let d = 0; d < 300; d++) {
          assert.equal(starts[d] === x, d >= left && d < left + width, `pixel ${x} at ${d}`);
        }
      }
    }
  });
});
