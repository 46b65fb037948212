/** A picture of a file, the main one or a second one, with what the file says of itself. */
import { UserError } from '../../../shared/base/errors.ts';
import { MAIN_ITEM, type DecodePolicy } from '../../../shared/image/facts.ts';
import type { SecondPicture } from '../../../shared/image/forensics/forensics.ts';
import { sha256Of } from '../../base/hash.ts';
import { decode, type Decoded } from '../decode/decode.ts';
import type { Cost } from '../../../shared/image/cost.ts';
import type { PixelLimits } from '../decode/formats/declared-cost.ts';
import { requireFormat } from '../decode/formats/sniff.ts';
import { decodeApngFrame } from './apng-frame.ts';
import { fileFacts, findItem } from './file-facts.ts';

/** A file, and which picture of it how. */
export interface PictureSource {
  name: string;
  policy: DecodePolicy;
  limits: PixelLimits;
}

/**
 * Decodes the picture that the policy of `source` names out of `bytes`, the content of its file. Throws what
 * decode does, and UserError `invalid-argument` where there is no such second picture.
 */
export async function decodePicture(
  bytes: Buffer,
  source: PictureSource,
  beforePixels?: (cost: Cost) => void,
): Promise<Decoded> {
  const { name, policy, limits } = source;
  const format = requireFormat(bytes, name);
  const id = policy.item ?? MAIN_ITEM;
  if (id === MAIN_ITEM) {
    const decoding = decode(bytes, name, policy, limits, beforePixels);
    const [decoded, read] = await Promise.all([
      decoding,
      readLater(() => fileFacts(bytes, format)),
    ]);
    return { ...decoded, facts: { ...decoded.facts, ...read } };
  }
  const read = fileFacts(bytes, format);
  const item = findItem(name, read.items, id);
  const sha256 = sha256Of(bytes);
  const decoded = await decodeItem(bytes, item, source, sha256, beforePixels);
  const notes = [
    `This is ${item.id}, a second picture in the file (${item.title}), not its main picture.`,
    ...decoded.facts.notes.filter((note) => !note.startsWith('The name ends in ')),
  ];
  const facts = { ...decoded.facts, ...read, name, sha256, bytes: bytes.length, notes, item };
  return { ...decoded, facts };
}

/** Runs `read` while libvips decodes on its own threads. */
function readLater<T>(read: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(read());
      } catch (error) {
        reject(error);
      }
    });
  });
}

async function decodeItem(
  bytes: Buffer,
  item: SecondPicture,
  { name, policy, limits }: PictureSource,
  sha256: string,
  beforePixels?: (cost: Cost) => void,
): Promise<Decoded> {
  const inside = `${item.id} in ${name}`;
  if (item.kind === 'apng-frame') {
    if (policy.frame !== null && policy.frame > 0) throw oneFrame(inside, policy.frame);
    return decodeApngFrame(bytes, inside, item.offset, sha256, limits, beforePixels);
  }
  return decode(itemFile(bytes, item), inside, policy, limits, beforePixels);
}

/** The second picture `item` of `bytes` as a file of its own; frames of an animation are none. */
function itemFile(bytes: Buffer, item: SecondPicture): Buffer {
  if (item.kind === 'sub-image') return beginningAt(bytes, item.offset);
  return bytes.subarray(item.offset, item.offset + item.bytes);
}

/**
 * The second picture `id` of the file `bytes` as a file of its own, and what it is called in sentences; the file
 * itself for no id. Throws UserError `invalid-argument` where there is none of that id, or only a frame.
 */
export function pictureFile(
  bytes: Buffer,
  name: string,
  id: string | null = null,
): { bytes: Buffer; name: string } {
  if (id === null || id === MAIN_ITEM) return { bytes, name };
  const item = findItem(name, fileFacts(bytes, requireFormat(bytes, name)).items, id);
  const inside = `${item.id} in ${name}`;
  if (item.kind !== 'apng-frame') return { bytes: itemFile(bytes, item), name: inside };
  throw new UserError(
    'invalid-argument',
    `${inside} is a frame that is drawn over those before it, and no file that a loader could read`,
    'look at it with inspect --item',
  );
}

/** A copy of the TIFF `tiff` whose first directory is the one at `offset`. */
function beginningAt(tiff: Buffer, offset: number): Buffer {
  const copy = Buffer.from(tiff);
  if (copy[0] === LITTLE_ENDIAN) copy.writeUInt32LE(offset, 4);
  else copy.writeUInt32BE(offset, 4);
  return copy;
}

const LITTLE_ENDIAN = 0x49;

function oneFrame(name: string, frame: number): UserError {
  return new UserError(
    'invalid-argument',
    `${name} has 1 frame`,
    `expected --frame 1..1 but received ${frame + 1}`,
  );
}
