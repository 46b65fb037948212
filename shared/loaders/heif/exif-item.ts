/** The EXIF block that loaders heed of a HEIF file. */
import type { Item, ItemFile } from './item-file.ts';
import { itemData } from './item-data.ts';

/**
 * The TIFF structure of the EXIF item that describes `item` (ISO/IEC 23008-12, A.2.1), or null where there
 * is none that can be read.
 */
export function exifOf(bytes: Uint8Array, file: ItemFile, item: Item): Uint8Array | null {
  for (const { type, from, to } of file.references) {
    const exif = file.items.get(from);
    if (type !== 'cdsc' || !to.includes(item.id) || exif?.type !== 'Exif') continue;
    try {
      const data = itemData(bytes, exif);
      if (data.length < 4) return null;
      const skip = new DataView(data.buffer, data.byteOffset).getUint32(0);
      return skip + 4 < data.length ? data.subarray(skip + 4) : null;
    } catch {
      return null;
    }
  }
  return null;
}

const ORIENTATION = 0x0112;
const SHORT = 3;

/** The orientation 1..8 in the first directory of an EXIF block; 1 where it says none. */
export function exifOrientation(exif: Uint8Array): number {
  if (exif.length < 14) return 1;
  const view = new DataView(exif.buffer, exif.byteOffset, exif.length);
  const little = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, little);
  if (directory + 2 > exif.length) return 1;
  const count = view.getUint16(directory, little);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > exif.length) return 1;
    if (view.getUint16(entry, little) !== ORIENTATION) continue;
    const value = view.getUint16(entry + 8, little);
    return view.getUint16(entry + 2, little) === SHORT && value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
