/** An attack that shrink-on-load averages away is no attack on a program that loads so. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { analyzeView } from '../../../../shared/analyze/analyze-view.ts';
import { judge } from '../../../../shared/verdict/judge.ts';
import { craftAttack, quantize, resizeWith, type Raster } from '../../../../shared/scalescope.ts';
import { makeSmallAttack } from '../../../support/small-attack.ts';
import { decodeAs } from '../make.ts';

test('a view that hardly differs is suspicious at most; that of the whole file is an attack', async () => {
  const { decoy } = await makeSmallAttack();
  const size = { width: 96, height: 96 };
  const picture = quantize(resizeWith(decoy, 'opencv/area', size), 'uint8') as Raster<Uint8Array>;
  picture.data = picture.data.map((level) => (level + 4 * (255 - level)) / 5);
  const { attack } = craftAttack(decoy, [{ pipeline: 'libvips/nearest', picture }]);
  const { width, height, data } = attack as Raster<Uint8Array>;
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 97, chromaSubsampling: '4:4:4' })
    .toBuffer();
  const { raster } = await decodeAs('a.jpg', bytes);
  const viewOf = (pipeline: string) => analyzeView(raster, { pipeline, ...size }).evidence;
  const [whole, shrunken] = ['libvips/nearest', 'libvips/nearest+file'].map(viewOf);
  assert.equal(judge(whole).verdict, 'attack');
  assert.ok(shrunken.departure!.ratio > 2, String(shrunken.departure!.ratio));
  assert.deepEqual([shrunken.departure!.isFaint, judge(shrunken).verdict], [true, 'suspicious']);
});
