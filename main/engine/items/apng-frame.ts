/** A frame of an animated PNG as it is shown: drawn over what the frames before it leave. */
import { UserError } from '../../../shared/base/errors.ts';
import { makeRaster, type IntegerSamples, type Raster } from '../../../shared/base/raster.ts';
import type { Cost } from '../../../shared/image/cost.ts';
import { affordable, type PixelLimits } from '../decode/formats/declared-cost.ts';
import { copyPart, drawFrame, setPart } from '../../../shared/image/frame-canvas.ts';
import { rememberManaged } from '../../../shared/loaders/managed-picture.ts';
import { sharp } from '../decode/formats/libvips.ts';
import { managedPicture } from '../decode/managed.ts';
import { decode, type Decoded } from '../decode/decode.ts';
import { apngParts, framePng, type Apng, type ApngFrame } from './apng-parts.ts';

/** A canvas as it is before a frame is drawn: the next frames of the same file begin with it. */
interface Kept {
  sha256: string;
  index: number;
  canvas: Raster<IntegerSamples>;
}

let kept: Kept | null = null;

/**
 * The frame whose control chunk is at `offset` of `bytes`, as large as the picture. Throws what decode does,
 * and UserError `decode-failed` for frames that do not fit the picture.
 */
export async function decodeApngFrame(
  bytes: Buffer,
  name: string,
  offset: number,
  sha256: string,
  limits: PixelLimits,
  beforePixels?: (cost: Cost) => void,
): Promise<Decoded> {
  const apng = apngParts(bytes, name, offset);
  const cost = affordable({ name, bytes, sha256, format: 'png' }, apng, limits);
  const last = apng.frames.length - 1;
  const earlier = kept?.sha256 === sha256 && kept.index <= last ? kept : null;
  const first = Math.max(earlier?.index ?? 0, fullFrameBefore(apng, last));
  let canvas = earlier?.index === first ? earlier.canvas : null;
  kept = null; // its canvas is drawn on
  for (let index = first; ; index++) {
    const frame = apng.frames[index];
    const decoded = await decodeFrame(apng, frame, name, limits);
    canvas ??= emptyCanvas(apng, decoded.raster, cost, beforePixels);
    if (canvas.channels !== decoded.raster.channels) throw mixed(name);
    const before = frame.dispose === 2 ? copyPart(canvas, frame) : null;
    drawFrame(canvas, { ...frame, raster: decoded.raster });
    const isLast = index === last;
    const shown = isLast ? { ...canvas, data: canvas.data.slice() } : null;
    if (frame.dispose === 1) setPart(canvas, frame, null);
    else if (before !== null) setPart(canvas, frame, before);
    if (shown === null) continue;
    // What a lone frame restores is not known: those before it were not drawn.
    const isKnown = frame.dispose !== 2 || first < last || last === 0;
    if (isKnown) kept = { sha256, index: index + 1, canvas };
    const png = framePng(apng, frame);
    const { icc } = await sharp(png, { limitInputPixels: false }).metadata();
    const managed = await managedPicture(shown, icc, png);
    if (managed !== null) rememberManaged(shown, managed);
    const { width, height } = apng;
    return { raster: shown, facts: { ...decoded.facts, width, height } };
  }
}

function decodeFrame(
  apng: Apng,
  frame: ApngFrame,
  name: string,
  limits: PixelLimits,
): Promise<Decoded> {
  return decode(framePng(apng, frame), name, { orientation: 'stored', frame: 0 }, limits);
}

/** The last frame up to `last` that covers the picture and replaces it: those before it do not matter. */
function fullFrameBefore({ frames, width, height }: Apng, last: number): number {
  for (let index = last; index > 0; index--) {
    const frame = frames[index];
    const isWhole = frame.width === width && frame.height === height;
    if (isWhole && frame.blend !== 1 && (index === last || frame.dispose !== 2)) return index;
  }
  return 0;
}

function emptyCanvas(
  { width, height }: Apng,
  { channels, data }: Raster<IntegerSamples>,
  cost: Cost,
  beforePixels?: (cost: Cost) => void,
): Raster<IntegerSamples> {
  const samples = width * height * channels;
  beforePixels?.(cost);
  const isWide = data instanceof Uint16Array;
  const made = isWide ? new Uint16Array(samples) : new Uint8Array(samples);
  return makeRaster(width, height, channels, made) as Raster<IntegerSamples>;
}

function mixed(name: string): UserError {
  return new UserError(
    'decode-failed',
    `${name} is an animated PNG whose frames do not fit together`,
  );
}
