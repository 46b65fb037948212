/** Images in texts: data URLs, and bare base64. */
import { invalid } from '../../../shared/base/invalid.ts';

/** Whether `text` begins as a data URL does. */
export function isDataUrl(text: string): boolean {
  return /^data:/i.test(text);
}

/** Whether `text` begins as an address does, of whatever kind. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(text);
}

/** Whether the image that `text` stands for is elsewhere, and not in it. */
export function isFetched(text: string): boolean {
  return isAddress(text) && !isDataUrl(text);
}

/** The bytes of a data URL in base64. Throws UserError `invalid-argument`, never with what is in it. */
export function bytesOfDataUrl(url: string): Buffer {
  const comma = url.indexOf(',');
  const head = url.slice(0, comma === -1 ? 0 : comma);
  if (head.length > 1000 || !/^data:[^,]*;base64$/i.test(head)) {
    throw invalid('a data URL in base64 (data:image/png;base64,…)', 'image', url.slice(0, 30));
  }
  return bytesOfBase64(url.slice(comma + 1));
}

/** The bytes that `text` has in base64, of either alphabet, with or without its end. Throws UserError `invalid-argument`. */
export function bytesOfBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  const letters = text.replace(/[\s=]+/g, '').length;
  // Buffer leaves out what is no base64, so that fewer bytes come of it.
  if (bytes.length === 0 || Math.floor((letters * 3) / 4) !== bytes.length) {
    throw invalid('base64', 'image', text.slice(0, 30));
  }
  return bytes;
}

/** `bytes` as a data URL. */
export function dataUrlOf(bytes: Uint8Array, mediaType: string): string {
  const { buffer, byteOffset, length } = bytes;
  return `data:${mediaType};base64,${Buffer.from(buffer, byteOffset, length).toString('base64')}`;
}
