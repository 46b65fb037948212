/**
 * The frames of an image sequence (`avis`, `hevc`; ISO/IEC 14496-12), as items beside the others: libavif shows
 * the first in place of the primary item where the major brand is `avis`. A frame of AV1 that is coded by what
 * changed is given to the decoder with those before it, which then shows the last. Of HEVC those that stand alone
 * are items.
 */
import { boxOf, damagedBoxes, Fields, readBoxes, type Box } from './boxes.ts';
import type { Item, ItemFile } from './item-file.ts';
import { SEQUENCE_ID } from './pictures.ts';
import { readProperties, type Property } from './properties.ts';
import { joinedExtents, readSamples } from './sample-table.ts';

export interface Sequence {
  /** The id that its first frame has among the items: larger than any of a file. */
  id: number;
  /** Frames that the file says. */
  frames: number;
  /** Its frames that are items, by their ids: which they are, and how many before each are decoded with it. */
  items: Map<number, { frame: number; before: number }>;
}

const ALPHA_URN = 'urn:mpeg:mpegB:cicp:systems:auxiliary:alpha';
/** Ids of the frames of one track are so far apart: the most tracks that are read. */
export const TRACK_STEP = 16;
/** Bytes that the frames of one track may add up to, each with those that it needs: times the file. */
const MOST_TIMES = 64;
/** Places in the file that they may lie in. */
const MOST_EXTENTS = 65_536;

/** Bytes of a visual sample entry before its boxes. */
const ENTRY_BYTES = 78;

interface Track {
  /** Its frames in order, and which they are. */
  items: { item: Item; frame: number; before: number }[];
  frames: number;
  /** It belongs to another track: its samples are alpha. */
  auxiliary: boolean;
}

/**
 * Adds the frames of the sequence in `file` to its items, with their alpha, and makes the first the primary one
 * where the file names none. The frames of its other tracks of pictures are added too. Null where there is no
 * sequence of pictures. Throws UserError `decode-failed` where its boxes contradict themselves.
 */
export function addSequence(bytes: Uint8Array, file: ItemFile): Sequence | null {
  if (file.movie === null) return null;
  const movie = readBoxes(bytes, file.movie.start, file.movie.end);
  const tracks = movie
    .filter(({ type }) => type === 'trak')
    .slice(0, TRACK_STEP)
    .flatMap((box, i) => readTrack(bytes, box, SEQUENCE_ID + i) ?? []);
  // libavif passes over tracks in other codings.
  const isAvif = file.brands[0] === 'avis';
  const shown = tracks.find(
    ({ auxiliary, items }) => !auxiliary && (!isAvif || items[0].item.type === 'av01'),
  );
  if (shown === undefined) return null;
  const known: Sequence['items'] = new Map();
  for (const { auxiliary, items } of tracks) {
    if (auxiliary) continue;
    for (const { item, frame, before } of items) {
      file.items.set(item.id, item);
      known.set(item.id, { frame, before });
    }
  }
  const alphas = tracks.find(({ auxiliary }) => auxiliary)?.items ?? [];
  for (const { item: alpha, frame } of alphas) {
    const color = shown.items.find((each) => each.frame === frame)?.item;
    if (color === undefined) continue;
    alpha.properties.push({ kind: 'auxiliary', urn: ALPHA_URN });
    file.items.set(alpha.id, alpha);
    file.references.push({ type: 'auxl', from: alpha.id, to: [color.id] });
  }
  const { id } = shown.items[0].item;
  file.primary ??= id;
  return { id, frames: shown.frames, items: known };
}

/** The frames of a track of pictures, or null for a track of something else. */
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
  const { count, extents, sync } = readSamples(bytes, parts);
  const items: Track['items'] = [];
  let [total, places] = [0, 0];
  for (const frame of extents.keys()) {
    const before = frame - sync[frame];
    if (before > 0 && entry.type !== 'av01') continue;
    const needed = joinedExtents(extents, sync[frame], frame);
    total += needed.reduce((sum, { length }) => sum + length, 0);
    places += needed.length;
    if (frame > 0 && (total > MOST_TIMES * bytes.length || places > MOST_EXTENTS)) break;
    const properties = entryProperties(bytes, entry);
    const { type } = entry;
    const of = { id: id + frame * TRACK_STEP, type, hidden: false, extents: needed, properties };
    items.push({ item: of, frame, before });
  }
  if (items.length === 0) throw damagedBoxes('the sequence has no frames');
  return { items, frames: count, auxiliary: within(boxOf(boxes, 'tref'), 'auxl') !== null };
}

function entryProperties(bytes: Uint8Array, entry: Box): Property[] {
  const fields = new Fields(bytes, { ...entry, start: entry.start + 24 });
  const size: Property = { kind: 'size', width: fields.uint(2), height: fields.uint(2) };
  const boxes = readBoxes(bytes, entry.start + ENTRY_BYTES, entry.end);
  const known = boxes.filter(({ type }) => ['av1C', 'hvcC', 'colr'].includes(type));
  return [size, ...readProperties(bytes, known)];
}
