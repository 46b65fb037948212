/** Base64 where neither Node nor a page is at hand. */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The bytes that `text` stands for, which is without line breaks. */
export function decodeBase64(text: string): Uint8Array {
  const out = new Uint8Array((text.replaceAll('=', '').length * 6) >> 3);
  let bits = 0;
  for (let i = 0, at = 0; at < out.length; i++) {
    bits = (bits << 6) | DIGITS.indexOf(text[i]);
    if (i % 4 > 0) out[at++] = (bits >> (6 - 2 * (i % 4))) & 255;
  }
  return out;
}
