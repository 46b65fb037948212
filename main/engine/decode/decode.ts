/**
 * File bytes to raster, with sharp (libvips): the stored samples, exactly. No color management, no
 * gamma, no premultiplying, no shrink-on-load; only what the facts' notes say is converted.
 */
import { UserError } from '../../../shared/base/errors.ts';
import type { DecodePolicy, ImageFacts } from '../../../shared/image/facts.ts';
import {
  makeRaster,
  type Channels,
  type IntegerSamples,
  type Raster,
} from '../../../shared/base/raster.ts';
import { rememberFile } from '../../../shared/base/file-of.ts';
import { rememberOrigin } from '../../../shared/loaders/by-library.ts';
import { labToRgb } from '../../../shared/loaders/pillow/lab.ts';
import { turned } from '../../../shared/loaders/stored/loaded-picture.ts';
import { sha256Of } from '../../base/hash.ts';
import { sharp } from './formats/libvips.ts';
import {
  declaredCost,
  refuseMemory,
  refusePixels,
  type PixelLimits,
} from './formats/declared-cost.ts';
import { decodeFailure, reasonOf, unreadSamples } from './formats/decode-failure.ts';
import { chooseFrame } from './formats/refusals.ts';
import { requireFormat } from './formats/sniff.ts';
import { manage } from './managed.ts';
import { onOwnScreen, salvaged } from './salvage.ts';
import { readStored } from './stored/read-stored.ts';
import { decodeBmpFile } from './bmp.ts';
import type { Decoded } from './decoded.ts';
import { decodeHeif } from './heif-file.ts';
import { renderJxl, type Rendered } from './jxl.ts';
import type { Cost } from '../../../shared/image/cost.ts';
import { storedFacts, type FileIdentity, type Header } from './stored-facts.ts';
import { PHOTOMETRIC, readTiffHeader, withPhotometric } from './formats/tiff-header.ts';
import { onlyPage, tiffPages } from './formats/tiff-pages.ts';

export type { Decoded } from './decoded.ts';

export { setDecodeThreads } from './formats/libvips.ts';

/** SHA-256 of the samples of a picture, in hexadecimal. */
export function hashSamples({ data }: Raster): string {
  return sha256Of(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/**
 * Decodes one frame of `bytes`, the content of the file called `name`. The raster is 8 or 16 bit,
 * gray, RGB or RGBA with straight alpha. `beforePixels` is told what it will take, before any
 * pixel is decoded, and may throw. Throws UserError `unsupported-format`, `too-large`,
 * `ambiguous-frame`, `invalid-argument` (no such frame) or `decode-failed`.
 */
export async function decode(
  bytes: Buffer,
  name: string,
  policy: DecodePolicy,
  limits: PixelLimits,
  beforePixels?: (cost: Cost) => void,
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
  if (format === 'tiff' && readTiffHeader(bytes, policy.frame ?? 0)?.isPlainYcc) {
    const fact = `${name} stores luma and chroma without JPEG, which Scalescope does not read`;
    throw new UserError('unsupported-format', fact);
  }
  const lab = format === 'tiff' ? withoutLab(bytes, policy.frame ?? 0) : null;
  if (lab !== null) return decodeLab(file, lab, policy, limits, beforePixels);
  const { header, frames, source } = await readHeader(file, policy, limits);
  const limit = { ...limits, name };
  const ownScreen =
    format === 'gif' && (policy.frame ?? 0) === 0 ? onOwnScreen(file, header, limit) : null;
  if (ownScreen !== null) {
    const { width, height } = ownScreen.raster;
    Object.assign(header, { width, height, hasAlpha: true });
  }
  const cost = declaredCost(file, header, policy.frame ?? 0);
  refuseMemory(name, 'decode', cost.decodeBytes, limits);
  beforePixels?.(cost);
  const pixels =
    ownScreen ??
    decodePixels(file, source, header, policy, limits).catch(async (error: unknown) => {
      const found = await salvaged(file, limit);
      if (found === null) throw error;
      const isTurned = policy.orientation === 'applied';
      const raster = isTurned ? turned(found.raster, header.orientation ?? 1) : found.raster;
      return { raster, note: found.note };
    });
  file.sha256 = sha256Of(bytes); // on this thread, while libvips decodes on its own
  const { raster, note } = await pixels;
  const facts = storedFacts(file, header, frames, policy);
  if (note !== null) facts.notes.push(note);
  if (facts.colorType !== 'cmyk') {
    await manage(raster, header.icc, format === 'png' ? bytes : null);
  }
  const isTurned = policy.orientation === 'applied' && (header.orientation ?? 1) > 1;
  if ((format === 'jpeg' || format === 'webp') && !isTurned && (policy.frame ?? 0) === 0) {
    rememberFile(raster, { format, bytes });
  }
  const isBeyond =
    format === 'gif' &&
    (header.width > bytes.readUInt16LE(6) || header.height > bytes.readUInt16LE(8));
  if (isBeyond || isLoadedInManyWays(facts)) {
    const order = { name, format, frame: policy.frame ?? 0, maxPixels: limits.maxPixels };
    const stored = await readStored(bytes, { ...order, wantsLuma: false }).catch(() => null);
    if (stored !== null) {
      rememberOrigin(raster, { stored, isTurned: policy.orientation === 'applied' });
    }
  }
  return { facts, raster };
}

/** A copy of a TIFF of CIELAB bytes whose tag says RGB; null of every other. libvips refuses the original. */
function withoutLab(bytes: Buffer, page: number): Buffer | null {
  const tags = readTiffHeader(bytes, page);
  if (tags?.photometric !== PHOTOMETRIC.cielab || tags.bitsPerSample !== 8) return null;
  return tags.photometricAt === null
    ? null
    : withPhotometric(bytes, tags.photometricAt, PHOTOMETRIC.rgb);
}

/** A page of CIELAB, converted as Pillow converts it; `readable` is the file without its tag. */
async function decodeLab(
  { name, bytes, format }: FileIdentity,
  readable: Buffer,
  policy: DecodePolicy,
  limits: PixelLimits,
  beforePixels?: (cost: Cost) => void,
): Promise<Decoded> {
  const { facts, raster: lab } = await decode(readable, name, policy, limits, beforePixels);
  const data = labToRgb(lab.data as Uint8Array);
  const raster = makeRaster(lab.width, lab.height, lab.channels, data);
  const order = { name, format, frame: policy.frame ?? 0, maxPixels: limits.maxPixels };
  const stored = await readStored(bytes, { ...order, wantsLuma: false });
  rememberOrigin(raster, { stored, isTurned: policy.orientation === 'applied' });
  const notes = [...facts.notes, 'CIELAB is converted to sRGB, as in Pillow.'];
  return { facts: { ...facts, sha256: sha256Of(bytes), notes }, raster };
}

/** Whether the raster does not say all that libraries start from: inks, indices under transparency, TIFF. */
function isLoadedInManyWays({ format, colorType, bitDepth, hasAlpha }: ImageFacts): boolean {
  if (format === 'tiff') return bitDepth > 8 || colorType === 'cmyk' || hasAlpha;
  return colorType === 'cmyk' || (format === 'gif' && hasAlpha);
}

/** A frame that another decoder wrote as PNG, without loss; its facts are those of `file`. */
async function decodeRendered(
  file: FileIdentity,
  { png, frames, notes }: Rendered,
  policy: DecodePolicy,
  limits: PixelLimits,
): Promise<Decoded> {
  const written: FileIdentity = { ...file, bytes: png };
  const source = { bytes: png, page: 0 };
  const header = await readMetadata(written, source);
  const pixels = decodePixels(written, source, header, policy, limits);
  file.sha256 = sha256Of(file.bytes);
  const { raster } = await pixels;
  await manage(raster, header.icc, png);
  return { facts: storedFacts(file, { ...header, notes }, frames, policy), raster };
}

/** The bytes of which the decoder takes a page: the file, or one page of it as a file of its own. */
interface PageSource {
  bytes: Buffer;
  page: number;
}

/** From so many pages on each is decoded as a file of its own. */
const MANY_PAGES = 8;

/** The last page that sharp can name, counted from 0. */
const LAST_PAGE = 100_000;

function beyondReach(name: string, frames: number): UserError {
  const reached = LAST_PAGE + 1;
  return new UserError(
    'too-large',
    `${name} has ${frames} frames, and those after frame ${reached} cannot be reached`,
    `choose one with --frame 1..${reached}`,
  );
}

/** The header of the frame that `policy` takes, checked against the limits. */
async function readHeader(
  file: FileIdentity,
  policy: DecodePolicy,
  limits: PixelLimits,
): Promise<{ header: Header; frames: number; source: PageSource }> {
  const pages = file.format === 'tiff' ? tiffPages(file.bytes) : [];
  let source: PageSource = { bytes: file.bytes, page: 0 };
  let header: Header;
  let frames: number;
  if (pages.length >= MANY_PAGES) {
    frames = pages.length;
    const frame = chooseFrame(file.name, frames, policy);
    source = { bytes: onlyPage(file.bytes, pages[frame]), page: 0 };
    header = await readMetadata(file, source);
  } else {
    header = await readMetadata(file, source);
    frames = header.pages ?? 1;
    const page = chooseFrame(file.name, frames, policy);
    if (page > LAST_PAGE) throw beyondReach(file.name, frames);
    source = { bytes: file.bytes, page };
    // The frames of an animation have the size of its canvas.
    const isCanvas = file.format === 'gif' || file.format === 'webp';
    if (page > 0 && !isCanvas) header = await readMetadata(file, source);
  }
  refusePixels(file, header, limits);
  const { channels, depth, space } = header;
  if ((depth !== 'uchar' && depth !== 'ushort') || (channels > 4 && space !== 'cmyk')) {
    throw unreadSamples(file.name, header);
  }
  return { header, frames, source };
}

async function readMetadata(file: FileIdentity, { bytes, page }: PageSource): Promise<Header> {
  try {
    return await sharp(bytes, { failOn: 'error', limitInputPixels: false, page }).metadata();
  } catch (error) {
    throw decodeFailure(file, error);
  }
}

/** Warnings of libjpeg after which the rest of the pixels is made up. */
const INVENTED = /premature end|bad Huffman|found marker/i;

/**
 * The samples. A file that the decoder only warns about is decoded again with warnings allowed and
 * its warning told as a sentence, `note`; a truncated or broken one is refused.
 */
async function decodePixels(
  file: FileIdentity,
  source: PageSource,
  header: Header,
  policy: DecodePolicy,
  limits: PixelLimits,
): Promise<{ raster: Raster<IntegerSamples>; note: string | null }> {
  const attempt = (failOn: 'warning' | 'error') =>
    readSamples(source, header, policy, limits.maxPixels, failOn);
  try {
    return { raster: (await attempt('warning')).raster, note: null };
  } catch (first) {
    try {
      const { raster, warnings } = await attempt('error');
      if (file.format === 'jpeg') refuseInvented([reasonOf(first) ?? '', ...warnings]);
      const reason = reasonOf(first);
      const note = `The decoder reported a problem and decoded the file all the same${reason === null ? '' : ` (its words: ${reason})`}.`;
      return { raster, note };
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
  { bytes, page }: PageSource,
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
    page,
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
