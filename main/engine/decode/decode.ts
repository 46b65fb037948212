/**
 * File bytes to raster, with sharp (libvips): the stored samples, exactly. No color management, no
 * gamma, no premultiplying, no shrink-on-load; only what the facts' notes say is converted.
 */
import { UserError } from '../../../shared/base/errors.ts';
import type { DecodeLimits, DecodePolicy, ImageFacts } from '../../../shared/image/facts.ts';
import {
  makeRaster,
  type Channels,
  type IntegerSamples,
  type Raster,
} from '../../../shared/base/raster.ts';
import { rememberOrigin } from '../../../shared/loaders/by-library.ts';
import { rememberManaged } from '../../../shared/loaders/managed-picture.ts';
import { sha256Of } from '../../base/hash.ts';
import { sharp } from './formats/libvips.ts';
import { chooseFrame, decodeFailure, reasonOf, requirePixels } from './formats/refusals.ts';
import { requireFormat } from './formats/sniff.ts';
import { managedPicture } from './managed.ts';
import { readStored } from './stored/read-stored.ts';
import { decodeBmpFile } from './bmp.ts';
import type { Decoded } from './decoded.ts';
import { decodeHeif } from './heif-file.ts';
import { renderJxl, type Rendered } from './jxl.ts';
import { storedFacts, type FileIdentity, type Header } from './stored-facts.ts';

export type { Decoded } from './decoded.ts';

export { libvipsVersion, setDecodeThreads } from './formats/libvips.ts';

/** SHA-256 of the samples of a picture, in hexadecimal. */
export function hashSamples({ data }: Raster): string {
  return sha256Of(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/**
 * Decodes one frame of `bytes`, the content of the file called `name`. The raster is 8 or 16 bit,
 * gray, RGB or RGBA with straight alpha. `beforePixels` is told how many bytes the raster will
 * have, before it has any. Throws UserError `unsupported-format`, `too-large`,
 * `ambiguous-frame`, `invalid-argument` (no such frame) or `decode-failed`.
 */
export async function decode(
  bytes: Buffer,
  name: string,
  policy: DecodePolicy,
  limits: Pick<DecodeLimits, 'maxPixels'>,
  beforePixels?: (bytes: number) => void,
): Promise<Decoded> {
  const format = requireFormat(bytes, name);
  const file: FileIdentity = { name, bytes, format, sha256: '' };
  if (format === 'avif' || format === 'heic') {
    return decodeHeif(file, policy, limits, beforePixels);
  }
  if (format === 'bmp') return decodeBmpFile(file, policy, limits, beforePixels);
  if (format === 'jxl') {
    const rendered = await renderJxl(file, policy, limits, beforePixels);
    return decodeRendered(file, rendered, policy, limits);
  }
  const { header, frames } = await readHeader(file, policy, limits);
  beforePixels?.(rasterBytes(header));
  const pixels = decodePixels(file, header, policy, limits);
  file.sha256 = sha256Of(bytes); // on this thread, while libvips decodes on its own
  const { raster, warning } = await pixels;
  const facts = storedFacts(file, header, frames, policy);
  if (warning !== null) facts.notes.push(warning);
  if (facts.colorType !== 'cmyk') {
    const managed = await managedPicture(raster, header.icc, format === 'png' ? bytes : null);
    if (managed !== null) rememberManaged(raster, managed);
  }
  if (isLoadedInManyWays(facts)) {
    const order = { name, format, frame: policy.frame ?? 0, maxPixels: limits.maxPixels };
    const stored = await readStored(bytes, { ...order, wantsLuma: false });
    rememberOrigin(raster, { stored, isTurned: policy.orientation === 'applied' });
  }
  return { facts, raster };
}

/** Whether the raster does not say all that libraries start from: inks, indices under transparency, TIFF. */
function isLoadedInManyWays({ format, colorType, bitDepth, hasAlpha }: ImageFacts): boolean {
  if (format === 'tiff') return bitDepth > 8 || colorType === 'cmyk';
  return colorType === 'cmyk' || (format === 'gif' && hasAlpha);
}

/** A frame that another decoder wrote as PNG, without loss; its facts are those of `file`. */
async function decodeRendered(
  file: FileIdentity,
  { png, frames, notes }: Rendered,
  policy: DecodePolicy,
  limits: Pick<DecodeLimits, 'maxPixels'>,
): Promise<Decoded> {
  const written: FileIdentity = { ...file, bytes: png };
  const header = await readMetadata(written, 0);
  const pixels = decodePixels(written, header, { ...policy, frame: 0 }, limits);
  file.sha256 = sha256Of(file.bytes);
  const { raster } = await pixels;
  return { facts: storedFacts(file, { ...header, notes }, frames, policy), raster };
}

function rasterBytes({ width, height, channels, depth }: Header): number {
  const kept = channels === 2 ? 4 : channels; // gray with alpha becomes RGBA
  return width * height * kept * (depth === 'ushort' ? 2 : 1);
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
  requirePixels(file.name, { width, height }, limits);
  if ((depth !== 'uchar' && depth !== 'ushort') || (channels > 4 && space !== 'cmyk')) {
    throw new UserError(
      'unsupported-format',
      `${file.name} stores samples of type ${depth}, ${channels} to a pixel; ` +
        'Scalescope reads gray, RGB, CMYK and alpha in 8 or 16 bits',
    );
  }
  return { header, frames };
}

async function readMetadata(file: FileIdentity, page: number): Promise<Header> {
  try {
    return await sharp(file.bytes, { limitInputPixels: false, page }).metadata();
  } catch (error) {
    throw decodeFailure(file, error);
  }
}

/** Warnings of libjpeg after which the rest of the pixels is made up. */
const INVENTED = /premature end|bad Huffman|found marker/i;

/**
 * The samples. A file that the decoder only warns about is decoded again with warnings allowed and
 * its `warning` told as a sentence; a truncated or broken one is refused.
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
    return { raster: (await attempt('warning')).raster, warning: null };
  } catch (first) {
    try {
      const { raster, warnings } = await attempt('error');
      if (file.format === 'jpeg') refuseInvented([reasonOf(first) ?? '', ...warnings]);
      const reason = reasonOf(first);
      const warning = `The decoder reported a problem and decoded the file all the same${reason === null ? '' : ` (its words: ${reason})`}.`;
      return { raster, warning };
    } catch (error) {
      throw decodeFailure(file, error);
    }
  }
}

/**
 * Throws where the decoder filled in pixels that the file does not have. It names its first warning
 * only and counts the others: after a harmless one, a second may be of any kind.
 */
function refuseInvented(warnings: readonly string[]): void {
  const invented = warnings.find((warning) => INVENTED.test(warning));
  if (invented !== undefined) throw new Error(invented);
  const counted = warnings.map((warning) => Number(/^read gave (\d+) warnings/.exec(warning)?.[1]));
  const most = Math.max(0, ...counted.filter(Number.isFinite));
  if (most > 1) throw new Error(`the decoder warned ${most} times`);
}

async function readSamples(
  bytes: Buffer,
  header: Header,
  policy: DecodePolicy,
  maxPixels: number,
  failOn: 'warning' | 'error',
): Promise<{ raster: Raster<IntegerSamples>; warnings: string[] }> {
  const wide = header.depth === 'ushort' && header.space !== 'cmyk';
  const gray = header.channels === 1;
  const input = sharp(bytes, {
    failOn,
    ignoreIcc: true,
    limitInputPixels: maxPixels,
    page: policy.frame ?? 0,
    autoOrient: policy.orientation === 'applied',
  });
  const warnings: string[] = [];
  input.on('warning', (warning: string) => warnings.push(warning));
  // Without a named space libvips would write sRGB: 8 bit, and three channels for gray.
  const space = gray ? (wide ? 'grey16' : 'b-w') : wide ? 'rgb16' : 'srgb';
  const { data, info } = await input
    .toColourspace(space)
    .raw({ depth: wide ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const samples = wide ? asUint16(data) : new Uint8Array(data.buffer, data.byteOffset, data.length);
  const raster = makeRaster(info.width, info.height, info.channels as Channels, samples);
  return { raster, warnings };
}

/** The same memory as 16-bit samples (native byte order). */
function asUint16(data: Buffer): Uint16Array {
  const even = data.byteOffset % 2 === 0 ? data : Buffer.from(data);
  return new Uint16Array(even.buffer, even.byteOffset, even.length / 2);
}
