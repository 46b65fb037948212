/**
 * The JSON lines of a scan, which are its journal too: each finding is appended as soon as it is made,
 * so that whatever ends the scan, nothing that was done is lost. At the end the lines are put into the
 * order of the list. A line counts for a file of the same path, size and time of change.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../shared/base/errors.ts';
import { printableJson } from '../../shared/base/printable.ts';
import { refuseByteName, writeFailure } from '../base/file-failure.ts';
import { linesOfFile } from '../base/streams.ts';
import { parseRecord, type JournalRecord } from './journal-record.ts';
import { isPermanent } from './permanent-failure.ts';
import type { FileStat, ScanRecord } from './sink.ts';

/** How findings are made: those of a journal are all made alike. */
export interface Making {
  /** Of the program. */
  version: string;
  /** Fingerprint of the settings. */
  settings: string;
}

/** Where a line lies in the file. */
interface Line {
  start: number;
  length: number;
  stat: FileStat | null;
}

const FINDINGS = { what: 'a list of findings', maxBytes: Infinity };

export class Journal {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #making: Making;
  /** The last line of each path, by path. */
  readonly #lines: Map<string, Line>;
  /** Bytes of whole lines. */
  #end: number;
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    path: string,
    file: FileHandle,
    making: Making,
    lines: Map<string, Line>,
    end: number,
  ) {
    this.#path = path;
    this.#file = file;
    this.#making = making;
    this.#lines = lines;
    this.#end = end;
  }

  /** A new journal at `path`. Throws UserError `invalid-argument` where there is one already. */
  static async create(path: string, making: Making): Promise<Journal> {
    const found = await stat(path).catch(() => null);
    if (found !== null && (!found.isFile() || found.size > 0)) {
      throw new UserError(
        'invalid-argument',
        found.isFile()
          ? `${path} exists. Give --resume to continue it, or choose another name.`
          : `${path} is not a regular file, so a scan cannot be resumed from it. Leave --jsonl out, ` +
              'and use --json for standard output.',
      );
    }
    return Journal.#open(path, making, new Map(), 0);
  }

  /**
   * The journal at `path` as far as it got; a line that a kill cut short is dropped. Throws UserError
   * `invalid-argument` where the file is none of ours, or was made otherwise than by `making`.
   */
  static async resume(path: string, making: Making): Promise<Journal> {
    if ((await stat(path).catch(() => null)) === null) return Journal.create(path, making);
    const lines = new Map<string, Line>();
    let end = 0;
    for await (const { text, start, length, isWhole } of linesOfFile(path, path, FINDINGS)) {
      if (!isWhole) break;
      const record = parseRecord(text);
      if (record === null) {
        throw new UserError(
          'invalid-argument',
          `${path} is not a list of findings (at byte ${start}).`,
        );
      }
      refuseOther(path, record, making);
      lines.set(record.file, { start, length, stat: record.stat });
      end = start + length;
    }
    return Journal.#open(path, making, lines, end);
  }

  static async #open(
    path: string,
    making: Making,
    lines: Map<string, Line>,
    end: number,
  ): Promise<Journal> {
    refuseByteName(path);
    try {
      const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o644);
      await file.truncate(end);
      return new Journal(path, file, making, lines, end);
    } catch (error) {
      throw writeFailure(error, `${basename(path)} cannot be written`, dirname(path));
    }
  }

  /**
   * The record of `path` where the file is still the one it was made of, else null; also for failures
   * that may have passed.
   */
  async find(path: string, now: FileStat | null): Promise<ScanRecord | null> {
    const read = await this.#recordOf(path, now);
    if (read === null || (read.error !== null && !isPermanent(read.error.code))) return null;
    return scanRecordOf(read);
  }

  /** Whether the line of that file says what `record` does: a file that failed may be examined since. */
  async tells({ file, stat: now, error }: ScanRecord): Promise<boolean> {
    const read = await this.#recordOf(file, now);
    return read !== null && isDeepStrictEqual(read.error, error);
  }

  /** Appends `record`. Throws UserError `write-failed`; then the file ends with the record before. */
  append(record: ScanRecord): Promise<void> {
    const appended = this.#writing.then(() => this.#append(record));
    this.#writing = appended.catch(() => undefined);
    return appended;
  }

  async #append(record: ScanRecord): Promise<void> {
    const { settings } = this.#making;
    const bytes = Buffer.from(`${printableJson({ ...record, settings })}\n`);
    const start = this.#end;
    try {
      await writeFully(this.#file, bytes, start);
    } catch (error) {
      await this.#file.truncate(start).catch(() => undefined); // a torn line is dropped on resuming too
      throw writeFailure(error, `${basename(this.#path)} cannot be written`, dirname(this.#path));
    }
    this.#lines.set(record.file, { start, length: bytes.length, stat: record.stat });
    this.#end = start + bytes.length;
  }

  /**
   * Ends the journal with its lines in the order of `paths`; lines of other files come first, and of
   * several lines of one file the last stays. Throws UserError `write-failed`; then the file is as it was.
   */
  async close(paths: readonly string[]): Promise<void> {
    await this.#writing;
    try {
      const listed = new Set(paths);
      const others = [...this.#lines.keys()].filter((path) => !listed.has(path));
      const ordered = [...others, ...paths].flatMap((path) => this.#lines.get(path) ?? []);
      if (!isInOrder(ordered, this.#end)) await this.#rewrite(ordered);
    } finally {
      await this.#file.close();
    }
  }

  async #rewrite(lines: readonly Line[]): Promise<void> {
    const folder = dirname(this.#path);
    const temporary = join(folder, `.scalescope-${randomBytes(6).toString('hex')}.tmp`);
    try {
      const { mode } = await this.#file.stat();
      const file = await open(temporary, 'wx', mode & 0o777);
      try {
        let at = 0;
        for (const line of lines) {
          await writeFully(file, await this.#read(line), at);
          at += line.length;
        }
      } finally {
        await file.close();
      }
      await rename(temporary, this.#path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw writeFailure(error, `${basename(this.#path)} could not be sorted`, folder);
    }
  }

  async #recordOf(path: string, now: FileStat | null): Promise<JournalRecord | null> {
    const line = this.#lines.get(path);
    if (line === undefined || !isSameStat(line.stat, now)) return null;
    return parseRecord((await this.#read(line)).toString('utf8'));
  }

  async #read({ start, length }: Line): Promise<Buffer> {
    const bytes = Buffer.alloc(length);
    await this.#file.read(bytes, 0, length, start);
    return bytes;
  }
}

function scanRecordOf({ settings: _, ...record }: JournalRecord): ScanRecord {
  return record;
}

/** Findings that are made in different ways are not mixed in one file. */
function refuseOther(path: string, record: JournalRecord, { version, settings }: Making): void {
  if (record.version !== version) {
    throw new UserError(
      'invalid-argument',
      `${path} was made by version ${record.version}, but this is ${version}. Choose another name.`,
    );
  }
  if (record.settings === settings) return;
  throw new UserError(
    'invalid-argument',
    `${path} was made with other options (--pipeline, --size, --labels, --thresholds, --frame or --orientation), or ` +
      'a file that they name has changed since. Give the same options, or choose another name.',
  );
}

function isInOrder(lines: readonly Line[], end: number): boolean {
  let at = 0;
  for (const { start, length } of lines) {
    if (start !== at) return false;
    at += length;
  }
  return at === end;
}

function isSameStat(a: FileStat | null, b: FileStat | null): boolean {
  return a?.bytes === b?.bytes && a?.modifiedMs === b?.modifiedMs;
}

async function writeFully(file: FileHandle, bytes: Buffer, start: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(
      bytes,
      written,
      bytes.length - written,
      start + written,
    );
    written += bytesWritten;
  }
}
