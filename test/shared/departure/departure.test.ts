import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { analyzeView } from '../../../shared/analyze/analyze.ts';
import { craftAttack } from '../../../shared/craft/lattice-write.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import { resizeWith } from '../../../shared/resample/resize.ts';
import { judge } from '../../../shared/verdict/judge.ts';

/** A smooth decoy: the view of a fair sampler is close to its mean everywhere. */
function slope(width: number, height: number): Raster<Uint8Array> {
  const data = Uint8Array.from(
    { length: width * height },
    (_, i) => 60 + (100 * (i % width)) / width + (40 * Math.floor(i / width)) / height,
  );
  return { width, height, channels: 1, data };
}

const VIEW = { pipeline: 'opencv/nearest', width: 60, height: 60 };

/** The decoy with a picture hidden in a rectangle of the view. */
function attackIn(x: number, y: number, width: number, height: number): Raster<Uint8Array> {
  const decoy = slope(360, 300);
  const picture = resizeWith(decoy, VIEW.pipeline, VIEW) as Raster<Uint8Array>;
  for (let row = y; row < y + height; row++) {
    picture.data.fill(250, row * 60 + x, row * 60 + x + width);
  }
  return craftAttack(decoy, [{ pipeline: VIEW.pipeline, picture }]).attack;
}

describe('the region of a finding', () => {
  test('holds the source pixels under what was hidden in a part of the frame', () => {
    const { region } = analyzeView(attackIn(10, 20, 15, 10), VIEW).evidence;
    assert.deepEqual(region, { x: 60, y: 100, width: 90, height: 50 });
  });

  test('is null where nothing departs', () => {
    assert.equal(analyzeView(slope(360, 300), VIEW).evidence.region, null);
  });
});

describe('judge', () => {
  test('assesses nearest below twice the size, where most pixels are still the decoy', () => {
    const decoy = slope(570, 570);
    const picture: Raster<Uint8Array> = {
      width: 300,
      height: 300,
      channels: 1,
      data: new Uint8Array(90_000).fill(250),
    };
    const { attack } = craftAttack(decoy, [{ pipeline: 'opencv/nearest', picture }]);
    const view = { pipeline: 'opencv/nearest', width: 300, height: 300 };
    assert.notEqual(judge(analyzeView(attack, view).evidence).verdict, 'clean');
  });

  test('calls nothing clean that it cannot assess', () => {
    const { explanation, reasons } = judge(
      analyzeView(slope(90, 90), { pipeline: 'tensorflow/bilinear', width: 60, height: 60 })
        .evidence,
    );
    assert.equal(explanation, 'not-assessable');
    assert.match(reasons[0], /reads 100 % of the pixels that are resized/);
  });

  test('says of an upscale that it is one', () => {
    const view = { pipeline: 'tensorflow/bilinear', width: 99, height: 99 };
    const { reasons } = judge(analyzeView(slope(40, 40), view).evidence);
    assert.match(reasons[0], /larger than the source, so the resize enlarges it/);
  });
});
