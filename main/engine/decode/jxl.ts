/**
 * JPEG XL by jxl-oxide, a decoder in Rust compiled to WebAssembly, loaded when the first such file comes.
 * It turns pictures as the file says, keeps 16 bits, and leaves the color space as it is.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Cost } from '../../../shared/image/cost.ts';
import type { DecodePolicy } from '../../../shared/image/facts.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { affordable, type PixelLimits } from './formats/declared-cost.ts';
import { chooseFrame, describedFailure } from './formats/refusals.ts';
import type { FileIdentity } from './stored-facts.ts';

/** A frame as a PNG without loss. */
export interface Rendered {
  png: Buffer;
  frames: number;
  notes: string[];
}

type JxlModule = typeof import('jxl-oxide-wasm');

let library: Promise<JxlModule> | null = null;

async function load(): Promise<JxlModule> {
  const module = await import('jxl-oxide-wasm');
  const folder = dirname(createRequire(import.meta.url).resolve('jxl-oxide-wasm/package.json'));
  module.initSync({ module: await readFile(join(folder, 'jxl_oxide_wasm_bg.wasm')) });
  return module;
}

/**
 * The frame of `file` that `policy` takes, the first for null. Throws UserError `too-large`,
 * `invalid-argument` (no such frame) or `decode-failed`.
 */
export async function renderJxl(
  file: FileIdentity,
  policy: DecodePolicy,
  limits: PixelLimits,
  beforePixels?: (cost: Cost) => void,
): Promise<Rendered> {
  library ??= load();
  const { JxlImage } = await library;
  const image = new JxlImage();
  try {
    image.feedBytes(file.bytes);
    if (!image.tryInit()) throw new UserError('decode-failed', 'the header is cut off');
    const [width, height] = [image.width ?? 0, image.height ?? 0];

    if (!image.loaded) throw new UserError('decode-failed', 'the end of the file is missing');
    const frames = image.numLoadedKeyframes;
    const frame = chooseFrame(file.name, frames, policy);
    const cost = affordable(file, { width, height }, limits);
    beforePixels?.(cost);
    const png = Buffer.from(image.render(frame).encodeToPng());
    const notes = ['The colors are those of jxl-oxide, within 1 level of libjxl.'];
    return { png, frames, notes };
  } catch (error) {
    if (error instanceof UserError && error.code !== 'decode-failed') throw error;
    if (!(error instanceof UserError)) library = null; // a panic leaves it unusable
    throw describedFailure(file, error);
  } finally {
    if (library !== null) image.free();
  }
}
