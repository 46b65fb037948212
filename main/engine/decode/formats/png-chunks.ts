/** The chunks of a PNG file: length, type, data, CRC (PNG specification, section 5). */
import { crc32 } from 'node:zlib';

export const PNG_SIGNATURE_BYTES = 8;

export interface PngChunk {
  type: string;
  data: Buffer;
  /** Offset just past the chunk. */
  end: number;
}

/** The chunks of `png` in order, up to IEND or to where the file is cut short; `withCut`: what is left of the last too. */
export function* pngChunks(png: Buffer, withCut = false): Generator<PngChunk> {
  let at = PNG_SIGNATURE_BYTES;
  while (at + 12 <= png.length) {
    const length = png.readUInt32BE(at);
    const end = at + 12 + length;
    const type = png.toString('latin1', at + 4, at + 8);
    if (end > png.length) {
      if (withCut) yield { type, data: png.subarray(at + 8, at + 8 + length), end };
      return;
    }
    yield { type, data: png.subarray(at + 8, at + 8 + length), end };
    at = end;
  }
}

/** The bytes of one chunk. */
export function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}
