/** Findings as a table: one row per image, for spreadsheets. */
import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { writeFailure } from '../file-failure.ts';
import type { FindingSink, ScanRecord } from './sink.ts';

/** Each column and what stands in it. */
const COLUMNS: Record<string, (record: ScanRecord) => string | number | null> = {
  file: ({ file }) => file,
  verdict: ({ verdict }) => verdict,
  score: ({ score }) => score,
  explanation: ({ explanation }) => explanation,
  targets: ({ targets }) => targets.map(({ width, height }) => `${width}x${height}`).join(' '),
  samplers: ({ targets }) => targets[0]?.samplers.join(' ') ?? '',
  channels: ({ targets }) => targets[0]?.channels.join(' ') ?? '',
  width: ({ width }) => width,
  height: ({ height }) => height,
  format: ({ format }) => format,
  bytes: ({ bytes, stat }) => bytes ?? stat?.bytes ?? null,
  sha256: ({ sha256 }) => sha256,
  error: ({ error }) => error?.code ?? '',
  reasons: ({ reasons }) => reasons.join(' '),
  elapsedMs: ({ elapsedMs }) => elapsedMs,
  version: ({ version }) => version,
};

/** Names of files are others' words: a spreadsheet must not take them for formulas. */
const FORM = { escape_formulas: true, record_delimiter: 'windows' } as const;

/** A table at `path`, which is replaced. Throws UserError `write-failed`. */
export async function createCsvSink(path: string): Promise<FindingSink> {
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw writeFailure(error, `${basename(path)} cannot be written`, dirname(path));
    }
  };
  const file = await attempt(() => open(path, 'w'));
  const writeRow = (row: (string | number | null)[]) =>
    attempt(async () => void (await file.writeFile(stringify([row], FORM))));
  try {
    await writeRow(Object.keys(COLUMNS));
  } catch (error) {
    await file.close();
    throw error;
  }
  return {
    write: (record) => writeRow(Object.values(COLUMNS).map((cell) => cell(record))),
    close: () => attempt(() => file.close()),
  };
}
