/**
 * The first frame of an image sequence (`avis`, `hevc`; ISO/IEC 14496-12), as an item beside the others:
 * libavif shows it in place of the primary item where the major brand is `avis`.
 */
import { boxOf, damagedBoxes, Fields, readBoxes, type Box } from './boxes.ts';
import type { Item, ItemFile } from './item-file.ts';
import { SEQUENCE_ID } from './pictures.ts';
import { readProperties, type Property } from './properties.ts';

export interface Sequence {
  /** The id that its first frame has among the items: larger than any of a file. */
  id: number;
  /** Frames that the file says. */
  frames: number;
}

const ALPHA_URN = 'urn:mpeg:mpegB:cicp:systems:auxiliary:alpha';
const MAX_TRACKS = 16;

/** Bytes of a visual sample entry before its boxes. */
const ENTRY_BYTES = 78;

interface Track {
  item: Item;
  frames: number;
  /** It belongs to another track: its samples are alpha. */
  auxiliary: boolean;
}

/**
 * Adds the first frame of the sequence in `file` to its items, with its alpha, and makes it the primary one
 * where the file names none. The first frames of its other tracks of pictures are added too. Null where there is no sequence of pictures. Throws UserError `decode-failed`
 * where its boxes contradict themselves.
 */
export function addSequence(bytes: Uint8Array, file: ItemFile): Sequence | null {
  if (file.movie === null) return null;
  const movie = readBoxes(bytes, file.movie.start, file.movie.end);
  const tracks = movie
    .filter(({ type }) => type === 'trak')
    .slice(0, MAX_TRACKS)
    .flatMap((box, i) => readTrack(bytes, box, SEQUENCE_ID + i) ?? []);
  // libavif passes over tracks in other codings.
  const isAvif = file.brands[0] === 'avis';
  const shown = tracks.find(
    ({ auxiliary, item }) => !auxiliary && (!isAvif || item.type === 'av01'),
  );
  if (shown === undefined) return null;
  const { item, frames } = shown;
  for (const track of tracks) if (!track.auxiliary) file.items.set(track.item.id, track.item);
  const alpha = tracks.find(({ auxiliary }) => auxiliary)?.item;
  if (alpha !== undefined) {
    alpha.properties.push({ kind: 'auxiliary', urn: ALPHA_URN });
    file.items.set(alpha.id, alpha);
    file.references.push({ type: 'auxl', from: alpha.id, to: [item.id] });
  }
  file.primary ??= item.id;
  return { id: item.id, frames };
}

/** The first sample of a track of pictures, or null for a track of something else. */
function readTrack(bytes: Uint8Array, track: Box, id: number): Track | null {
  const boxes = readBoxes(bytes, track.start, track.end);
  const within = (box: Box | null, type: string): Box | null =>
    box === null ? null : boxOf(readBoxes(bytes, box.start, box.end), type);
  const table = within(within(boxOf(boxes, 'mdia'), 'minf'), 'stbl');
  if (table === null) return null;
  const parts = readBoxes(bytes, table.start, table.end);
  const description = boxOf(parts, 'stsd');
  if (description === null) return null;
  const entry = readBoxes(bytes, description.start + 8, description.end).find(({ type }) =>
    ['av01', 'hvc1', 'hev1'].includes(type),
  );
  if (entry === undefined || entry.end - entry.start < ENTRY_BYTES) return null;
  const { length, frames } = firstSize(bytes, parts);
  const properties = entryProperties(bytes, entry);
  const extents = [{ at: firstOffset(bytes, parts), length }];
  const item = { id, type: entry.type, hidden: false, extents, properties };
  return { item, frames, auxiliary: within(boxOf(boxes, 'tref'), 'auxl') !== null };
}

function entryProperties(bytes: Uint8Array, entry: Box): Property[] {
  const fields = new Fields(bytes, { ...entry, start: entry.start + 24 });
  const size: Property = { kind: 'size', width: fields.uint(2), height: fields.uint(2) };
  const boxes = readBoxes(bytes, entry.start + ENTRY_BYTES, entry.end);
  const known = boxes.filter(({ type }) => ['av1C', 'hvcC', 'colr'].includes(type));
  return [size, ...readProperties(bytes, known)];
}

function firstSize(bytes: Uint8Array, parts: readonly Box[]): { length: number; frames: number } {
  const box = boxOf(parts, 'stsz');
  if (box === null) throw damagedBoxes('the sequence does not say how long its frames are');
  const fields = new Fields(bytes, box);
  fields.fullBox();
  const same = fields.uint(4);
  const frames = fields.uint(4);
  return { length: same === 0 ? fields.uint(4) : same, frames };
}

function firstOffset(bytes: Uint8Array, parts: readonly Box[]): number {
  const box = boxOf(parts, 'stco') ?? boxOf(parts, 'co64');
  if (box === null) throw damagedBoxes('the sequence does not say where its frames are');
  const fields = new Fields(bytes, box);
  fields.fullBox();
  fields.uint(4);
  return fields.uint(box.type === 'stco' ? 4 : 8);
}
