/** The chunks of a PNG file: length, type, data, CRC (PNG specification, third edition, section 5). */
import { hasText, latin1, u32be } from './bytes.ts';

export const PNG_SIGNATURE = '\x89PNG\r\n\x1a\n';

export interface PngPart {
  type: string;
  /** Where the chunk begins in the file, and just past it. */
  offset: number;
  end: number;
  data: Uint8Array;
  /** As stored. */
  crc: number;
}

/** The chunks of `bytes` in order, up to IEND or to where the file is cut short. Views, not copies. */
export function* pngParts(bytes: Uint8Array): Generator<PngPart> {
  let offset = PNG_SIGNATURE.length;
  if (!hasText(bytes, 0, PNG_SIGNATURE)) return;
  while (offset + 12 <= bytes.length) {
    const end = offset + 12 + u32be(bytes, offset);
    if (end > bytes.length) return;
    const type = latin1(bytes, offset + 4, offset + 8);
    const data = bytes.subarray(offset + 8, end - 4);
    yield { type, offset, end, data, crc: u32be(bytes, end - 4) };
    if (type === 'IEND') return;
    offset = end;
  }
}

/** Just past IEND; null where the file ends before. */
export function pngEnd(bytes: Uint8Array): number | null {
  for (const { type, end } of pngParts(bytes)) if (type === 'IEND') return end;
  return null;
}
