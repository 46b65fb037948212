import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { buildAxisTable, reduceRegion } from '../../../../renderer/viewer/paint/reduce.ts';

/** Little-endian words of a gray ramp function, opaque. */
function gray(width: number, height: number, value: (x: number, y: number) => number) {
  const data = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const v = value(x, y);
      data[y * width + x] = (0xff000000 | (v << 16) | (v << 8) | v) >>> 0;
    }
  }
  return { width, height, data };
}

describe('the reduction to the screen', () => {
  it('weights of every device pixel inside the image sum to 1', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: 0.02, max: 9, noNaN: true }),
        fc.double({ min: 1, max: 300, noNaN: true }),
        (origin, step, extent) => {
          const table = buildAxisTable(64, origin, step, extent, true);
          for (let d = 0; d < 64; d++) {
            if (table.starts[d] < 0) continue;
            let sum = 0;
            for (let k = table.offsets[d]; k < table.offsets[d + 1]; k++) sum += table.weights[k];
            assert.ok(Math.abs(sum - 1) < 1e-5, `device pixel ${d} sums to ${sum}`);
            assert.ok(table.starts[d] >= table.first);
            assert.ok(table.starts[d] + table.offsets[d + 1] - table.offsets[d] <= table.end);
          }
          assert.ok(table.end <= Math.ceil(extent));
        },
      ),
    );
  });

  it('shrinking, every source pixel counts alike, whatever the ratio and the phase', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1.001, max: 4, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (step, phase) => {
          const table = buildAxisTable(80, phase, step, 1000, true);
          const influence = new Float64Array(1000);
          for (let d = 0; d < 80; d++) {
            for (let k = table.offsets[d]; k < table.offsets[d + 1]; k++) {
              influence[table.starts[d] + k - table.offsets[d]] += table.weights[k];
            }
          }
          const inner = influence.subarray(2, Math.floor(80 * step) - 2);
          for (const value of inner) assert.ok(Math.abs(value - 1 / step) < 1e-4);
        },
      ),
    );
  });

  it('at half size each device pixel is the mean of four pixels', () => {
    const source = gray(8, 6, (x, y) => (x * 31 + y * 17) & 255);
    const x = buildAxisTable(4, 0, 2, 8, true);
    const y = buildAxisTable(3, 0, 2, 6, true);
    const { data } = reduceRegion(source, x, y);
    for (let j = 0; j < 3; j++) {
      for (let i = 0; i < 4; i++) {
        const at = (dx: number, dy: number) => source.data[(2 * j + dy) * 8 + 2 * i + dx] & 255;
        const mean = (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4;
        assert.equal(data[j * 4 + i] & 255, Math.floor(mean + 0.5));
      }
    }
  });

  it('a single altered pixel of a lattice is diluted by its area, never shown alone', () => {
    const source = gray(900, 9, (x) => (x % 9 === 4 ? 255 : 0));
    const x = buildAxisTable(700, 0, 900 / 700, 900, true);
    const y = buildAxisTable(7, 0, 9 / 7, 9, true);
    const { data } = reduceRegion(source, x, y);
    let sum = 0;
    for (let i = 0; i < 700; i++) sum += data[3 * 700 + i] & 255;
    assert.ok(Math.abs(sum / 700 - 255 / 9) < 0.5);
  });

  it('magnifying repeats whole pixels with edges on device pixels', () => {
    const source = gray(4, 4, (x, y) => x * 10 + y * 50);
    const x = buildAxisTable(32, 0, 1 / 8, 4, true);
    const y = buildAxisTable(32, 0, 1 / 8, 4, true);
    const { data } = reduceRegion(source, x, y);
    for (let j = 0; j < 32; j++) {
      for (let i = 0; i < 32; i++) {
        assert.equal(data[j * 32 + i], source.data[(j >> 3) * 4 + (i >> 3)]);
      }
    }
  });

  it('what is outside the image stays transparent', () => {
    const source = gray(2, 2, () => 200);
    const x = buildAxisTable(6, -2, 1, 2, true);
    const y = buildAxisTable(2, 0, 1, 2, true);
    const { data } = reduceRegion(source, x, y);
    assert.deepEqual(
      [...data.subarray(0, 6)].map((word) => word >>> 24),
      [0, 0, 255, 255, 0, 0],
    );
  });

  it('colors of transparent pixels do not bleed into the average', () => {
    const data = Uint32Array.of(0xff0000ff, 0x0000ff00); // opaque red, transparent green
    const x = buildAxisTable(1, 0, 2, 2, true);
    const y = buildAxisTable(1, 0, 1, 1, true);
    const picture = reduceRegion({ width: 2, height: 1, data }, x, y);
    assert.equal(picture.data[0], 0x800000ff);
  });
});
