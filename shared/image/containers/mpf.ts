/** The index of a Multi-Picture file (CIPA DC-007): the pictures that follow the first one. */
import { latin1, u32be, u32le } from './bytes.ts';
import { readTiff } from './tiff.ts';

export interface MpfEntry {
  /** MP type code: 0x030000 the primary, 0x010001 a preview, 0x020002 the other view of a pair. */
  type: number;
  /** From the MP header (the TIFF header in APP2); 0 for the first picture. */
  offset: number;
  bytes: number;
}

const ENTRIES = 0xb002;
const ENTRY_BYTES = 16;
const MOST = 1024;

/** The entries of an MP index that begins with its TIFF header, the first picture too; none where it is no index. */
export function readMpf(bytes: Uint8Array): MpfEntry[] {
  const entry = readTiff(bytes, 1)?.directories[0]?.entries.get(ENTRIES);
  if (entry === undefined) return [];
  const u32 = latin1(bytes, 0, 2) === 'II' ? u32le : u32be;
  const count = Math.min(MOST, Math.floor(entry.bytes / ENTRY_BYTES));
  return Array.from({ length: count }, (_, i) => {
    const at = entry.at + i * ENTRY_BYTES;
    return {
      type: u32(bytes, at) % 2 ** 24,
      bytes: u32(bytes, at + 4),
      offset: u32(bytes, at + 8),
    };
  });
}
