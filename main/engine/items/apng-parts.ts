/** The frames of an animated PNG as PNG files of their own (PNG specification, third edition, 5.6 and 11.3.6). */
import { UserError } from '../../../shared/base/errors.ts';
import { u32be } from '../../../shared/image/containers/bytes.ts';
import { pngParts } from '../../../shared/image/containers/png.ts';
import { pngChunk } from '../decode/formats/png-chunks.ts';

export interface ApngFrame {
  /** Where its control chunk begins in the file. */
  offset: number;
  x: number;
  y: number;
  width: number;
  height: number;
  /** What becomes of its place before the next frame: 0 nothing, 1 cleared, 2 as it was before. */
  dispose: number;
  /** 0: it replaces what is there, 1: it is composited over it. */
  blend: number;
  data: Uint8Array[];
}

export interface Apng {
  width: number;
  height: number;
  header: Uint8Array;
  /** The chunks that all frames share: palette, transparency, depth, and how colors are to be shown. */
  shared: { type: string; data: Uint8Array }[];
  frames: ApngFrame[];
}

const SHARED = ['PLTE', 'tRNS', 'sBIT', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'cICP'];

/** The frames of `bytes` up to the one whose control chunk is at `last`. Throws UserError `decode-failed`. */
export function apngParts(bytes: Uint8Array, name: string, last: number): Apng {
  const apng: Apng = { width: 0, height: 0, header: new Uint8Array(13), shared: [], frames: [] };
  let [isPastHead, isPastLast] = [false, false];
  for (const { type, offset, data } of pngParts(bytes)) {
    if (type === 'IHDR' && data.length === 13) {
      apng.header = data;
      [apng.width, apng.height] = [u32be(data, 0), u32be(data, 4)];
    } else if (SHARED.includes(type) && !isPastHead) apng.shared.push({ type, data });
    else if (type === 'fcTL' && data.length === 26) {
      isPastLast = offset > last;
      if (!isPastLast) apng.frames.push(readControl(data, offset));
    } else if (type === 'IDAT') {
      isPastHead = true;
      apng.frames.at(-1)?.data.push(data);
    } else if (type === 'fdAT' && !isPastLast) apng.frames.at(-1)?.data.push(data.subarray(4));
  }
  const misplaced = apng.frames.find(
    ({ x, y, width, height }) =>
      !(width > 0 && height > 0 && x + width <= apng.width && y + height <= apng.height),
  );
  if (misplaced === undefined) return apng;
  throw new UserError(
    'decode-failed',
    `${name} is an animated PNG of which a frame lies outside of the picture`,
  );
}

function readControl(data: Uint8Array, offset: number): ApngFrame {
  const [width, height] = [u32be(data, 4), u32be(data, 8)];
  const [x, y] = [u32be(data, 12), u32be(data, 16)];
  return { offset, x, y, width, height, dispose: data[24], blend: data[25], data: [] };
}

/** One frame as a PNG file. */
export function framePng({ header, shared }: Apng, { width, height, data }: ApngFrame): Buffer {
  const ihdr = Buffer.from(header);
  ihdr.writeUInt32BE(width, 0);
  ihdr.writeUInt32BE(height, 4);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', ihdr),
    ...shared.map((chunk) => pngChunk(chunk.type, Buffer.from(chunk.data))),
    pngChunk('IDAT', Buffer.concat(data)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}
