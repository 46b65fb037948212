/** Every sampler from 24 MP to 299x299, against sharp's lanczos3 of the same raster. */
import sharp from 'sharp';
import { decode } from '../../main/engine/decode.ts';
import { readFile } from 'node:fs/promises';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/facts.ts';
import { SAMPLERS } from '../../shared/resample/catalog.ts';
import { resizeWith } from '../../shared/resample/resize.ts';
import { benchMatrix } from './matrix.ts';
import { medianMs, report } from './measure.ts';

const TARGET = { width: 299, height: 299 };

export async function benchSamplers(photo: string): Promise<void> {
  const bytes = await readFile(photo);
  const { raster } = await decode(bytes, 'photo', DEFAULT_DECODE_POLICY, DEFAULT_DECODE_LIMITS);
  const { width, height, channels, data } = raster;
  const baseline = await medianMs(5, () =>
    sharp(data, { raw: { width, height, channels } })
      .resize(299, 299, { kernel: 'lanczos3', fit: 'fill' })
      .raw()
      .toBuffer(),
  );
  report('sharp lanczos3 (baseline)', baseline);
  for (const { id, antialias } of SAMPLERS) {
    const ms = await medianMs(3, () => resizeWith(raster, id, TARGET));
    report(id, ms, baseline, antialias ? '3x' : undefined);
  }
  if (raster.data instanceof Uint8Array) await benchMatrix({ ...raster, data: raster.data });
}
