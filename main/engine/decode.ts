/**
 * File bytes to raster, with sharp (libvips): the stored samples, exactly. No color management, no
 * gamma, no premultiplying, no shrink-on-load; only what the facts' notes say is converted.
 */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { UserError } from '../../shared/errors.ts';
import type { DecodeLimits, DecodePolicy, ImageFacts } from '../../shared/facts.ts';
import {
  makeRaster,
  type Channels,
  type IntegerSamples,
  type Raster,
} from '../../shared/raster.ts';
import { FORMAT_TITLES, requireFormat } from './sniff.ts';
import { storedFacts, type FileIdentity, type Header } from './stored-facts.ts';

export interface Decoded {
  facts: ImageFacts;
  raster: Raster<IntegerSamples>;
}

/** Loaders that libvips may use, whatever it believes the bytes to be. */
const LOADERS = ['Png', 'Jpeg', 'Webp', 'Nsgif', 'Tiff', 'Heif'].map((n) => `VipsForeignLoad${n}`);

sharp.cache(false);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: LOADERS });

/** Threads libvips may use for one image; the pool shares the cores out among its engines. */
export function setDecodeThreads(threads: number): void {
  sharp.concurrency(threads);
}

/** SHA-256 of `bytes` in hexadecimal. */
export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Decodes one frame of `bytes`, the content of the file called `name`. The raster is 8 or 16 bit,
 * gray, RGB or RGBA with straight alpha. Throws UserError `unsupported-format`, `too-large`,
 * `ambiguous-frame`, `invalid-argument` (no such frame) or `decode-failed`.
 */
export async function decode(
  bytes: Buffer,
  name: string,
  policy: DecodePolicy,
  limits: Pick<DecodeLimits, 'maxPixels'>,
): Promise<Decoded> {
  const format = requireFormat(bytes, name);
  const file: FileIdentity = { name, bytes, format, sha256: '' };
  const { header, frames } = await readHeader(file, policy, limits);
  const pixels = decodePixels(file, header, policy, limits);
  file.sha256 = hashBytes(bytes); // on this thread, while libvips decodes on its own
  const { raster, warning } = await pixels;
  const facts = storedFacts(file, header, frames, policy);
  if (warning !== null) facts.notes.push(`The decoder warned: ${warning}.`);
  return { facts, raster };
}

/** The header of the frame that `policy` takes, checked against the limits. */
async function readHeader(
  file: FileIdentity,
  policy: DecodePolicy,
  limits: Pick<DecodeLimits, 'maxPixels'>,
): Promise<{ header: Header; frames: number }> {
  let header = await readMetadata(file, 0);
  const frames = header.pages ?? 1;
  const frame = chooseFrame(file.name, frames, policy);
  if (frame > 0) header = await readMetadata(file, frame);
  const { width, height, channels, depth, space } = header;
  if (width * height > limits.maxPixels) {
    throw new UserError(
      'too-large',
      `${file.name} is ${width}x${height}, ${width * height} pixels, more than the limit of ` +
        `${limits.maxPixels}; raise it with --max-pixels`,
    );
  }
  if ((depth !== 'uchar' && depth !== 'ushort') || (channels > 4 && space !== 'cmyk')) {
    throw new UserError(
      'unsupported-format',
      `${file.name} stores samples of type ${depth}, ${channels} to a pixel; ` +
        'Scalescope reads gray, RGB, CMYK and alpha in 8 or 16 bits',
    );
  }
  return { header, frames };
}

function chooseFrame(name: string, frames: number, policy: DecodePolicy): number {
  if (policy.frame === null) {
    if (frames === 1) return 0;
    throw new UserError(
      'ambiguous-frame',
      `${name} has ${frames} frames; choose one with --frame 1..${frames}`,
    );
  }
  if (policy.frame >= 0 && policy.frame < frames) return policy.frame;
  throw new UserError(
    'invalid-argument',
    `${name} has ${frames} frame${frames === 1 ? '' : 's'}; ` +
      `expected --frame 1..${frames} but received ${policy.frame + 1}`,
  );
}

async function readMetadata(file: FileIdentity, page: number): Promise<Header> {
  try {
    return await sharp(file.bytes, { limitInputPixels: false, page }).metadata();
  } catch (error) {
    throw decodeFailure(file, error);
  }
}

/**
 * The samples. A file that the decoder only warns about is decoded again with warnings allowed and
 * its `warning` told; a truncated or broken one is refused.
 */
async function decodePixels(
  file: FileIdentity,
  header: Header,
  policy: DecodePolicy,
  limits: Pick<DecodeLimits, 'maxPixels'>,
): Promise<{ raster: Raster<IntegerSamples>; warning: string | null }> {
  const attempt = (failOn: 'warning' | 'error') =>
    readSamples(file.bytes, header, policy, limits.maxPixels, failOn);
  try {
    return { raster: await attempt('warning'), warning: null };
  } catch (first) {
    try {
      return { raster: await attempt('error'), warning: reasonOf(first) };
    } catch (error) {
      throw decodeFailure(file, error);
    }
  }
}

async function readSamples(
  bytes: Buffer,
  header: Header,
  policy: DecodePolicy,
  maxPixels: number,
  failOn: 'warning' | 'error',
): Promise<Raster<IntegerSamples>> {
  const wide = header.depth === 'ushort' && header.space !== 'cmyk';
  const gray = header.channels === 1;
  const input = sharp(bytes, {
    failOn,
    ignoreIcc: true,
    limitInputPixels: maxPixels,
    page: policy.frame ?? 0,
    autoOrient: policy.orientation === 'applied',
  });
  // Without a named space libvips would write sRGB: 8 bit, and three channels for gray.
  const space = gray ? (wide ? 'grey16' : 'b-w') : wide ? 'rgb16' : 'srgb';
  const { data, info } = await input
    .toColourspace(space)
    .raw({ depth: wide ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const samples = wide ? asUint16(data) : new Uint8Array(data.buffer, data.byteOffset, data.length);
  return makeRaster(info.width, info.height, info.channels as Channels, samples);
}

/** The same memory as 16-bit samples (native byte order). */
function asUint16(data: Buffer): Uint16Array {
  const even = data.byteOffset % 2 === 0 ? data : Buffer.from(data);
  return new Uint16Array(even.buffer, even.byteOffset, even.length / 2);
}

function decodeFailure(file: FileIdentity, error: unknown): UserError {
  const title = FORMAT_TITLES[file.format];
  return new UserError(
    'decode-failed',
    `${file.name} is a ${title} image that cannot be decoded, damaged or cut short: ` +
      reasonOf(error),
  );
}

/** The first line of what libvips said, without sharp's own preamble and final full stop. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = message
    .replace(/^Input buffer (has corrupt header|contains unsupported image format):?/, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('Warning treated as error'));
  return (lines[0] ?? 'unknown error').replace(/\.$/, '');
}
