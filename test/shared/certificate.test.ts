import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { certify, certifyMatrix, certifyViews, sizesOf } from '../../shared/certificate.ts';
import { findPipeline } from '../../shared/pipelines/pipeline.ts';
import { resizeWith } from '../../shared/resample/resize.ts';
import { quantize, type IntegerSamples, type Raster } from '../../shared/raster.ts';
import { sanitize } from '../../shared/sanitize/sanitize.ts';
import { attacked, decoy } from './sanitize/pictures.ts';

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
