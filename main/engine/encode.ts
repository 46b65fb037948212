/** Raster to PNG file: lossless at its own depth, with text chunks, written whole or not at all. */
import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { UserError } from '../../shared/errors.ts';
import type { IntegerSamples, Raster } from '../../shared/raster.ts';
import { insertPngText, readPngText as readText } from './png-text.ts';

/** libvips' own default; higher levels cost much time for few bytes, row filters save a third. */
const COMPRESSION_LEVEL = 6;

/** The PNG file of `raster` (gray, RGB or RGBA of 8 or 16 bit) with `text` as text chunks. */
export async function encodePng(
  raster: Raster<IntegerSamples>,
  text: Record<string, string> = {},
): Promise<Buffer> {
  const { width, height, channels, data } = raster;
  const wide = data instanceof Uint16Array;
  const space = channels === 1 ? (wide ? 'grey16' : 'b-w') : wide ? 'rgb16' : 'srgb';
  const png = await sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
    .toColourspace(space)
    .png({ compressionLevel: COMPRESSION_LEVEL, adaptiveFiltering: true, palette: false })
    .toBuffer();
  return insertPngText(png, text);
}

/**
 * Writes `raster` as PNG to `path` and returns the bytes written. A file of that name is replaced
 * only once the new one is complete. Throws UserError `write-failed`.
 */
export async function writePng(
  path: string,
  raster: Raster<IntegerSamples>,
  text: Record<string, string> = {},
): Promise<Buffer> {
  const png = await encodePng(raster, text);
  await writeWhole(path, png);
  return png;
}

/** Writes `bytes` to `path` by way of a temporary file beside it. Throws UserError `write-failed`. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const name = basename(path);
  const temporary = join(dirname(path), `.${name}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw describeWriteFailure(error, name, dirname(path));
  }
}

/** The text chunks of the PNG file at `path`. */
export async function readPngText(path: string): Promise<Record<string, string>> {
  return readText(await readFile(path));
}

function describeWriteFailure(error: unknown, name: string, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  const because = (reason: string) =>
    new UserError('write-failed', `${name} cannot be written: ${reason}`);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return because(`the folder ${folder} does not exist`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return because(`writing to ${folder} is not permitted`);
    case 'ENOSPC':
    case 'EDQUOT':
      return because('the disk is full');
    case 'EISDIR':
    case 'ENOTEMPTY':
    case 'EEXIST':
      return because('there is a folder of that name');
    case undefined:
      return error;
    default:
      return because((error as Error).message);
  }
}
