/** Raster to PNG file: lossless at its own depth, with text chunks. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { IntegerSamples, Raster } from '../../../shared/base/raster.ts';
import { insertPngText, readPngText as readText } from '../decode/png-text.ts';

/** libvips' own default; higher levels cost much time for few bytes, row filters save a third. */
const COMPRESSION_LEVEL = 6;

/** Of large pictures: 7 % more bytes of a photograph of 24 MP, in two fifths of the time. */
const LARGE_LEVEL = 3;
const LARGE_PIXELS = 4e6;

/** The PNG file of `raster` (gray, RGB or RGBA of 8 or 16 bit) with `text` as text chunks. */
export async function encodePng(
  raster: Raster<IntegerSamples>,
  text: Record<string, string> = {},
): Promise<Buffer> {
  const { width, height, channels, data } = raster;
  const wide = data instanceof Uint16Array;
  const space = channels === 1 ? (wide ? 'grey16' : 'b-w') : wide ? 'rgb16' : 'srgb';
  const compressionLevel = width * height >= LARGE_PIXELS ? LARGE_LEVEL : COMPRESSION_LEVEL;
  const png = await sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
    .toColourspace(space)
    .png({ compressionLevel, adaptiveFiltering: true, palette: false })
    .toBuffer();
  return insertPngText(png, text);
}

/**
 * The JPEG file of `raster` (8 bit, gray or RGB) at `quality` 1..100, colors at full resolution;
 * `warning` goes into its description.
 */
export async function encodeJpeg(
  raster: Raster<Uint8Array>,
  quality: number,
  warning: string,
): Promise<Buffer> {
  const { width, height, channels, data } = raster;
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .jpeg({ quality, chromaSubsampling: '4:4:4' })
    .withExif({ IFD0: { ImageDescription: warning } })
    .toBuffer();
}

/** Enough that a thumbnail shows what is in a picture; it is never examined, and a case holds two of every image. */
const THUMBNAIL = { quality: 50, effort: 6 } as const;

/**
 * RGBA of 8 bit as WebP with sides of at most `side`: averaged down (libvips antialiases whatever it
 * shrinks), never enlarged.
 */
export async function encodeThumbnail(
  { width, height, data }: { width: number; height: number; data: Uint8Array },
  side: number,
): Promise<{ mediaType: string; width: number; height: number; bytes: Uint8Array }> {
  const { data: bytes, info } = await sharp(data, { raw: { width, height, channels: 4 } })
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .webp(THUMBNAIL)
    .toBuffer({ resolveWithObject: true });
  return { mediaType: 'image/webp', width: info.width, height: info.height, bytes };
}

/** The text chunks of the PNG file at `path`. */
export async function readPngText(path: string): Promise<Record<string, string>> {
  return readText(await readFile(path));
}
