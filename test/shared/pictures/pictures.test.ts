import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { machineView } from '../../../shared/pipelines/machine-view.ts';
import { antialiasedView } from '../../../shared/analyze/antialiased-view.ts';
import { drawText, makeCanvas, textWidth, type Canvas } from '../../../shared/pictures/canvas.ts';
import {
  heatColor,
  isLight,
  LATTICE,
  signedColor,
  WHITE,
} from '../../../shared/pictures/colors.ts';
import { drawDifference } from '../../../shared/pictures/difference-picture.ts';
import { drawHeat } from '../../../shared/pictures/heat-picture.ts';
import { drawInfluence } from '../../../shared/pictures/influence-picture.ts';
import { drawLatticeZoom, latticeRegion } from '../../../shared/pictures/lattice-zoom.ts';
import { drawSpectrum } from '../../../shared/pictures/spectrum-picture.ts';
import { findPipeline, viewAt } from '../../../shared/pipelines/pipeline.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import { latticeOf } from '../../../shared/resample/lattice.ts';
import { shapeOf } from '../../../shared/resample/resize.ts';
import { makeSpectrum, reportSpectrum } from '../../../shared/spectrum/spectrum.ts';

/** A gray decoy of 200x150 with a black payload at 20x15 for opencv/nearest: every tenth pixel. */
const source: Raster<Uint8Array> = {
  width: 200,
  height: 150,
  channels: 1,
  data: Uint8Array.from({ length: 200 * 150 }, (_, i) =>
    i % 10 === 0 && Math.floor(i / 200) % 10 === 0 ? 0 : 200,
  ),
};
const request = { pipeline: 'opencv/nearest', width: 20, height: 15 };
const view = viewAt(findPipeline(request.pipeline), shapeOf(source), request);
const tables = { x: view.x, y: view.y, periodX: 10, periodY: 10 };

const at = ({ width, data }: Canvas, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

describe('evidence pictures', () => {
  test('the lattice frames exactly the pixels that are read, and leaves their middle as it is', () => {
    const region = latticeRegion(source, tables, 100, 75);
    const canvas = drawLatticeZoom(source, tables, region, 'lattice');
    const zoom = Math.round(canvas.width / region.width);
    const [columns, rows] = [latticeOf(view.x), latticeOf(view.y)];
    for (let row = 0; row < region.height; row++) {
      for (let column = 0; column < region.width; column++) {
        const isRead = columns.includes(region.x + column) && rows.includes(region.y + row);
        const frame = at(canvas, column * zoom + 3, row * zoom + (zoom >> 1));
        const middle = at(canvas, column * zoom + (zoom >> 1), row * zoom + (zoom >> 1));
        assert.deepEqual(frame, isRead ? [...LATTICE] : [200, 200, 200]);
        assert.deepEqual(middle, isRead ? [0, 0, 0] : [200, 200, 200]);
      }
    }
  });

  test('the difference is purple where the machine sees less, by its true size', () => {
    const canvas = drawDifference(
      machineView(source, request).machine,
      antialiasedView(source, request),
      '',
    );
    assert.deepEqual(at(canvas, 300, 200), [...signedColor(-1)]);
    const same = antialiasedView(source, request);
    assert.deepEqual(at(drawDifference(same, same, ''), 300, 200), [...WHITE]);
  });

  test('the influence map shows one full weight for a nearest sampler', () => {
    const canvas = drawInfluence(source, tables, 3, 4, 'influence');
    const full = signedColor(1);
    let colored = 0;
    for (let i = 0; i < canvas.data.length; i += 3) {
      if (full.every((value, c) => canvas.data[i + c] === value)) colored++;
    }
    assert.ok(colored > 1000);
    assert.throws(() => drawInfluence(source, tables, 20, 0, ''), RangeError);
  });

  test('the heat map keeps the size of the source and is hotter where it says so', () => {
    const heat = Float32Array.from({ length: 4 }, (_, i) => (i === 3 ? 1 : 0));
    const frame = { x: 0, y: 0, width: 200, height: 150 };
    const blocks = { width: 2, height: 2, heat, frame, boxes: [] };
    const canvas = drawHeat(source, blocks, 'heat');
    assert.ok(canvas.width >= 200);
    const [hot, cool] = [at(canvas, 155, 121), at(canvas, 33, 33)];
    assert.ok(hot[0] - hot[2] > 80 && Math.abs(cool[0] - cool[2]) < 40, `${hot} ${cool}`);
  });

  test('the spectrum marks both of each pair of peaks, inside and at the border', () => {
    const made = makeSpectrum(source);
    const report = reportSpectrum(made, shapeOf(source), request);
    assert.ok(report.peaks.length > 10);
    const canvas = drawSpectrum(made, report, 'spectrum');
    const zoom = Math.ceil(700 / 200);
    for (const orderX of [1, -1]) {
      const middle = Math.floor((100 + 20 * orderX + 0.5) * zoom);
      assert.deepEqual(at(canvas, middle - 9, Math.floor(75.5 * zoom)), [...LATTICE]);
    }
  });
});

test('colors differ in lightness along their scales, so that they need no hue', () => {
  const lightness = (share: number) => {
    const [r, g, b] = heatColor(share);
    return 0.299 * r + 0.587 * g + 0.114 * b;
  };
  for (let share = 0; share < 1; share += 0.05) {
    assert.ok(lightness(share + 0.05) > lightness(share));
  }
  assert.ok(isLight(signedColor(0)) && !isLight(signedColor(1)) && !isLight(signedColor(-1)));
});

test('text is drawn where it is told, and what lies outside is left out', () => {
  const canvas = makeCanvas(30, 9, WHITE);
  drawText(canvas, 'I', 1, 1, [0, 0, 0]);
  assert.deepEqual(at(canvas, 3, 4), [0, 0, 0]);
  assert.deepEqual(at(canvas, 1, 4), [255, 255, 255]);
  assert.equal(textWidth('ABC', 2), 34);
  drawText(canvas, 'WWWWWWWWWWWW', -8, -3, [0, 0, 0]);
});
