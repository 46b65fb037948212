/** Text in a PNG: who made it, and of what. */
const SIGNATURE_BYTES = 8;
/** Length, name and data of IHDR, and its sum: what every PNG begins with. */
const HEADER_BYTES = SIGNATURE_BYTES + 4 + 4 + 13 + 4;

/**
 * `png` with an iTXt chunk (UTF-8, not compressed) for each of `texts` after its header. Keywords are 1
 * to 79 characters of Latin-1, as the PNG specification has them.
 */
export function withPngText(
  png: Uint8Array,
  texts: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const chunks = Object.entries(texts).map(([keyword, text]) => textChunk(keyword, text));
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, png.length);
  const out = new Uint8Array(length);
  out.set(png.subarray(0, HEADER_BYTES));
  let at = HEADER_BYTES;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  out.set(png.subarray(HEADER_BYTES), at);
  return out;
}

function textChunk(keyword: string, text: string): Uint8Array {
  const encoder = new TextEncoder();
  // Keyword, end, not compressed, its method, no language, no translated keyword, text.
  const data = encoder.encode(`${keyword}\0\0\0\0\0${text}`);
  const chunk = new Uint8Array(12 + data.length);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  chunk.set(encoder.encode('iTXt'), 4);
  chunk.set(data, 8);
  view.setUint32(8 + data.length, crc32(chunk.subarray(4, 8 + data.length)));
  return chunk;
}

/** CRC-32 as PNG has it (polynomial 0xEDB88320). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
