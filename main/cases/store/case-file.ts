/** A case that is open: its database, and the one way to change it. */
import { UserError } from '../../../shared/base/errors.ts';
import { appendEntry, rowHash, type RowHash } from './audit.ts';
import type { CaseDatabase, Row } from './case-database.ts';
import { recordedSql, type RecordedTable } from './schema.ts';
import { userName } from './writer-lock.ts';

export interface OpenCaseOptions {
  /** `write` takes the lock; `read` reads beside whoever writes. */
  mode: 'read' | 'write';
  /** Makes the case where there is none. */
  create?: boolean;
  /** Reads what is left of a damaged case, to save it. */
  evenDamaged?: boolean;
  /** Opens a case whose schema is not ours, of which then nothing may be asked but `foreign`. */
  evenForeign?: boolean;
  /** How long one question to it may take (ms) before the program ends; a test brings its own. */
  deadlineMs?: number;
  /** The network file system that a path lies on, or null; a test brings its own. */
  shareOf?: (path: string) => string | null;
  /** The time now; a test brings its own. */
  now?: () => Date;
  /** Who is told as the author of what nobody else is named for; default: the system's user. */
  actor?: string;
  /** With which token a shared case is opened; default: the one that this program was given. */
  token?: string;
}

/** What a case is made of. */
interface CaseParts {
  path: string;
  name: string;
  database: CaseDatabase;
  readOnly: boolean;
  options: OpenCaseOptions;
  /** Opens it once more, to read. */
  reopen: () => CaseFile;
  /** Gives back what it holds beside its database. */
  release?: () => void;
  foreign?: readonly string[];
  /** Who is signed in to a shared case; null: nobody has to be. */
  reviewer?: string | null;
}

/** Collects the rows that one change writes. */
export type Touch = (table: RecordedTable, id: number) => void;

export class CaseFile {
  /** Its path, or the address of a shared case without a password. */
  readonly path: string;
  readonly name: string;
  readonly database: CaseDatabase;
  readonly readOnly: boolean;
  readonly actor: string;
  /** Who is signed in to a shared case, in whose name alone it can be changed; null: it names nobody. */
  readonly reviewer: string | null;
  /** What of the schema is not as we make it, as sentences; only where that was asked for. */
  readonly foreign: readonly string[];
  readonly #now: () => Date;
  readonly #reopen: () => CaseFile;
  readonly #release: () => void;

  /** What is done before it is closed. */
  beforeClose: (() => void) | null = null;

  constructor(parts: CaseParts) {
    const { options, reviewer = null } = parts;
    this.path = parts.path;
    this.foreign = parts.foreign ?? [];
    this.name = parts.name;
    this.database = parts.database;
    this.readOnly = parts.readOnly;
    this.reviewer = reviewer;
    this.actor = reviewer ?? options.actor ?? userName();
    this.#now = options.now ?? (() => new Date());
    this.#reopen = parts.reopen;
    this.#release = parts.release ?? (() => undefined);
  }

  /** The time now, as it is recorded. */
  now(): string {
    return this.#now().toISOString();
  }

  /**
   * Runs `work` with everything that it asks and changes as one step: nobody else changes the case between. It is
   * part of the step around it.
   */
  asOneStep<T>(work: () => T): T {
    return this.readOnly ? work() : this.database.transaction(work);
  }

  /**
   * Makes one change, wholly or not at all, and its audit entry with the rows that `work` touched. Without any
   * there is no entry. Throws UserError `write-failed` where the case is open to read, and `invalid-argument` where
   * somebody else than `actor` is signed in to it.
   */
  change<T>(
    action: string,
    details: unknown,
    work: (touch: Touch) => T,
    actor: string = this.actor,
  ): T {
    if (this.readOnly) {
      throw new UserError(
        'write-failed',
        `${this.name} is open for reading only. Nothing was changed.`,
      );
    }
    if (this.reviewer !== null && actor !== this.reviewer) {
      throw new UserError(
        'invalid-argument',
        `${this.reviewer} is signed in to ${this.name}. Nothing was changed in the name of ${actor}.`,
      );
    }
    return this.database.transaction(() => {
      const touched: [RecordedTable, number][] = [];
      const result = work((table, id) => void touched.push([table, id]));
      if (touched.length === 0) return result;
      const rows = touched.map(([table, id]): RowHash => [table, id, this.hashOf(table, id)]);
      appendEntry(this.database, { at: this.now(), actor, action, details, rows });
      return result;
    });
  }

  /**
   * Reads with `work` the case as it is at one moment, however long that takes: with a connection of its
   * own, so that others may read and change it meanwhile. Throws as openCase.
   */
  async atOneMoment<T>(work: (reader: CaseFile) => T | Promise<T>): Promise<T> {
    const reader = this.#reopen();
    try {
      return await reader.database.snapshot(() => work(reader));
    } finally {
      reader.close();
    }
  }

  /** The content hash of a row as it is now; null where there is none. */
  hashOf(table: RecordedTable, id: number): string | null {
    const row = this.database.get<Row>(`${recordedSql(table)} WHERE id = ?`, id);
    return row === undefined ? null : rowHash(row);
  }

  /**
   * Closes it: the file then holds everything, and nothing lies beside it. Throws UserError
   * `write-failed` where there is no room for that; then nothing is lost, but it lies in two files.
   */
  close(): void {
    try {
      this.beforeClose?.();
      if (!this.readOnly) this.database.settle();
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'write-failed') throw error;
      throw new UserError(
        'write-failed',
        `${this.name} could not be completed because the disk is full or failed. Its last changes are in ` +
          `${this.name}-wal beside it. Keep both files, make room, and open it again.`,
      );
    } finally {
      this.database.close();
      this.#release();
    }
  }
}
