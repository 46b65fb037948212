import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PlaneSamples } from '../../../shared/spectrum/plane-samples.ts';
import {
  binOfFrequency,
  frequencyOfBin,
  powerSpectrum,
  TILE,
  type PowerSpectrum,
} from '../../../shared/spectrum/power-spectrum.ts';
import { readSpectrumAt } from '../../../shared/spectrum/reading.ts';

/** A wave of `amplitude` grey levels with kx by ky cycles per frame. */
function wave(
  width: number,
  height: number,
  kx: number,
  ky: number,
  amplitude: number,
): PlaneSamples {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const angle = 2 * Math.PI * ((kx * x) / width + (ky * y) / height);
      data[y * width + x] = Math.round(128 + amplitude * Math.cos(angle));
    }
  }
  return { name: 'gray', width, height, data };
}

function strongest({ db, width }: PowerSpectrum): { x: number; y: number; db: number } {
  const at = db.reduce((best, value, i) => (value > db[best] ? i : best), 0);
  return { x: at % width, y: Math.floor(at / width), db: db[at] };
}

for (const window of ['hann', 'none'] as const) {
  test(`a wave has its peak at its own bin, half its amplitude high (window ${window})`, () => {
    const spectrum = powerSpectrum(wave(150, 97, 31, 12, 40), window);
    assert.deepEqual([spectrum.width, spectrum.height, spectrum.tiles], [150, 97, 1]);
    const { x, y, db } = strongest(spectrum);
    const cycles = [Math.abs(x - 75), Math.abs(y - 48)];
    assert.deepEqual(cycles, [31, 12]);
    assert.ok(Math.abs(db - 20 * Math.log10(20)) < 0.05, String(db));
  });
}

test('tiles keep the frequency and the height of a peak that shrinking would remove', () => {
  const [width, height] = [2 * TILE + 300, 700];
  const plane = wave(width, height, Math.round(0.43 * width), 0, 20);
  const spectrum = powerSpectrum(plane);
  assert.deepEqual([spectrum.width, spectrum.height, spectrum.tiles], [TILE, 700, 3]);
  const { x, y, db } = strongest(spectrum);
  assert.equal(y, 350);
  assert.ok(Math.abs(Math.abs(frequencyOfBin(x, TILE)) - 0.43) < 1 / TILE);
  // Between two bins a Hann window shows up to 1.43 dB less.
  assert.ok(Math.abs(db - 20) < 1.5, String(db));
});

test('a coarse one has a quarter of the bins and the same peak', () => {
  const plane = wave(2300, 1900, Math.round(0.31 * 2300), 0, 20);
  const spectrum = powerSpectrum(plane, 'hann', 'mean', 'coarse');
  assert.deepEqual([spectrum.width, spectrum.height, spectrum.tiles], [TILE / 4, TILE / 4, 16]);
  const { x, y, db } = strongest(spectrum);
  assert.equal(y, TILE / 8);
  assert.ok(Math.abs(Math.abs(frequencyOfBin(x, TILE / 4)) - 0.31) < 4 / TILE);
  assert.ok(Math.abs(db - 20) < 1.5, String(db));
});

test('the spectrum of a picture is symmetric, and its middle is empty without the mean', () => {
  const noise = fc.sample(fc.uint8Array({ minLength: 33 * 20, maxLength: 33 * 20 }), {
    numRuns: 1,
    seed: 4,
  })[0];
  const plane: PlaneSamples = { name: 'gray', width: 33, height: 20, data: noise };
  const { db } = powerSpectrum(plane, 'hann', 'mean');
  const middle = 10 * 33 + 16;
  assert.ok(db[middle] < -100);
  assert.ok(powerSpectrum(plane, 'hann', 'none').db[middle] > 20);
  for (let dy = -9; dy <= 9; dy++) {
    for (let dx = -16; dx <= 16; dx++) {
      const k = dy * 33 + dx;
      assert.ok(Math.abs(db[middle + k] - db[middle - k]) < 1e-3);
    }
  }
});

test('pictures of one pixel, one line and one level have a spectrum', () => {
  for (const [width, height] of [
    [1, 1],
    [1, 40],
    [300, 1],
    [64, 64],
  ]) {
    const data = new Uint8Array(width * height).fill(9);
    const plane: PlaneSamples = { name: 'gray', width, height, data };
    for (const detrend of ['none', 'mean', 'median-residual'] as const) {
      const { db } = powerSpectrum(plane, 'hann', detrend);
      assert.ok(db.every(Number.isFinite));
    }
  }
});

test('bins and frequencies are inverse, and frequencies beyond half a cycle fold back', () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 2, max: 1024 })
        .chain((bins) =>
          fc.tuple(
            fc.constant(bins),
            fc.integer({ min: 0, max: bins - 1 }),
            fc.integer({ min: -3, max: 3 }),
          ),
        ),
      ([bins, bin, turns]) => {
        const frequency = frequencyOfBin(bin, bins);
        assert.ok(frequency >= -0.5 && frequency < 0.5);
        const back = binOfFrequency(frequency + turns, bins);
        assert.ok(Math.abs(back - bin) < 1e-6, `${back} ${bin}`);
      },
    ),
  );
});

test('a place in the spectrum reads as frequency, period and the size it means', () => {
  const { x, y } = readSpectrumAt(
    { width: 1000, height: 600 },
    { width: 1000, height: 600 },
    799,
    300,
  );
  assert.deepEqual(x, { frequency: 0.299, period: 1 / 0.299, size: 299 });
  assert.deepEqual(y, { frequency: 0, period: Infinity, size: 0 });
});
