/**
 * Where the findings of a scan go: JSON lines, a table, the terminal, a case. Every sink gets every
 * finding exactly once and in the order of the list, however many engines work on it; those that a
 * resumed scan already had come too. To add one, implement FindingSink and add it in
 * main/commands/scan/run-scan.ts.
 */
import type { ErrorBody } from '../../shared/base/errors.ts';
import type { Finding } from '../../shared/finding/finding.ts';
import type { SurveyPicture } from '../engine/images/orders.ts';

/** The finding on one file of a scan; `file` is the path as it was listed. */
export interface ScanRecord extends Finding {
  /** The file as it was when it was examined: a resumed scan knows it again by these. */
  stat: FileStat | null;
}

export interface FileStat {
  bytes: number;
  /** When it was last changed, in ms since 1970. */
  modifiedMs: number;
}

export interface FindingSink {
  /** Takes one record. Rejects with UserError `write-failed` where it cannot, which ends the scan. */
  write(record: ScanRecord): Promise<void>;
  /** After the last record, also of a scan that was stopped or failed: makes what was taken last. */
  close(): Promise<void>;
}

/** What an archive knows of a file. */
export interface KnownRecord {
  record: ScanRecord;
  /** Whether its bytes were examined in this scan, elsewhere; else they are known from before. */
  isCopy: boolean;
  /** Whether another engine than this made the record. */
  isOld: boolean;
}

/** What became of a record that was to be kept. */
export interface Kept {
  /** Whether the same was asked of the image before. */
  isAgain: boolean;
  /** Why it was not kept, which counts as a failure of its file; left out where it was. */
  failure?: ErrorBody;
}

/** What remembers images from scan to scan by what is in them, wherever they lie: a case. */
export interface ScanArchive {
  /**
   * The record of the file at `path` where its bytes were examined already, else null: then it is
   * examined and kept, and whoever asks for the same bytes meanwhile waits for that.
   */
  find(path: string, now: FileStat | null, signal: AbortSignal): Promise<KnownRecord | null>;
  /**
   * Keeps what find did not know. Rejects with UserError, which ends the scan.
   */
  keep(record: ScanRecord, pictures: readonly SurveyPicture[]): Promise<Kept>;
  /** Keeps what lists say of an image that it has. */
  keepKnown?(record: ScanRecord): void;
}
