/** Arrays as NumPy's .npy files (format 1.0): H×W or H×W×C, row-major, little-endian. */
import type { LoadedPicture } from '../../../shared/loaders/stored/loaded-picture.ts';

const MAGIC = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0]);
/** NumPy aligns what follows the header. */
const ALIGNMENT = 64;

/** The file of `picture`; one channel has no axis of its own. */
export function encodeNpy({ width, height, channels, data }: LoadedPicture): Buffer {
  const shape = channels === 1 ? `${height}, ${width}` : `${height}, ${width}, ${channels}`;
  const text = `{'descr': '${typeOf(data)}', 'fortran_order': False, 'shape': (${shape}), }`;
  const unpadded = MAGIC.length + 2 + text.length + 1;
  const header = `${text}${' '.repeat((ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  const samples = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat([MAGIC, length, Buffer.from(header, 'latin1'), samples]);
}

function typeOf(data: LoadedPicture['data']): string {
  if (data instanceof Uint8Array) return '|u1';
  return data instanceof Uint16Array ? '<u2' : '<f4';
}
