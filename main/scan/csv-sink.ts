/** Findings as a table: one row per image, for spreadsheets. */
import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { printable, printableText } from '../../shared/base/printable.ts';
import { knownText } from '../../shared/known/known.ts';
import { hasScore, listedVerdict } from '../../shared/verdict/words.ts';
import { shownPath } from '../base/byte-path.ts';
import { refuseByteName, writeFailure } from '../base/file-failure.ts';
import type { FindingSink, ScanRecord } from './sink.ts';

/** What stands in a cell. */
export type Cell = string | number | null;

/** Each column of a finding and what stands in it. */
export const FINDING_COLUMNS: Record<string, (record: ScanRecord) => Cell> = {
  file: ({ file }) => printable(shownPath(file)),
  verdict: ({ verdict }) => verdict,
  score: (record) => (hasScore(record) ? record.score : null),
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
  frame: ({ frames }) => frames?.told ?? null,
  listedAs: (record) => listedVerdict(record),
  item: ({ item }) => item ?? '',
  md5: ({ hashes }) => hashes?.md5 ?? '',
  sha1: ({ hashes }) => hashes?.sha1 ?? '',
  known: ({ known = [] }) => [...new Set(known.map(({ kind }) => kind))].join(' '),
  knownAs: ({ known = [] }) => known.map(knownText).join('; '),
  pdq: ({ pdq }) => pdq?.human.hash ?? '',
  pdqQuality: ({ pdq }) => pdq?.human.quality ?? null,
  machinePdq: ({ pdq }) => pdq?.machine.hash ?? '',
  machinePdqQuality: ({ pdq }) => pdq?.machine.quality ?? null,
};

/** Names of files are others' words: a spreadsheet must not take them for formulas. */
const FORM = { escape_formulas: true, record_delimiter: 'windows' } as const;

/** One row of a table, with its line break. */
export function csvRow(cells: readonly Cell[]): string {
  return stringify([cells.map(readable)], FORM);
}

/** The first row of a table. Its mark of byte order tells Excel that the text is UTF-8. */
export function csvHead(columns: readonly string[]): string {
  return `\ufeff${csvRow(columns)}`;
}

/** How formulas begin; a spreadsheet may pass over the spaces before. */
const LATE_FORMULA = /^\s+[=+\-@\uff0b\uff0d\uff1d\uff20]/;

/** A cell without what steers a terminal; tabs and line breaks, which notes have, stay. */
function readable(cell: Cell): Cell {
  if (typeof cell !== 'string') return cell;
  const text = cell.split('\t').map(printableText).join('\t');
  return LATE_FORMULA.test(text) ? `'${text}` : text;
}

/** A table at `path`, which is replaced. Throws UserError `write-failed`. */
export async function createCsvSink(path: string): Promise<FindingSink> {
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw writeFailure(error, `${basename(path)} cannot be written`, dirname(path));
    }
  };
  refuseByteName(path);
  const file = await attempt(() => open(path, 'w'));
  const write = (text: string) => attempt(async () => void (await file.writeFile(text)));
  try {
    await write(csvHead(Object.keys(FINDING_COLUMNS)));
  } catch (error) {
    await file.close();
    throw error;
  }
  return {
    write: (record) => write(csvRow(Object.values(FINDING_COLUMNS).map((cell) => cell(record)))),
    close: () => attempt(() => file.close()),
  };
}
