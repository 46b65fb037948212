/** The few TIFF tags that say how samples are stored; sharp reports the pixels after conversion. */

export interface TiffHeader {
  bitsPerSample: number;
  /** PhotometricInterpretation: 0 white is zero, 1 black is zero, 2 RGB, 3 palette, 5 CMYK, … */
  photometric: number;
  /** True where the stored colors are multiplied by alpha (ExtraSamples 1). */
  premultiplied: boolean;
}

const SHORT = 3;
const TAGS = { bitsPerSample: 258, photometric: 262, extraSamples: 338 };

/**
 * The tags of page `page` (0-based) of a classic TIFF; null for BigTIFF and where the directory
 * lies outside the file (the decoder then says what is wrong).
 */
export function readTiffHeader(bytes: Buffer, page: number): TiffHeader | null {
  const little = bytes[0] === 0x49;
  const u16 = (at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  try {
    if (u16(2) !== 42) return null;
    let directory = u32(4);
    for (let i = 0; i < page; i++) directory = u32(directory + 2 + 12 * u16(directory));
    const values = new Map<number, number>();
    for (let i = 0, count = u16(directory); i < count; i++) {
      const entry = directory + 2 + 12 * i;
      if (u16(entry + 2) !== SHORT) continue;
      const inline = u32(entry + 4) <= 2;
      values.set(u16(entry), u16(inline ? entry + 8 : u32(entry + 8)));
    }
    return {
      bitsPerSample: values.get(TAGS.bitsPerSample) ?? 1,
      photometric: values.get(TAGS.photometric) ?? 1,
      premultiplied: values.get(TAGS.extraSamples) === 1,
    };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
