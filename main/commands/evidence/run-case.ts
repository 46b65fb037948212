/** `scalescope case …`: what is in a case, and copies of it. */
import { createWriteStream, existsSync, rmSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import { once } from 'node:events';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { changeText } from '../../../shared/case/case-changes.ts';
import type { QueueFilter, QueueOrder } from '../../../shared/case/case-queue.ts';
import { UserError } from '../../../shared/base/errors.ts';
import {
  atPaths,
  hasScore,
  scoresText,
  verdictCounts,
  verdictWord,
} from '../../../shared/verdict/words.ts';
import { printable, printableJson, printableLines } from '../../../shared/base/printable.ts';
import { anchorsBytes } from '../../cases/anchor/anchors-file.ts';
import { findCampaigns } from '../../cases/campaigns.ts';
import { findChanges } from '../../cases/changes.ts';
import { openCase } from '../../cases/open-case.ts';
import type { CaseFile, OpenCaseOptions } from '../../cases/store/case-file.ts';
import { csvLines, findingLines } from '../../cases/finding-lines.ts';
import { originalsOf } from '../../cases/originals.ts';
import { countQueue, readOrder, readRow } from '../../cases/queue/queue.ts';
import { figuresOf, summaryOf } from '../../cases/case-summary.ts';
import { caseUcoLines } from '../../cases/exports/case-uco-lines.ts';
import { hashLines } from '../../cases/exports/hash-lines.ts';
import { vicsLines } from '../../cases/exports/vics-lines.ts';
import { exportLines, importLines } from '../../cases/transfer.ts';
import { shareCase } from '../../cases/share-case.ts';
import { isCaseAddress } from '../../cases/team/case-address.ts';
import { writerOf } from '../../cases/store/writer-lock.ts';
import { fsPath } from '../../base/byte-path.ts';
import { writeFailure } from '../../base/file-failure.ts';
import { linesOf, linesOfFile } from '../../base/streams.ts';
import { writeAllWhole } from '../../engine/write/write-whole.ts';
import { version } from '../../base/package-root.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { STANDARD_INPUT } from '../../terminal/files.ts';

/** Runs `work` on the case at `path`, opened to read. */
export async function reading<T>(
  path: string,
  work: (caseFile: CaseFile) => T | Promise<T>,
  even: Pick<OpenCaseOptions, 'evenDamaged' | 'evenForeign'> = {},
): Promise<T> {
  const caseFile = openCase(path, { mode: 'read', ...even });
  try {
    return await work(caseFile);
  } finally {
    caseFile.close();
  }
}

/** Prints the figures of a case. */
export async function caseInfo(file: string, options: { json?: true }, io: CommandIo) {
  return reading(file, (caseFile) => {
    const { name, path, createdAt, progress, failures, roots } = summaryOf(caseFile, '', null);
    const summary = { name, path, createdAt, progress, failures, roots };
    const info = {
      ...summary,
      ...figuresOf(caseFile),
      writer: isCaseAddress(path) ? null : writerOf(path),
    };
    if (options.json) {
      io.stdout.write(`${printableJson(info, 2)}\n`);
      return 0;
    }
    const { verdicts, notAssessable } = countQueue(caseFile, {});
    const lines: [string, string][] = [
      ['case', info.path],
      ...(caseFile.reviewer === null ? [] : [['reviewer', caseFile.reviewer] as [string, string]]),
      ['created', info.createdAt],
      ['images', `${progress.images}, seen at ${info.paths} paths`],
      ['verdicts', verdictCounts(verdicts, notAssessable)],
      ['failed', failedText(verdicts.error, info.failures)],
      [
        'decided',
        `${progress.decided} of ${progress.images} (${progress.byDecision.ok} ok, ` +
          `${progress.byDecision['to-check']} to check, ${progress.byDecision.confirmed} confirmed)`,
      ],
      ['signed off', String(progress.signedOff)],
      ['findings', `${info.findings}, including earlier ones`],
      ['marks', `${info.annotations} annotations, ${info.bookmarks} bookmarks`],
      ['audit log', `${info.audit.entries} entries`],
      ['head', info.audit.head],
      ...(info.writer === null ? [] : [['writer', info.writer] as [string, string]]),
    ];
    io.stdout.write(printableLines(lines.map(([name, text]) => `${name.padEnd(12)}${text}`)));
    return 0;
  });
}

/** What a scan calls failed: images that are broken for good, and paths that it tries again. */
function failedText(broken: number, unread: number): string {
  const lasting = `${broken} ${broken === 1 ? 'image' : 'images'} with content that cannot be read`;
  return `${lasting}, ${unread} ${unread === 1 ? 'path' : 'paths'} that the next scan tries again`;
}

export interface CaseListOptions extends QueueFilter, QueueOrder {
  limit?: number;
  json?: true;
}

/** Prints the rows of the queue, a line each. */
export async function caseList(path: string, options: CaseListOptions, io: CommandIo) {
  const { sort, order, limit, json, ...filter } = options;
  return reading(path, (caseFile) => {
    const ids = readOrder(caseFile, filter, { sort, order }).slice(0, limit);
    for (const id of ids) {
      const row = readRow(caseFile, id);
      const decision = row.decision ?? '-';
      const score = hasScore(row) ? row.score.toFixed(3) : '-';
      const line = `${verdictWord(row).padEnd(21)} ${score.padEnd(5)}  ${decision.padEnd(9)}  ${row.path}`;
      io.stdout.write(json ? `${printableJson(row)}\n` : `${printable(line)}\n`);
    }
    if (!json && ids.length > 0) io.stderr.write(`${scoresText()}\n`);
    if (ids.length === 0) io.stderr.write('No image of the case matches.\n');
    return 0;
  });
}

/** The whole case; its findings; and what other programs read. */
export const EXPORT_FORMATS = ['case', 'findings', 'csv', 'vics', 'hashes', 'case-uco'] as const;

export interface CaseExportOptions {
  format: (typeof EXPORT_FORMATS)[number];
  output: string;
}

/** Writes a case as lines; returns 2 where it is damaged and something of it was lost. */
export async function caseExport(path: string, options: CaseExportOptions, io: CommandIo) {
  if (isCaseAddress(path) && options.format === 'case' && extname(options.output) === CASE_FILE) {
    return exportIntoFile(path, options.output, io);
  }
  const lost: string[] = [];
  const without: string[] = [];
  await reading(
    path,
    (caseFile) =>
      caseFile.atOneMoment(async (reader) => {
        const lines = {
          case: () => exportLines(reader, version, (message) => lost.push(message)),
          findings: () => findingLines(reader),
          csv: () => csvLines(reader),
          vics: () => vicsLines(reader, version, (path) => without.push(path)),
          hashes: () => hashLines(reader),
          'case-uco': () => caseUcoLines(reader, version),
        }[options.format]();
        await writeLines(lines, options.output, io);
      }),
    { evenDamaged: options.format === 'case' },
  );
  if (without.length > 0) {
    const count = without.length === 1 ? '1 image is' : `${without.length} images are`;
    io.stderr.write(
      printable(
        `${count} left out because the MD5 is not known and the file is not there, such as ${without[0]}`,
      ) + '\nScan with --hashes to keep it in the case.\n',
    );
  }
  if (lost.length === 0) {
    if (options.output !== '-') io.stdout.write(`Wrote ${printable(options.output)}\n`);
    return 0;
  }
  throw new UserError('damaged', `Part of the case could not be saved. ${lost.join(' ')}`);
}

async function writeLines(
  lines: Iterable<string> | AsyncIterable<string>,
  output: string,
  { stdout, signal }: CommandIo,
): Promise<void> {
  if (output === '-') {
    for await (const line of lines) {
      signal?.throwIfAborted();
      // A reader that goes away drains nothing more; the signal tells of that.
      if (!stdout.write(line)) await once(stdout as Writable, 'drain', { signal });
    }
    return;
  }
  refuseExisting(output);
  try {
    await pipeline(Readable.from(lines), createWriteStream(output, { flags: 'wx' }), { signal });
  } catch (error) {
    rmSync(output, { force: true });
    throw writeFailure(error, `${basename(output)} cannot be written`, dirname(output));
  }
}

const CASE_FILE = '.case';

/** Copies the shared case at `address` into a new case file, which is the evidence: its log is the same. */
async function exportIntoFile(address: string, output: string, io: CommandIo) {
  refuseExisting(output);
  const lost = (message: string): never => {
    throw new UserError('damaged', `The case could not be saved whole. ${message}`);
  };
  const images = await reading(address, (caseFile) =>
    caseFile.atOneMoment((reader) => importInto(output, exportLines(reader, version, lost))),
  );
  io.stdout.write(`${printable(output)}: ${images} images, with the whole log.\n`);
  return 0;
}

async function importInto(path: string, lines: Iterable<string>): Promise<number> {
  const caseFile = openCase(path, { mode: 'write', create: true });
  try {
    const images = await importLines(caseFile, lines);
    caseFile.close();
    return images;
  } catch (error) {
    removeCase(caseFile);
    throw error;
  }
}

/** Makes a new case at `path` of exported lines (`-`: standard input). */
export async function caseImport(input: string, path: string, io: CommandIo) {
  if (isCaseAddress(path)) return importShared(input, path, io);
  refuseExisting(path);
  const caseFile = openCase(path, { mode: 'write', create: true });
  let images: number;
  try {
    images = await importLines(caseFile, textsOf(input, io));
  } catch (error) {
    removeCase(caseFile); // it was made a moment ago, and holds nothing
    const name = input === '-' ? STANDARD_INPUT : basename(input);
    // Of the case that was being made: it is gone, and the lines are what is wrong.
    if (error instanceof UserError && error.message.startsWith(`${basename(path)} is damaged`)) {
      throw new UserError(
        error.code,
        `${name} holds what no case can: it was changed after it was exported, or another program made it. Nothing was imported.`,
      );
    }
    if (!(error instanceof UserError) || error.code !== 'unsupported-format') throw error;
    throw new UserError(error.code, `${name}: ${error.message}`);
  }
  caseFile.close();
  io.stdout.write(`${printable(path)}: ${images} images imported.\n`);
  return 0;
}

async function importShared(input: string, address: string, io: CommandIo) {
  const { images, address: shown } = await shareCase(address, textsOf(input, io), version);
  io.stdout.write(`${printable(shown)}: ${images} images imported.\n`);
  return 0;
}

async function* textsOf(input: string, { stdin }: CommandIo): AsyncGenerator<string> {
  const kind = { what: 'an exported case', maxBytes: Infinity };
  const lines =
    input === '-' ? linesOf(stdin, STANDARD_INPUT) : linesOfFile(input, basename(input), kind);
  for await (const { text } of lines) yield text;
}

function removeCase(caseFile: CaseFile): void {
  try {
    caseFile.close();
  } catch {
    // On a full disk its parts stay apart; none of them stays.
  }
  for (const part of ['', '-wal', '-shm']) rmSync(`${caseFile.path}${part}`, { force: true });
}

/** Copies a case, also one that is being written, into a new file, and its anchors beside that. */
export async function caseBackup(path: string, output: string, io: CommandIo) {
  const beside = `${output}.anchors`;
  refuseExisting(output);
  refuseExisting(beside);
  try {
    const anchors = await reading(path, (caseFile) => backUp(caseFile, output));
    if (anchors !== null) await writeAllWhole([{ path: beside, bytes: anchors }]);
    const named = anchors === null ? 'is' : `and ${basename(beside)} are`;
    io.stdout.write(`${printable(`${output} ${named} a complete copy.`)}\n`);
  } catch (error) {
    rmSync(output, { force: true });
    throw error;
  }
  return 0;
}

/** Copies `caseFile` into `output`; returns the anchors that are of the same moment. */
async function backUp({ database, path }: CaseFile, output: string): Promise<Buffer | null> {
  for (;;) {
    const before = anchorsBytes(path);
    await database.backup(output);
    // A head that was signed meanwhile is in only one of the two. That is minutes apart.
    const after = anchorsBytes(path);
    if (before?.length === after?.length) return after;
    rmSync(output, { force: true });
  }
}

function refuseExisting(path: string): void {
  if (!existsSync(fsPath(path))) return;
  throw new UserError('invalid-argument', `${basename(path)} exists. Choose another name.`);
}

/** Images are told apart by their bytes; each may lie at several paths. */
function placesText(images: number, paths: readonly string[]): string {
  return `${images} images${atPaths(images, paths.length)}`;
}

/** Prints the images whose verdict is another since they were examined again. */
export async function caseChanges(path: string, { json }: { json?: true }, io: CommandIo) {
  return reading(path, (caseFile) => {
    const changes = findChanges(caseFile);
    for (const change of changes) {
      io.stdout.write(json ? `${printableJson(change)}\n` : `${printable(changeText(change))}\n`);
    }
    if (changes.length === 0) io.stderr.write('Examining again changed no verdict.\n');
    return 0;
  });
}

/** Prints the hidden pictures that several files carry. */
export async function caseCampaigns(path: string, options: { json?: true }, io: CommandIo) {
  return reading(path, (caseFile) => {
    const campaigns = findCampaigns(caseFile);
    const paths = (ids: number[]) => ids.map((id) => readRow(caseFile, id).path);
    const places = (ids: number[]) =>
      ids.flatMap((id) => [...originalsOf(caseFile, id)].flatMap((original) => original.paths));
    if (options.json) {
      const told = campaigns.map((campaign) => ({ ...campaign, paths: paths(campaign.images) }));
      io.stdout.write(`${printableJson(told, 2)}\n`);
      return 0;
    }
    for (const { hash, images, carriers, openly } of campaigns) {
      io.stdout.write(
        printableLines([
          `hidden picture ${hash}: ${placesText(images.length, places(images))}, ${carriers} carriers`,
          ...places(images).map((file) => `  ${file}`),
          ...places(openly).map((file) => `  shown openly in ${file}`),
        ]),
      );
    }
    if (campaigns.length === 0) io.stdout.write('No hidden picture is in several files.\n');
    return 0;
  });
}
