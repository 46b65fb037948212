/** Size of JPEG XL, by the header of its codestream (ISO/IEC 18181-1), alone or in boxes (18181-2). */
import type { Size } from '../../base/raster.ts';
import { hasText, latin1, u32be } from './bytes.ts';

export const JXL_SIGNATURE = '\0\0\0\x0cJXL \r\n\x87\n';
export const JXL_CODESTREAM = '\xff\x0a';

const MOST_BOXES = 64;

/** The size of the JPEG XL that `bytes` begin with; null where they begin with none. */
export function jxlSize(bytes: Uint8Array): Size | null {
  if (hasText(bytes, 0, JXL_CODESTREAM)) return codestreamSize(bytes.subarray(2, 18));
  if (!hasText(bytes, 0, JXL_SIGNATURE)) return null;
  for (const { type, data } of jxlBoxes(bytes)) {
    const skipped = type === 'jxlp' ? 4 : 0;
    if ((type === 'jxlc' || type === 'jxlp') && hasText(data, skipped, JXL_CODESTREAM)) {
      return codestreamSize(data.subarray(skipped + 2, skipped + 18));
    }
  }
  return null;
}

/** The outermost boxes of the JPEG XL `bytes`, at most MOST_BOXES, each with the place of its data in the file. */
export function* jxlBoxes(
  bytes: Uint8Array,
): Generator<{ type: string; offset: number; data: Uint8Array }> {
  let at = 0;
  for (let count = 0; count < MOST_BOXES && at + 8 <= bytes.length; count++) {
    const size = u32be(bytes, at);
    const head = size === 1 ? 16 : 8;
    const long = size === 1 ? u32be(bytes, at + 8) * 2 ** 32 + u32be(bytes, at + 12) : size;
    const whole = size === 0 ? bytes.length - at : long;
    if (!(whole >= head)) return;
    const data = bytes.subarray(at + head, at + whole);
    yield { type: latin1(bytes, at + 4, at + 8), offset: at + head, data };
    at += whole;
  }
}

/** Width by height for the ratios that a header can name. */
const RATIOS = [
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
];
const SIZE_BITS = [9, 13, 18, 30];

function codestreamSize(bytes: Uint8Array): Size | null {
  if (bytes.length < 10) return null;
  let at = 0;
  const read = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++, at++) {
      value += ((bytes[at >> 3] >> (at & 7)) & 1) * 2 ** i;
    }
    return value;
  };
  const isSmall = read(1) === 1;
  const side = () => (isSmall ? 8 * (read(5) + 1) : read(SIZE_BITS[read(2)]) + 1);
  const height = side();
  const ratio = read(3);
  if (ratio === 0) return { width: side(), height };
  const [across, down] = RATIOS[ratio - 1];
  return { width: Math.floor((height * across) / down), height };
}
