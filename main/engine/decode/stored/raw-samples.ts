/** The samples of a file as libvips reads them, with no conversion between color spaces. */
import { xmpOrientation } from '../../../../shared/image/containers/xmp.ts';
import { refuseMemory, refusePixels, type PixelLimits } from '../formats/declared-cost.ts';
import { sharp } from '../formats/libvips.ts';

export interface RawSamples {
  width: number;
  height: number;
  channels: number;
  data: Uint8Array | Uint16Array | Float32Array;
}

/** A color space of libvips by the names of sharp; the file has to be in it already. */
export type RawSpace = 'b-w' | 'grey16' | 'srgb' | 'rgb16' | 'cmyk' | 'scrgb';

/** What the header of a file says, in the words of libvips. */
export interface RawHeader {
  space: string;
  channels: number;
  depth: string;
  bits: number | null;
  hasAlpha: boolean;
  isPalette: boolean;
  orientation: number;
  /** Whether there are several frames. */
  isAnimated: boolean;
  /** What XMP says of that, where EXIF says nothing. */
  xmpOrientation?: number;
}

/** The name of the file, and what reading it may take. */
export interface PixelLimit extends PixelLimits {
  name: string;
}

/** Pictures held at once: as stored, as loaded, and what is written of it. */
const HELD = 3;
/** What an engine holds without any picture. */
const ENGINE_BYTES = 200e6;

/** Header of frame `page` (0-based). Throws what libvips says, and UserError `too-large`. */
export async function rawHeader(
  bytes: Buffer,
  page: number,
  limit: PixelLimit,
): Promise<RawHeader> {
  const header = await sharp(bytes, { limitInputPixels: false, page }).metadata();
  const { name } = limit;
  refusePixels({ name, bytes }, header, limit);
  const samples = header.width * header.height * Math.max(3, header.channels);
  const sampleBytes = { ushort: 2, float: 4 }[header.depth as string] ?? 1;
  refuseMemory(name, 'load', ENGINE_BYTES + bytes.length + HELD * samples * sampleBytes, limit);
  const byXmp =
    header.orientation === undefined ? xmpOrientation(header.xmp?.toString('latin1') ?? '') : null;
  return {
    ...(byXmp !== null && { xmpOrientation: byXmp }),
    space: header.space,
    channels: header.channels,
    depth: header.depth,
    bits: header.bitsPerSample ?? null,
    hasAlpha: header.hasAlpha,
    isPalette: header.isPalette,
    orientation: header.orientation ?? 1,
    isAnimated: (header.pages ?? 1) > 1,
  };
}

/** Samples of frame `page` (0-based), read across damage where `isLenient`. Throws what libvips says. */
export async function rawSamples(
  bytes: Buffer,
  space: RawSpace,
  page: number,
  isLenient = false,
): Promise<RawSamples> {
  const depth = DEPTHS[space] ?? 'uchar';
  const { data, info } = await sharp(bytes, {
    failOn: isLenient ? 'none' : 'warning',
    ignoreIcc: true,
    limitInputPixels: false, // rawHeader has checked the size
    page,
  })
    .pipelineColourspace(space)
    .toColourspace(space)
    .raw({ depth })
    .toBuffer({ resolveWithObject: true });
  const { buffer } = data.byteOffset % 4 === 0 ? data : Uint8Array.from(data);
  const offset = buffer === data.buffer ? data.byteOffset : 0;
  const View = depth === 'uchar' ? Uint8Array : depth === 'ushort' ? Uint16Array : Float32Array;
  const samples = new View(buffer, offset, data.length / View.BYTES_PER_ELEMENT);
  return { width: info.width, height: info.height, channels: info.channels, data: samples };
}

const DEPTHS: Partial<Record<RawSpace, 'ushort' | 'float'>> = {
  grey16: 'ushort',
  rgb16: 'ushort',
  scrgb: 'float',
};
