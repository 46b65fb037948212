/** `scalescope scan`: one finding per image of folders, globs and lists. */
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { changeText } from '../../../shared/case/case-changes.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { printable, printableJson, printableLines } from '../../../shared/base/printable.ts';
import { scoreMeaning } from '../../../shared/verdict/words.ts';
import { keepSigned } from '../../cases/anchor/keep-signed.ts';
import { createCaseArchive } from '../../cases/case-archive.ts';
import { openCase } from '../../cases/open-case.ts';
import type { CaseFile } from '../../cases/store/case-file.ts';
import { countOfOtherEngines, findChanges } from '../../cases/changes.ts';
import { addRoots } from '../../cases/record.ts';
import { watchFiles } from '../../cases/watch-files.ts';
import { hashWith } from '../../engine/pool/hash-inside.ts';
import { createEngines } from '../../engine/pool/pool.ts';
import { engineVersion } from '../../base/package-root.ts';
import { listText } from '../../../shared/known/known.ts';
import { annotator } from '../../known/annotate.ts';
import { openKnown, type KnownFiles } from '../../known/known-files.ts';
import { createCsvSink } from '../../scan/csv-sink.ts';
import type { Journal } from '../../scan/journal.ts';
import { listFiles, type FileList, type ListedFile } from '../../scan/list-files.ts';
import { listInside } from '../../scan/list-inside.ts';
import { progressLine } from '../../scan/progress-line.ts';
import { createJsonSink, createTextSink } from '../../scan/print-sink.ts';
import { scanFiles, type ScanOptions, type ScanOutcome } from '../../scan/scan-files.ts';
import type { FindingSink } from '../../scan/sink.ts';
import { summaryOf, together } from '../../scan/scan-summary.ts';
import { statusLine, type CommandIo } from '../../terminal/io.ts';
import {
  examinationOf,
  expandList,
  openJournal,
  viewOf,
  type ExaminationOptions,
} from './scan-input.ts';

export interface ScanCommandOptions extends ExaminationOptions {
  /** Engine processes; default: one per core. */
  jobs?: number;
  jsonl?: string;
  csv?: string;
  resume?: true;
  /** The case that the findings go to; what it knows is not examined again. */
  case?: string;
  /** With `case`: whether what another engine examined is examined again. */
  again: boolean;
  /** Whether links are followed that lead out of the folders. */
  followLinks?: true;
  /** Whether pictures inside of archives, documents and mails are examined. */
  inside: boolean;
  /** With `case`: goes on with what is added to the folders. */
  watch?: true;
  /** Lists of hashes of files that are known. */
  knownGood?: string[];
  knownBad?: string[];
  /** Whether MD5 and SHA-1 are told; lists ask for them too. */
  hashes?: true;
  json?: true;
  /** The list on standard input has a NUL after each path. */
  null?: true;
}

const NOTHING_FOUND = 0;
const FOUND = 1;
const FAILED = 2;

/**
 * Scans `paths` (`-`: those on standard input). Returns 2 where something failed, else 1 where
 * something was found, else 0.
 */
export async function scan(
  paths: string[],
  options: ScanCommandOptions,
  io: CommandIo,
): Promise<number> {
  const { jsonl, resume } = options;
  if (resume && jsonl === undefined) {
    throw new UserError('invalid-argument', '--resume needs --jsonl, the file that it continues.');
  }
  if (options.watch && (options.case === undefined || paths.includes('-'))) {
    throw new UserError('invalid-argument', '--watch needs --case, and folders instead of a list.');
  }
  refuseSharedOutputs(options);
  if (!options.again && (options.case === undefined || jsonl !== undefined)) {
    throw new UserError(
      'invalid-argument',
      options.case === undefined
        ? '--no-again needs --case, which has the earlier findings.'
        : '--no-again and --jsonl exclude each other, because a list has findings of one engine only.',
    );
  }
  const bucket = paths.find((path) => path.startsWith('s3://'));
  if (bucket !== undefined) {
    throw new UserError('invalid-argument', `${bucket} is examined by workers: give --fleet.`);
  }
  viewOf(options); // refused before anything is listed
  const listing = await listFiles(await expandList(paths, options, io), {
    followLinks: options.followLinks,
    signal: io.signal,
  });
  const known = await openLists(options, io);
  try {
    return await scanKnown(paths, options, io, listing, known);
  } finally {
    known?.close();
  }
}

async function scanKnown(
  paths: string[],
  options: ScanCommandOptions,
  io: CommandIo,
  listing: FileList,
  known: KnownFiles | null,
): Promise<number> {
  const { jobs = availableParallelism(), jsonl, labels } = options;
  const examination = await examinationOf(options, known?.hasPdq === true);
  const { decode, view, text, settings } = examination;
  const { limits } = decode;
  const caseFile =
    options.case === undefined ? null : openCase(options.case, { mode: 'write', create: true });
  if (caseFile !== null) await keepSigned(caseFile);
  const hashed = hasHashes(options, known) && { hashes: known?.lists ?? [] };
  const journal = await openJournal(options, { ...settings, ...hashed }).catch((error: unknown) => {
    caseFile?.close();
    throw error;
  });
  const engines = createEngines({ count: jobs, limits, cacheBytes: 0 });
  const status = statusLine(io);
  const started = performance.now();
  const sinks: FindingSink[] = [];
  const listed = new Set<string>();
  /** What is to be examined of `found`, with what lies inside. */
  const expand = async (found: readonly ListedFile[]) => {
    const onProgress = (done: number, of: number) => status.show(`looked into ${done} of ${of}`);
    const { signal } = io;
    const files = options.inside
      ? await listInside(found, { engines, jobs, limits, onProgress, signal })
      : found;
    for (const { path } of files) listed.add(path);
    return files;
  };
  let outcome: ScanOutcome;
  try {
    sinks.push(...(await openSinks(options, io)));
    const archive =
      caseFile &&
      createCaseArchive(caseFile, {
        ...{ engineVersion, settings, again: options.again },
        hashInside: hashWith(engines, limits),
        lists: known?.lists ?? [],
      });
    if (caseFile !== null) tellOfOtherEngines(caseFile, options.again, io);
    if (caseFile !== null && !paths.includes('-')) {
      addRoots(
        caseFile,
        paths.map((path) => resolve(path)),
      );
    }
    const scanOptions: ScanOptions = {
      engines,
      jobs,
      decode,
      view,
      classifiers: labels,
      text,
      journal,
      archive,
      annotate: hasHashes(options, known) ? annotator(known, { engines, limits }) : null,
      sinks,
      onProgress: (tally) => status.show(progressLine(tally, performance.now() - started)),
      signal: io.signal,
    };
    outcome = await scanFiles(await expand(listing.files), scanOptions);
    if (options.watch && io.signal !== undefined) {
      const tell = () =>
        void io.stderr.write('Watching the folders for new images. Press Ctrl-C to end.\n');
      const more = async (added: string[]) => {
        const named = new Set(paths);
        const { files } = await listFiles(added);
        const next = files.map((file) => ({ ...file, isNamed: named.has(file.path) }));
        outcome = together(outcome, await scanFiles(await expand(next), scanOptions));
      };
      await watchFiles(paths, more, io.signal, tell, options.followLinks === true);
    }
  } catch (error) {
    await closeAll(journal, [...listed], sinks).catch(() => undefined); // the first failure is the cause
    closeQuietly(caseFile);
    throw error;
  } finally {
    status.clear();
    await engines.close();
  }
  const isStopped = io.signal?.aborted === true;
  try {
    await closeAll(journal, [...listed], sinks);
    // Of a scan that was stopped, the one that goes on tells all.
    if (caseFile !== null && outcome.again > 0 && !isStopped) tellChanges(caseFile, options, io);
  } finally {
    caseFile?.close();
  }
  const summary = options.json ? io.stderr : io.stdout;
  const { case: casePath } = options;
  const told = summaryOf(outcome, {
    ...{ paths, isStopped, jsonl, case: casePath, left: listing.left },
  });
  const score =
    view === null
      ? `Score: ${scoreMeaning('search')}. Where loaders differ: ${scoreMeaning('loaders')}.`
      : `Score: ${scoreMeaning('view')}. Other sizes and pipelines, and how loaders differ, were not examined.`;
  summary.write(`${printable(told)}\n${outcome.found > 0 || view !== null ? `${score}\n` : ''}`);
  if (io.signal?.aborted) throw new UserError('cancelled', 'The scan was stopped');
  if (outcome.failed > 0) return FAILED;
  return outcome.found > 0 ? FOUND : NOTHING_FOUND;
}

function hasHashes({ hashes }: ScanCommandOptions, known: KnownFiles | null): boolean {
  return hashes === true || known !== null;
}

/** The lists of known files that were given, read and told of; null where there are none. */
async function openLists(
  { knownGood = [], knownBad = [] }: ScanCommandOptions,
  io: CommandIo,
): Promise<KnownFiles | null> {
  if (knownGood.length + knownBad.length === 0) return null;
  const status = statusLine(io);
  status.show('reading lists of hashes');
  const known = await openKnown({ good: knownGood, bad: knownBad }, io.signal).finally(() =>
    status.clear(),
  );
  for (const list of known.lists) io.stderr.write(`${printable(listText(list))}\n`);
  return known;
}

/** Changes that are listed on a terminal; `case changes` has all. */
const LISTED_CHANGES = 50;

/** Prints which verdicts this engine has changed, also in scans before this one that were stopped. */
function tellChanges(
  caseFile: CaseFile,
  { json }: ScanCommandOptions,
  { stdout }: CommandIo,
): void {
  const changes = findChanges(caseFile, engineVersion);
  if (json) {
    for (const change of changes) stdout.write(`${printableJson(change)}\n`);
    return;
  }
  const more = changes.length - LISTED_CHANGES;
  const lines = [
    changes.length === 0
      ? 'Examining again changed no verdict.'
      : `Verdicts changed by examining again: ${changes.length}`,
    ...changes.slice(0, LISTED_CHANGES).map((change) => `  ${changeText(change)}`),
    ...(more > 0
      ? [`  and ${more} more; scalescope case changes ${caseFile.name} lists them`]
      : []),
  ];
  stdout.write(printableLines(lines));
}

function tellOfOtherEngines(caseFile: CaseFile, again: boolean, { stderr }: CommandIo): void {
  const count = countOfOtherEngines(caseFile, engineVersion);
  if (count === 0) return;
  const images = count === 1 ? '1 image was' : `${count} images were`;
  const what = again
    ? 'this scan examines again those that it meets (--no-again skips them)'
    : 'their findings are kept';
  stderr.write(`${printable(caseFile.name)}: ${images} examined by another engine; ${what}.\n`);
}

async function openSinks(
  { csv, json, resume }: ScanCommandOptions,
  { stdout }: CommandIo,
): Promise<FindingSink[]> {
  const print = json ? createJsonSink(stdout) : createTextSink(stdout);
  if (csv === undefined) return [print];
  const found = await stat(csv).catch(() => null);
  if (found?.isFile() && found.size > 0 && !resume) {
    throw new UserError('invalid-argument', `${csv} exists. Choose another name.`);
  }
  return [await createCsvSink(csv), print];
}

function closeQuietly(caseFile: CaseFile | null): void {
  try {
    caseFile?.close();
  } catch {
    // What came before is told of.
  }
}

/** Closes everything, whatever of it fails; then throws the first failure. */
async function closeAll(
  journal: Journal | null,
  paths: readonly string[],
  sinks: readonly FindingSink[],
): Promise<void> {
  const closings = [journal?.close(paths), ...sinks.map((sink) => sink.close())];
  const failed = (await Promise.allSettled(closings)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

/** Two outputs in one file would write over each other. */
function refuseSharedOutputs({ jsonl, csv, case: casePath }: ScanCommandOptions): void {
  const outputs = Object.entries({ '--jsonl': jsonl, '--csv': csv, '--case': casePath }).filter(
    (output): output is [string, string] => output[1] !== undefined && output[1] !== '-',
  );
  for (const [at, [option, path]] of outputs.entries()) {
    const other = outputs.slice(0, at).find(([, before]) => resolve(before) === resolve(path));
    if (other === undefined) continue;
    throw new UserError(
      'invalid-argument',
      `${other[0]} and ${option} are both ${path}. Give each its own file.`,
    );
  }
}
