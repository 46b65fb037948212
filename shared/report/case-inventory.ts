/** Everything that a case holds, by name, and everything that was ever said of it: data of its report. JSON-safe. */
import type { ReviewEvent } from '../case/case-review.ts';
import type { FileDigests, KnownHit } from '../known/known.ts';
import type { ListedVerdict } from '../verdict/words.ts';

/** One image of the case, whatever was found in it. */
export interface InventoryRow {
  sha256: string;
  /** Every path that it was seen at, in the order they were seen. */
  paths: string[];
  bytes: number;
  format: string | null;
  width: number | null;
  height: number | null;
  verdict: ListedVerdict;
  /** Null where nothing could be judged. */
  score: number | null;
  /** Why it could not be examined; null where it was. */
  error: string | null;
  decision: string | null;
  reviewer: string | null;
  signOff: { reviewer: string; agrees: boolean } | null;
  /** What others say of that decision in second looks; left out where nobody looked. */
  secondLooks?: { reviewer: string; decision: string; at: string; agrees: boolean }[];
  /** Notes that hold, and marks. */
  notes: number;
  marks: number;
  /** What lists of known files say of it, and MD5 and SHA-1; only where they were asked for. */
  known?: KnownHit[];
  hashes?: Omit<FileDigests, 'sha256'>;
}

/** A file that was named or found and that could not even be read as an image. */
export interface FailedFile {
  path: string;
  code: string;
  message: string;
  /** ISO 8601. */
  at: string;
}

/** A decision, note or sign-off, by whom and when (ISO 8601). */
export interface Said {
  value: string;
  reviewer: string;
  at: string;
}

/** One statement of a reviewer, and what it replaced. */
export interface CaseStatement {
  sha256: string;
  /** Name of the image where it was seen first. */
  name: string;
  kind: ReviewEvent['kind'] | 'second look';
  /** Null: taken back. */
  value: string | null;
  reviewer: string;
  /** ISO 8601. */
  at: string;
  /** Whether it undoes an earlier change. */
  isUndo: boolean;
  /** What held until then: of notes and second looks that of the same reviewer; null: nothing. */
  before: Said | null;
  /** Of a second look and of a sign-off: the decision that it is about. Left out in reports before edition 3. */
  of?: Said | null;
}
