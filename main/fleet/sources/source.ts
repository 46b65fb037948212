/** Where the images of a run are, and how a worker gets at them. */
import type { ErrorBody } from '../../../shared/base/errors.ts';

/** A source as a run has it; what objects of it are called is relative to it. */
export type SourceDescription = FolderDescription | S3Description;

export interface FolderDescription {
  kind: 'folder';
  /** What workers know it by: a name that is mounted, else its path. */
  name: string;
  /** Its path where it was listed, as shownPath writes it. */
  root: string;
  /** What was asked for below it, from which a case is told to be. */
  given: string[];
}

export interface S3Description {
  kind: 's3';
  /** `s3://bucket/prefix` */
  name: string;
  bucket: string;
  prefix: string;
  /** Of a service that is not Amazon's; its buckets are parts of the path. */
  endpoint?: string;
}

/** An object as the list has it. */
export interface SourceObject {
  /** Path below the folder, as shownPath writes it, or key in the bucket. */
  key: string;
  bytes: number | null;
  /** Of an object in a bucket: what it was when it was listed. */
  etag: string | null;
}

/** An object within a worker's reach. */
export type ReachedObject =
  | { path: string; error?: ErrorBody }
  /** It comes again, some times, as what it is then: it has changed, is denied, or cannot be fetched. */
  | { again: ErrorBody; now?: { etag: string | null; bytes: number | null } }
  /** The service asks for patience: it comes again later, and this was no try. */
  | { later: ErrorBody }
  /** It is not what a scan examines. */
  | { isSkipped: true };

/** This worker no longer reaches the source, and `refusal` says why: its images are for others, or for later. */
export class SourceLost extends Error {}

/** A source as one worker reaches it. */
export interface Source {
  /** Why it cannot be reached from here, as a sentence; null where it can. */
  refusal(): Promise<string | null>;
  /**
   * Brings an object within reach, in `folder` where it has to be fetched. Rejects where that is nothing of the
   * object but of the source: with UserError `busy` where it does not answer, else with SourceLost. Rejects with
   * UserError `write-failed` where this computer has no room for what is fetched.
   */
  reach(
    object: SourceObject & { isNamed: boolean },
    folder: string,
    signal: AbortSignal,
  ): Promise<ReachedObject>;
}
