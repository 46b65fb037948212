/**
 * What a case asks of the database that it is in: a file of SQLite, or a schema of PostgreSQL. Both answer at once,
 * and the statements of a case are the same for both: parameters are `?` or `?1`, texts are compared byte by byte,
 * truth is 0 or 1, and `unpacked(finding)` is the text of a finding.
 */
export type Value = null | number | string | Uint8Array;
export type Row = Record<string, Value>;

/** Every method throws UserError for what the person can act on. */
export interface CaseDatabase {
  /** Its path, or its address without a password. */
  readonly path: string;

  /** Runs one statement; returns how many rows changed. */
  run(sql: string, ...values: Value[]): number;

  /** Runs an INSERT into a table with ids; returns the id, or null where a conflict left the row out. */
  insert(sql: string, ...values: Value[]): number | null;

  /** The first row, or undefined. */
  get<T = Row>(sql: string, ...values: Value[]): T | undefined;

  all<T = Row>(sql: string, ...values: Value[]): T[];

  /** The column `image_id` of what `sql` reads, which is its only one; there may be a million. */
  imageIds(sql: string, ...values: Value[]): number[];

  /** Row after row, for results that may be long. */
  iterate<T = Row>(sql: string, ...values: Value[]): Generator<T>;

  /**
   * Reads with `work` the database as it is at one moment, whatever others write meanwhile. Nothing else
   * may use the connection until it ends.
   */
  snapshot<T>(work: () => T | Promise<T>): Promise<T>;

  /** The same for work that does not wait. */
  atOneMoment<T>(work: () => T): T;

  /** Runs `work` wholly or not at all, while nobody else changes the case; one inside another is part of it. */
  transaction<T>(work: () => T): T;

  /** The same for work that waits; nothing else may use the connection meanwhile. */
  longTransaction<T>(work: () => Promise<T>): Promise<T>;

  /** The version of its tables. */
  version(): number;

  /** Whether `table` is there as that version makes it; null: that version has none. */
  hasTable(table: string): boolean | null;

  /** The columns of `table`. */
  columnsOf(table: string): string[];

  /** What the column `finding` holds of a text, which `unpacked(finding)` gives back. */
  packed(text: string): Value;

  /** Checks of its structure, apart from what the log says; each tells what is wrong as sentences. */
  structureChecks(): (() => string[])[];

  /**
   * The last entry of the log. Where others write too, this is known without asking; it throws while the
   * database cannot be reached.
   */
  lastEntry(): number;

  /** Copies the database as it is now into a new file. */
  backup(to: string): Promise<void>;

  /** Brings all that was written to its place, before it is closed. */
  settle(): void;

  close(): void;
}
