/** How viewers with color management show a file: by its profile, its gamma or its transfer function. */
import { deflateSync } from 'node:zlib';
import type { Raster } from '../../../shared/base/raster.ts';
import {
  rememberManaged,
  shownBy,
  thinned,
  type Light,
  type ManagedPicture,
  type Transfer,
} from '../../../shared/loaders/managed-picture.ts';
import { PRIMARIES, toSrgb, type Matrix } from '../../../shared/loaders/primaries.ts';
import { isSrgbProfile } from '../../../shared/loaders/srgb-profile.ts';
import { sharp } from './formats/libvips.ts';
import { pngChunk, pngChunks, PNG_SIGNATURE_BYTES } from './formats/png-chunks.ts';

/** Code points of ITU-T H.273, as color boxes and streams state them. */
interface Stated {
  primaries: number;
  transfer: number;
}

/** Remembers how the file of `raster` is shown, where managedPicture says so. */
export async function manage(
  raster: Raster,
  icc: Buffer | undefined,
  states: Buffer | Stated | null,
): Promise<void> {
  const managed = await managedPicture(raster, icc, states);
  if (managed !== null) rememberManaged(raster, managed);
}

/**
 * Of the profile, where there is one, which wins over all that the file states besides (a PNG file, or the code
 * points of another) except for code points of PNG and a transfer function.
 */
export async function managedPicture(
  raster: Raster,
  icc: Buffer | undefined,
  states: Buffer | Stated | null,
): Promise<ManagedPicture | null> {
  const light =
    states === null ? null : 'transfer' in states ? lightStated(states) : lightOfPng(states);
  const isCodedPng = Buffer.isBuffer(states) && light !== null && light.isCoded;
  if (icc === undefined || (light !== null && (isCodedPng || isCurve(light)))) {
    const isShownRaw = light === null || (raster.channels === 1 && isSrgb(light.transfer));
    if (isShownRaw) return null;
    const raw = thinned(raster);
    return { raw, shown: shownBy(light, raw) };
  }
  const raw = thinned(raster);
  const shown = await byProfile(raw, icc);
  return shown === null ? null : { raw, shown };
}

/** Whether a viewer with color management shows other colors than the file stores: by a profile, or as PNG says. */
export function isManaged(bytes: Buffer, icc: Buffer | undefined): boolean {
  if (icc !== undefined && !isSrgbProfile(icc)) return true;
  const isPng = bytes.length > 1 && bytes[1] === 0x50;
  const light = isPng ? lightOfPng(bytes) : null;
  return light !== null && (icc === undefined || light.isCoded);
}

interface StatedLight extends Light {
  /** Whether code points of H.273 say so. */
  isCoded: boolean;
}

const isSrgb = (transfer: Transfer): boolean => 'curve' in transfer && transfer.curve === 'srgb';

const isCurve = ({ transfer }: Light): boolean => 'curve' in transfer && !isSrgb(transfer);

/** What cICP, or gAMA and cHRM, of a PNG say; null where that is sRGB, or nothing. */
function lightOfPng(png: Buffer): StatedLight | null {
  let transfer: Transfer | null = null;
  let matrix: Matrix | null = null;
  let isStandard = false;
  for (const { type, data } of pngChunks(png)) {
    if (type === 'IDAT') break;
    if (type === 'cICP' && data.length === 4) {
      return lightStated({ primaries: data[0], transfer: data[1] });
    }
    if (type === 'sRGB') isStandard = true;
    if (type === 'gAMA' && data.length === 4) {
      const gamma = data.readUInt32BE() / 100000;
      if (gamma > 0 && Math.abs(gamma - SRGB_GAMMA) > LEAST_CHANGE) transfer = { gamma };
    }
    if (type === 'cHRM' && data.length === 32) {
      matrix = toSrgb(
        [0, 8, 16, 24].map((at) => [
          hundredThousandths(data, at),
          hundredThousandths(data, at + 4),
        ]),
      );
    }
  }
  if (isStandard || (transfer === null && matrix === null)) return null;
  return { transfer: transfer ?? SRGB_CURVE, matrix, isCoded: false };
}

function hundredThousandths(data: Buffer, at: number): number {
  return data.readUInt32BE(at) / 100000;
}

function lightStated({ primaries, transfer }: Stated): StatedLight | null {
  const curve = CURVES[transfer] ?? null;
  const stated = PRIMARIES[primaries];
  const matrix = stated === undefined ? null : toSrgb(stated);
  if (curve === null && matrix === null) return null;
  return { transfer: curve ?? SRGB_CURVE, matrix, isCoded: true };
}

const SRGB_GAMMA = 0.45455;
const LEAST_CHANGE = 0.01;
const SRGB_CURVE: Transfer = { curve: 'srgb' };

/** Transfer characteristics of ITU-T H.273 that are not near to sRGB. */
const CURVES: Partial<Record<number, Transfer>> = {
  5: { gamma: 1 / 2.8 },
  8: { curve: 'linear' },
  16: { curve: 'pq' },
  17: { gamma: 1 / 2.6 },
  18: { curve: 'hlg' },
};

/** Null where the profile cannot be applied to these samples, as viewers then leave it. */
async function byProfile(raw: Raster<Uint8Array>, icc: Buffer): Promise<Raster<Uint8Array> | null> {
  const { width, height, channels, data } = raw;
  try {
    const png = await sharp(data, { raw: { width, height, channels } })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .png({ compressionLevel: 0, palette: false })
      .toBuffer();
    const headerEnd = PNG_SIGNATURE_BYTES + 25;
    const profile = Buffer.concat([Buffer.from('icc\0\0', 'latin1'), deflateSync(icc)]);
    const tagged = Buffer.concat([
      png.subarray(0, headerEnd),
      pngChunk('iCCP', profile),
      png.subarray(headerEnd),
    ]);
    const managed = await sharp(tagged)
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const shown = new Uint8Array(managed.data.buffer, managed.data.byteOffset, managed.data.length);
    return { width, height, channels: managed.info.channels === 1 ? 1 : 3, data: shown };
  } catch {
    return null;
  }
}
