/** WebP as libwebp scales it while it decodes, which sharp asks for: kept with the raster of the file. */
import { fileOf } from '../../../shared/base/file-of.ts';
import type { Channels, Raster } from '../../../shared/base/raster.ts';
import { rememberShrunken } from '../../../shared/loaders/shrunken.ts';
import { pipelineOf, sizeOf, type ViewRequest } from '../../../shared/pipelines/request.ts';
import { sharp } from './formats/libvips.ts';

/** Decodes the file of `raster` at the size that the pipeline of `view` loads it in, where it does and is WebP. */
export async function prepareView(raster: Raster, view: ViewRequest): Promise<void> {
  const file = fileOf(raster);
  if (file?.format !== 'webp' || file.bytes === null) return;
  const { steps, defaultSize } = pipelineOf(view);
  const [first] = steps;
  if (first?.op !== 'shrink-on-load' || first.by !== 'sharp') return;
  const { width, height } = sizeOf(view) ?? defaultSize;
  const [across, down] = [raster.width / width, raster.height / height];
  if (Math.min(across, down) <= 1) return;
  // One side given, sharp lets libwebp scale to it, and has nothing left to resize.
  const { data, info } = await sharp(file.bytes, { ignoreIcc: true, limitInputPixels: false })
    .resize({ ...(across <= down ? { width } : { height }), fit: 'inside' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== raster.channels) return;
  const { buffer, byteOffset, length } = data;
  const samples = new Uint8Array(buffer, byteOffset, length);
  const size = { width: info.width, height: info.height };
  rememberShrunken(raster, { ...size, channels: info.channels as Channels, data: samples });
}
