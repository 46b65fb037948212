/** What AVIF and HEIF files say of their main picture beside its samples. */
import { latin1 } from '../../image/containers/bytes.ts';
import type { BoxedMetadata } from '../../image/forensics/forensics.ts';
import { itemData } from './item-data.ts';
import { readItemFile, type ItemFile } from './item-file.ts';
import { primaryItem } from './pictures.ts';
import { orientationOf } from './transforms.ts';

/** More blocks of one kind than a picture has. */
const MOST_BLOCKS = 8;

/**
 * EXIF (ISO/IEC 23008-12, A.2.1), XMP and the turns of the primary picture of the file `bytes`; null where it
 * names none, or its boxes contradict themselves. Throws nothing.
 */
export function heifMetadata(bytes: Uint8Array): BoxedMetadata | null {
  try {
    const file = readItemFile(bytes);
    const primary = primaryItem(file);
    const blocks = describing(bytes, file, primary.id);
    return {
      exif: blocks.flatMap(({ type, data }) => (type === 'Exif' ? exifIn(bytes, data) : [])),
      xmp: blocks.flatMap(({ type, data }) => (type === 'mime' && isXmp(data) ? [data] : [])),
      orientation: orientationOf(primary.properties),
    };
  } catch {
    return null; // decoding it tells why
  }
}

/** The data of the items that describe the picture `id`; those that cannot be read are left. */
function describing(
  bytes: Uint8Array,
  file: ItemFile,
  id: number,
): { type: string; data: Uint8Array }[] {
  const found: { type: string; data: Uint8Array }[] = [];
  for (const { type, from, to } of file.references) {
    const item = file.items.get(from);
    if (type !== 'cdsc' || !to.includes(id) || item === undefined) continue;
    if (found.length === MOST_BLOCKS) break;
    try {
      found.push({ type: item.type, data: itemData(bytes, item) });
    } catch {
      continue;
    }
  }
  return found;
}

function exifIn(bytes: Uint8Array, data: Uint8Array): BoxedMetadata['exif'] {
  if (data.length < 4) return [];
  const skipped = 4 + new DataView(data.buffer, data.byteOffset).getUint32(0);
  if (skipped >= data.length) return [];
  const isWhole = data.buffer === bytes.buffer;
  const offset = isWhole ? data.byteOffset - bytes.byteOffset + skipped : null;
  return [{ data: data.subarray(skipped), offset }];
}

function isXmp(data: Uint8Array): boolean {
  return /<x:xmpmeta|<\?xpacket/.test(latin1(data, 0, 1024));
}
