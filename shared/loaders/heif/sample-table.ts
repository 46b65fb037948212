/** Where the samples of a track lie: the frames of an image sequence (ISO/IEC 14496-12, 8.6.2, 8.7). */
import { boxOf, damagedBoxes, Fields, type Box } from './boxes.ts';
import type { Extent } from './item-file.ts';

/** Frames of a sequence that are told from one another. */
export const MOST_SAMPLES = 1000;

export interface Samples {
  /** How many the file says that there are. */
  count: number;
  /** At most MOST_SAMPLES of them, in their order. */
  extents: Extent[];
  /** Of each, the one from which on a decoder has to read to show it. */
  sync: number[];
}

/** Reads the boxes `parts` of a sample table. Throws UserError `decode-failed` where they contradict themselves. */
export function readSamples(bytes: Uint8Array, parts: readonly Box[]): Samples {
  const { count, sizes } = readSizes(bytes, parts);
  const extents = placed(bytes, parts, sizes);
  return { count, extents, sync: readSync(bytes, parts, extents.length) };
}

function readSizes(bytes: Uint8Array, parts: readonly Box[]): { count: number; sizes: number[] } {
  const box = boxOf(parts, 'stsz');
  if (box === null) throw damagedBoxes('the sequence does not say how long its frames are');
  const fields = new Fields(bytes, box);
  fields.fullBox();
  const same = fields.uint(4);
  const count = fields.uint(4);
  const most = Math.max(1, Math.min(count, MOST_SAMPLES));
  return { count, sizes: Array.from({ length: most }, () => same || fields.uint(4)) };
}

/** The samples of `sizes` in the chunks of the track, as far as these go. */
function placed(bytes: Uint8Array, parts: readonly Box[], sizes: readonly number[]): Extent[] {
  const box = boxOf(parts, 'stco') ?? boxOf(parts, 'co64');
  if (box === null) throw damagedBoxes('the sequence does not say where its frames are');
  const fields = new Fields(bytes, box);
  fields.fullBox();
  const chunks = fields.uint(4);
  const runs = readRuns(bytes, parts);
  const extents: Extent[] = [];
  let run = 0;
  for (let chunk = 1; extents.length < sizes.length && chunk <= Math.max(1, chunks); chunk++) {
    let at = fields.uint(box.type === 'stco' ? 4 : 8);
    while (run + 1 < runs.length && runs[run + 1].first <= chunk) run++;
    const end = Math.min(sizes.length, extents.length + runs[run].samples);
    while (extents.length < end) {
      const length = sizes[extents.length];
      extents.push({ at, length });
      at += length;
    }
  }
  return extents;
}

/** How many samples chunks have, from which chunk on; one each where the file says nothing. */
function readRuns(bytes: Uint8Array, parts: readonly Box[]): { first: number; samples: number }[] {
  const box = boxOf(parts, 'stsc');
  if (box === null) return [{ first: 1, samples: 1 }];
  const fields = new Fields(bytes, box);
  fields.fullBox();
  const count = Math.min(fields.uint(4), MOST_SAMPLES);
  const runs = Array.from({ length: count }, () => {
    const run = { first: fields.uint(4), samples: Math.max(1, fields.uint(4)) };
    fields.uint(4);
    return run;
  });
  return runs.length === 0 ? [{ first: 1, samples: 1 }] : runs;
}

/** The sync sample of each; every sample is one where the file names none. */
function readSync(bytes: Uint8Array, parts: readonly Box[], length: number): number[] {
  const box = boxOf(parts, 'stss');
  if (box === null) return Array.from({ length }, (_, i) => i);
  const fields = new Fields(bytes, box);
  fields.fullBox();
  const count = Math.min(fields.uint(4), length);
  const marked = new Set(Array.from({ length: count }, () => fields.uint(4) - 1));
  let last = 0;
  return Array.from({ length }, (_, i) => (last = marked.has(i) ? i : last));
}

/** The extents `from`..`to` (inclusive), those that follow one another in the file as one. */
export function joinedExtents(extents: readonly Extent[], from: number, to: number): Extent[] {
  const joined: Extent[] = [];
  for (const { at, length } of extents.slice(from, to + 1)) {
    const last = joined.at(-1);
    if (last !== undefined && last.at + last.length === at) last.length += length;
    else joined.push({ at, length });
  }
  return joined;
}
