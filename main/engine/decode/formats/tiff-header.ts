/** The few TIFF tags that say how samples are stored; sharp reports the pixels after conversion. */

export interface TiffHeader {
  bitsPerSample: number;
  /** PhotometricInterpretation: 0 white is zero, 1 black is zero, 2 RGB, 3 palette, 5 CMYK, … */
  photometric: number;
  /** True where the stored colors are multiplied by alpha (ExtraSamples 1). */
  premultiplied: boolean;
  /** True where the file says that they are not (ExtraSamples 2); neither where it does not say. */
  hasStraightAlpha: boolean;
  /** YCbCr that is not JPEG: libvips takes it for RGB. */
  isPlainYcc: boolean;
  /** The color map, 3 bytes an entry, the high bytes of its 16 bits; null without one. */
  palette: Uint8Array | null;
  /** SampleFormat 2: samples are signed. */
  isSigned: boolean;
  /** Where the value of the photometric tag is; null without one. */
  photometricAt: number | null;
}

/** PhotometricInterpretation (TIFF 6.0, section 3). */
export const PHOTOMETRIC = { blackIsZero: 1, rgb: 2, palette: 3, ycc: 6, cielab: 8 } as const;

const SHORT = 3;
const TAGS = {
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  colorMap: 320,
  extraSamples: 338,
  sampleFormat: 339,
};
/** Old-style and other JPEG. */
const JPEG_COMPRESSIONS = [6, 7];
const MOST_COLORS = 65536;

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
    let palette: Uint8Array | null = null;
    let photometricAt: number | null = null;
    for (let i = 0, entries = u16(directory); i < entries; i++) {
      const entry = directory + 2 + 12 * i;
      if (u16(entry + 2) !== SHORT) continue;
      const [tag, count] = [u16(entry), u32(entry + 4)];
      const at = count <= 2 ? entry + 8 : u32(entry + 8);
      values.set(tag, u16(at));
      if (tag === TAGS.photometric) photometricAt = at;
      if (tag === TAGS.colorMap && count <= 3 * MOST_COLORS) {
        const colors = Math.floor(count / 3);
        palette = Uint8Array.from({ length: 3 * colors }, (_, j) => {
          return u16(at + 2 * ((j % 3) * colors + Math.floor(j / 3))) >> 8;
        });
      }
    }
    return {
      bitsPerSample: values.get(TAGS.bitsPerSample) ?? 1,
      photometric: values.get(TAGS.photometric) ?? 1,
      premultiplied: values.get(TAGS.extraSamples) === 1,
      hasStraightAlpha: values.get(TAGS.extraSamples) === 2,
      isPlainYcc:
        values.get(TAGS.photometric) === PHOTOMETRIC.ycc &&
        !JPEG_COMPRESSIONS.includes(values.get(TAGS.compression) ?? 1),
      isSigned: values.get(TAGS.sampleFormat) === 2,
      palette,
      photometricAt,
    };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** A copy of the file whose photometric tag, at `at`, says `photometric`. */
export function withPhotometric(bytes: Buffer, at: number, photometric: number): Buffer {
  const copy = Buffer.from(bytes);
  if (copy[0] === 0x49) copy.writeUInt16LE(photometric, at);
  else copy.writeUInt16BE(photometric, at);
  return copy;
}
