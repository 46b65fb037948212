/** Changes of files as lists of parts: chunks, segments, boxes, entries, objects. */
import type { Random } from '../../support/random.ts';
import { plainMutator, writeEdge, type Mutator } from './bytes.ts';

/** How a format falls into parts, which follow one another in the file. */
export interface Format {
  name: string;
  /** The parts of `bytes`; null where they are not of this format. */
  split(bytes: Buffer): Buffer[] | null;
  /** Makes one part consistent again after a change: its length, its check sum. */
  mend?(part: Buffer, index: number): Buffer;
  /** Makes the file of `parts` consistent: lengths of what holds them all. */
  finish?(file: Buffer): Buffer;
  /** Where the fields of a part are that say what it is; default: its first 16 bytes. */
  headBytes?: number;
}

/** How often what depends on a change is brought in line with it. */
const MENDED = 0.75;

/** A change of some parts of a file of `format`; null for a file of another. */
export function mutateParts(
  format: Format,
  bytes: Buffer,
  random: Random,
  other: Buffer,
): Buffer | null {
  const parts = format.split(bytes);
  if (parts === null || parts.length === 0) return null;
  const changed = new Set<Buffer>();
  for (let i = random.pick([1, 1, 1, 2, 3]); i > 0; i--) {
    const made = changeOnce(format, parts, random, other);
    if (made !== null) changed.add(made);
  }
  const isMended = random.chance(MENDED);
  const mended = parts.map((part, at) =>
    isMended && changed.has(part) && format.mend ? format.mend(part, at) : part,
  );
  const file = Buffer.concat(mended);
  return random.chance(MENDED) && format.finish ? format.finish(file) : file;
}

/** Changes `parts` in one way; gives the part that is new. */
function changeOnce(format: Format, parts: Buffer[], random: Random, other: Buffer): Buffer | null {
  const at = random.int(0, parts.length - 1);
  const part = parts[at] ?? Buffer.alloc(0);
  switch (random.int(0, 8)) {
    case 0:
      parts.splice(at, 1);
      return null;
    case 1:
      parts.splice(at, 0, ...new Array<Buffer>(random.pick([1, 1, 2, 50])).fill(part));
      return null;
    case 2: {
      const to = random.int(0, parts.length - 1);
      [parts[at], parts[to]] = [parts[to] ?? part, part];
      return null;
    }
    case 3: {
      const theirs = format.split(other) ?? [other];
      parts.splice(at, random.int(0, 1), random.pick(theirs.length > 0 ? theirs : [other]));
      return null;
    }
    case 4:
    case 5:
      return (parts[at] = plainMutator(part, random, other));
    default: {
      const made = Buffer.from(part);
      const most = Math.min(made.length, random.chance(0.7) ? (format.headBytes ?? 16) : 256);
      if (most > 0) writeEdge(made, random.int(0, most - 1), random);
      return (parts[at] = made);
    }
  }
}

/** The mutator that is right for the file, by the formats given; plain where none fits. */
export function knowing(formats: readonly Format[]): Mutator {
  return (bytes, random, other) => {
    for (const format of formats) {
      const made = mutateParts(format, bytes, random, other);
      if (made !== null) return made;
    }
    return plainMutator(bytes, random, other);
  };
}
