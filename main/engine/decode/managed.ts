/** How viewers with color management show a file: by its profile, its gamma or its transfer function. */
import { deflateSync } from 'node:zlib';
import type { Raster } from '../../../shared/base/raster.ts';
import {
  rememberManaged,
  shownBy,
  thinned,
  type ManagedPicture,
  type Transfer,
} from '../../../shared/loaders/managed-picture.ts';
import { sharp } from './formats/libvips.ts';
import { pngChunk, pngChunks, PNG_SIGNATURE_BYTES } from './formats/png-chunks.ts';

/** Code points of ITU-T H.273, as color boxes and streams state them. */
interface Stated {
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
 * Of the profile, where there is one, which wins over all that the file states besides except for a transfer
 * function: a PNG file, or the code points of another.
 */
export async function managedPicture(
  raster: Raster,
  icc: Buffer | undefined,
  states: Buffer | Stated | null,
): Promise<ManagedPicture | null> {
  const transfer =
    states === null
      ? null
      : 'transfer' in states
        ? (CURVES[states.transfer] ?? null)
        : transferOf(states);
  if (icc === undefined && transfer === null) return null;
  const raw = thinned(raster);
  if (icc === undefined || (transfer !== null && 'curve' in transfer)) {
    return transfer === null ? null : { raw, shown: shownBy(transfer, raw) };
  }
  const shown = await byProfile(raw, icc);
  return shown === null ? null : { raw, shown };
}

/** Whether a viewer with color management shows other colors than the file stores: by a profile, or by PNG's gamma. */
export function isManaged(bytes: Buffer, icc: Buffer | undefined): boolean {
  const isSrgb = icc === undefined || icc.includes('sRGB') || icc.includes(SRGB_WIDE);
  const isPng = bytes.length > 1 && bytes[1] === 0x50;
  return !isSrgb || (icc === undefined && isPng && transferOf(bytes) !== null);
}

/** The name as profiles of version 4 have it, in UTF-16. */
const SRGB_WIDE = Buffer.from('sRGB', 'utf16le').swap16();

/** What cICP or gAMA of a PNG say; null where that is sRGB, or nothing. */
function transferOf(png: Buffer): Transfer | null {
  let found: Transfer | null = null;
  for (const { type, data } of pngChunks(png)) {
    if (type === 'IDAT') break;
    if (type === 'cICP' && data.length === 4) return CURVES[data[1]] ?? null;
    if (type === 'sRGB') return null;
    if (type === 'gAMA' && data.length === 4) {
      const gamma = data.readUInt32BE() / 100000;
      if (gamma > 0 && Math.abs(gamma - SRGB_GAMMA) > LEAST_CHANGE) found = { gamma };
    }
  }
  return found;
}

const SRGB_GAMMA = 0.45455;
const LEAST_CHANGE = 0.01;

/** Transfer characteristics of ITU-T H.273 that are not near to sRGB. */
const CURVES: Partial<Record<number, Transfer>> = {
  8: { curve: 'linear' },
  16: { curve: 'pq' },
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
