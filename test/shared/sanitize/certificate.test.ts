import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { certify, certifyMatrix, sizesOf } from '../../../shared/sanitize/certificate.ts';
import { certifyViews } from '../../../shared/sanitize/certify-views.ts';
import type { Pipeline } from '../../../shared/pipelines/steps/format.ts';
import { findPipeline } from '../../../shared/pipelines/pipeline.ts';
import { resizeWith } from '../../../shared/resample/resize.ts';
import {
  makeRaster,
  quantize,
  type IntegerSamples,
  type Raster,
} from '../../../shared/base/raster.ts';
import { sanitize, type SanitizeTarget } from '../../../shared/sanitize/sanitize.ts';
import { attacked, decoy } from './pictures.ts';

const size = { width: 40, height: 40 };
const targets = [{ pipeline: findPipeline('opencv/linear'), size }];
const clean = decoy(420, 380, 3) as Raster<Uint8Array>;
const source = attacked(clean, 'opencv/linear', 40);

/** `share` of the way from the decoy to the attack. */
function between(share: number): Raster<Uint8Array> {
  const data = clean.data.map((value, i) => Math.round(value + share * (source.data[i] - value)));
  return { ...clean, data };
}

function certificateOf(cleaned: Raster<IntegerSamples>, matrix = null) {
  return certify({
    version: '0.0.0',
    source: { raster: source as Raster<IntegerSamples>, file: 'a.png', sha256: 'aa' },
    output: { file: 'b.png', sha256: 'bb' },
    targets,
    cleaned: { raster: cleaned, method: { kind: 'selective-median' }, rebuilt: null },
    again: cleaned,
    found: null,
    matrix,
  });
}

/** The same of another cleaning, by its targets. */
function certificateFor(
  raster: Raster<IntegerSamples>,
  aims: SanitizeTarget[],
  kind: 'median' | 'halving',
) {
  const cleaned = sanitize(raster, aims, { kind });
  return certify({
    version: '0.0.0',
    source: { raster, file: 'a.png', sha256: 'aa' },
    output: { file: 'b.png', sha256: 'bb' },
    targets: aims,
    cleaned,
    again: cleaned.raster,
    found: null,
    matrix: null,
  });
}

describe('the certificate', () => {
  test('says how much of the hidden picture is left, whatever it is', () => {
    for (const share of [0, 0.1, 0.5, 1]) {
      const [{ hiddenShare }] = certifyViews(source, between(share), targets);
      assert.ok(Math.abs(hiddenShare! - share) < 0.02, `${share}: ${hiddenShare}`);
    }
  });

  test('says that it remains, at which view and how much', () => {
    const { verdict, reasons } = certificateOf(between(0.5));
    assert.equal(verdict, 'remains');
    assert.match(reasons[0], /opencv\/linear at 40x40 still receives 5\d % of the hidden picture/);
  });

  test('is clean after cleaning, and the same for the same input', () => {
    const { raster } = sanitize(source, targets);
    const certificate = certificateOf(raster);
    assert.equal(certificate.verdict, 'clean');
    assert.deepEqual(certificate.reasons, []);
    assert.equal(certificate.idempotence.psnrDb, null);
    assert.equal(JSON.stringify(certificate), JSON.stringify(certificateOf(raster)));
  });

  test('has no hidden share where nothing was hidden', () => {
    const [view] = certifyViews(clean, clean, targets);
    assert.equal(view.hiddenShare, null);
    assert.equal(view.departingBefore, 0);
  });

  test('says that nothing is measured where every pixel of the cells is read, and gives no share', () => {
    const small = makeRaster(240, 240, 1, new Uint8Array(240 * 240).fill(90));
    const aims = [100, 112, 90].map((side) => ({
      pipeline: findPipeline('opencv/lanczos4'),
      size: { width: side, height: side },
    }));
    const { verdict, hiddenShare, views, reasons } = certificateFor(small, aims, 'median');
    assert.equal(verdict, 'unmeasured', reasons.join(' '));
    assert.equal(hiddenShare, null);
    assert.deepEqual(
      views.map((view) => [view.notMeasured, view.hiddenShare, view.cells]),
      [100, 112, 90].map((side) => ['all-read', null, side * side]),
    );
    assert.ok(views.every(({ unmeasured, cells }) => unmeasured > cells / 4));
    assert.match(
      reasons[0],
      /lanczos4 at 100x100: the remainder cannot be measured in \d+ % of its cells/,
    );
  });

  test('counts the cells that it cannot measure beside the share of the others', () => {
    const small = attacked(decoy(126, 126, 1), 'opencv/cubic', 60);
    const aims = [{ pipeline: findPipeline('opencv/cubic'), size: { width: 60, height: 60 } }];
    const [view] = certificateFor(small, aims, 'median').views;
    assert.equal(view.cells, 3600);
    assert.ok(view.unmeasured > 0 && view.unmeasured < 900, String(view.unmeasured));
    assert.equal(view.notMeasured, null);
    assert.ok(view.hiddenShare! > 0);
  });

  test('says where a cleaned picture has no such view any more', () => {
    // 420×380 is cut into four tiles, and into one after halving.
    const tiled: Pipeline = {
      ...findPipeline('opencv/linear'),
      id: 'tiled',
      steps: [
        { op: 'tiles', size: { width: 210, height: 190 } },
        { op: 'resize', sampler: 'opencv/linear', size: { rule: 'exact', width: 40, height: 40 } },
      ],
      sizeIsFree: false,
    };
    const { verdict, views, reasons } = certificateFor(clean, [{ pipeline: tiled }], 'halving');
    assert.equal(verdict, 'unmeasured', reasons.join(' '));
    assert.ok(views.every(({ notMeasured }) => notMeasured === 'no-such-view'));
  });

  test('counts the views in which nothing can hide', () => {
    const aims = [...targets, { pipeline: findPipeline('opencv/area'), size }];
    const { views, viewsAlike } = certificateFor(source, aims, 'median');
    assert.deepEqual([views.length, viewsAlike], [1, 1]);
  });

  test('compares a smaller output enlarged', () => {
    const small = quantize(resizeWith(clean, 'opencv/area', { width: 105, height: 95 }), 'uint8');
    const { visible } = certificateOf(small as Raster<IntegerSamples>);
    assert.equal(visible.changedShare, null);
    assert.ok(visible.psnrDb! > 10);
  });

  test('has who sees what, before and after', () => {
    const { raster } = sanitize(source, targets);
    const run = certifyMatrix(source, raster, sizesOf(targets));
    let step = run.next();
    while (step.done !== true) step = run.next();
    const { before, after } = step.value;
    const pipelines = before.otherPictures.flatMap(({ members }) => members.map((m) => m.pipeline));
    assert.ok(pipelines.includes('opencv/linear') && pipelines.includes('tensorflow/bilinear'));
    assert.ok(!pipelines.includes('opencv/area'));
    assert.deepEqual(after.otherPictures, []);
  });
});
