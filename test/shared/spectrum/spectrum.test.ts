import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { decode } from '../../../main/engine/decode/decode.ts';
import { DEFAULT_DECODE_LIMITS } from '../../../shared/image/facts.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import { shapeOf } from '../../../shared/resample/resize.ts';
import { STANDS_OUT_DB } from '../../../shared/spectrum/peaks.ts';
import {
  axisCombs,
  DEFAULT_SPECTRUM,
  grayOf,
  makeSpectrum,
  reportSpectrum,
  type MadeSpectrum,
} from '../../../shared/spectrum/spectrum.ts';

async function load(name: string): Promise<Raster> {
  const bytes = await readFile(new URL(`../../samples/${name}`, import.meta.url));
  const policy = { orientation: 'stored', frame: 0 } as const;
  return (await decode(bytes, name, policy, DEFAULT_DECODE_LIMITS)).raster;
}

describe('the spectrum of the sample', () => {
  let attack: Raster;
  let clean: Raster;
  let made: MadeSpectrum;
  let madeClean: MadeSpectrum;

  before(async () => {
    [attack, clean] = await Promise.all([load('dandelion-attack.png'), load('dandelion.jpg')]);
    made = makeSpectrum(attack);
    madeClean = makeSpectrum(clean);
  });

  const peaksAt = (of: MadeSpectrum, size: number, pipeline = 'tensorflow/bilinear') =>
    reportSpectrum(of, shapeOf(attack), { pipeline, width: size, height: size }).peaks;
  const standing = (of: MadeSpectrum, size: number) => {
    const peaks = peaksAt(of, size).filter(({ expected }) => expected > 0.5);
    return peaks.filter(({ contrastDb }) => contrastDb >= STANDS_OUT_DB).length / peaks.length;
  };

  test('stands out at the peaks of both hidden sizes and at no others', () => {
    assert.equal(standing(made, 299), 1);
    assert.equal(standing(made, 224), 1);
    assert.ok(standing(made, 331) < 0.2);
    assert.ok(standing(madeClean, 299) < 0.2);
  });

  test('has its first peaks at one cycle per output, once for each pair of opposites', () => {
    const peaks = peaksAt(made, 299);
    const first = peaks.find(({ orderX, orderY }) => orderX === 1 && orderY === 0)!;
    assert.ok(Math.abs(first.frequencyX - 299 / 3000) < 1e-12);
    assert.equal(first.frequencyY, 0);
    assert.equal(first.aliased, false);
    assert.ok(Math.abs(first.x - (512 + (299 / 3000) * 1024)) < 1e-9);
    assert.ok(peaks.some(({ aliased }) => aliased));
    const places = peaks.map(({ orderX, orderY }) => `${orderX} ${orderY}`);
    assert.equal(new Set(places).size, places.length);
    assert.ok(!peaks.some(({ orderX, orderY }) => places.includes(`${-orderX} ${-orderY}`)));
    for (const { aliased, frequencyX, frequencyY, orderX, orderY } of peaks) {
      assert.equal(
        aliased,
        Math.abs((orderX * 299) / 3000) > 0.5 || Math.abs((orderY * 299) / 1688) > 0.5,
      );
      assert.ok(Math.max(Math.abs(frequencyX), Math.abs(frequencyY)) <= 0.5);
    }
  });

  test('expects nothing of a machine that reads every pixel alike', () => {
    assert.deepEqual(peaksAt(made, 299, 'opencv/area'), []);
    assert.deepEqual(reportSpectrum(made, shapeOf(attack)).peaks, []);
  });

  test('is a picture from black to white', () => {
    const gray = grayOf(made.spectrum);
    assert.equal(gray.length, made.spectrum.width * made.spectrum.height);
    const { lowDb, highDb } = reportSpectrum(made, shapeOf(attack));
    assert.ok(lowDb < highDb && gray.includes(0) && gray.includes(255));
  });

  test('names both hidden sizes by the combs of both axes', () => {
    const { x, y } = axisCombs(attack);
    for (const { best, length } of [x, y]) {
      // The grid of 8x8 blocks of the decoy's JPEG stands beside them.
      const grid = Math.round(length / 8) + 1;
      const sizes = best.map(({ size }) => size).filter((size) => size !== grid);
      assert.deepEqual(sizes.slice(0, 2), [299, 224]);
      assert.equal(best[0].geometry, 'half2');
      assert.equal(best[0].period, length / 299);
      assert.equal(best[0].frequency, 299 / length);
    }
    assert.equal(x.z.length, x.geometry.length);
    assert.equal(x.z[299 - x.least], x.best[0].z);
  });

  test('shows a payload in one channel in that channel', () => {
    const red: Raster = { ...attack, data: clean.data.slice() };
    for (let i = 0; i < red.data.length; i += 3) red.data[i] = attack.data[i];
    const at = (channel: 'r' | 'b') =>
      standing(makeSpectrum(red, { ...DEFAULT_SPECTRUM, channel }), 299);
    assert.equal(at('r'), 1);
    assert.ok(at('b') < 0.2);
  });
});

test('an image too small for any target has empty combs', () => {
  const tiny: Raster = { width: 9, height: 5, channels: 1, data: new Uint8Array(45) };
  const { x, y } = axisCombs(tiny);
  assert.deepEqual([x.z, y.z, x.best, y.best], [[], [], [], []]);
});
