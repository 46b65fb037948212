/** Examines many files with several engines at once; each finding goes to the journal and the sinks. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { errorFinding } from '../../shared/analyze.ts';
import { toErrorBody } from '../../shared/errors.ts';
import type { Classifier } from '../../shared/labels/classifier.ts';
import type { LabelPair } from '../../shared/labels/labels.ts';
import type { ViewRequest } from '../../shared/pipelines/request.ts';
import type { Engines, ImageSource } from '../engine/service.ts';
import { labelImage } from '../labels/label-image.ts';
import { version } from '../package-root.ts';
import { isWorthExamining } from './image-names.ts';
import { inOrder } from './in-order.ts';
import type { Journal } from './journal.ts';
import type { ListedFile } from './list-files.ts';
import type { Tally } from './pace.ts';
import type { FileStat, FindingSink, ScanRecord } from './sink.ts';

export interface ScanOptions {
  engines: Engines;
  /** How many files are under way at once. */
  jobs: number;
  /** Policy and limits of every file. */
  decode: Pick<ImageSource, 'policy' | 'limits'>;
  /** The view that is judged instead of searching every size, or null. */
  view: ViewRequest | null;
  /** What else is asked of every image: labels at both scales. */
  classifiers: readonly Classifier[];
  journal: Journal | null;
  sinks: readonly FindingSink[];
  /** Told after each file. */
  onProgress: (tally: Tally) => void;
  signal?: AbortSignal | undefined;
}

/** What a scan came to; what is neither done nor skipped was not reached. */
export interface ScanOutcome extends Tally {
  /** Files of folders that are no images. */
  skipped: number;
}

/**
 * Scans `files`. Ends early, with what was done in the journal, where a sink fails (and throws what it
 * threw) or the signal fires.
 */
export async function scanFiles(
  files: readonly ListedFile[],
  options: ScanOptions,
): Promise<ScanOutcome> {
  const { journal, sinks, jobs, onProgress } = options;
  const outcome: ScanOutcome = {
    total: files.length,
    done: 0,
    examined: 0,
    found: 0,
    failed: 0,
    skipped: 0,
  };
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([stop.signal, options.signal]) : stop.signal;
  const ordered = inOrder<ScanRecord>(async (record) => {
    for (const sink of sinks) await sink.write(record);
  });
  let next = 0;

  async function work(): Promise<void> {
    while (next < files.length && !signal.aborted) {
      const index = next++;
      const file = files[index];
      const now = file.error === undefined ? await statOf(file.path) : null;
      let record = (await journal?.find(file.path, now)) ?? null;
      if (record === null && !(file.isNamed || (await isWorthExamining(file.path)))) {
        outcome.skipped++;
        outcome.total--;
      } else {
        if (record === null) {
          record = await examine(file, now, options, signal);
          if (record === null) return; // stopped on the way: it is not done
          await journal?.append(record);
          outcome.examined++;
        }
        outcome.done++;
        if (record.verdict === 'error') outcome.failed++;
        else if (record.verdict !== 'clean') outcome.found++;
      }
      await ordered.done(index, record);
      onProgress(outcome);
    }
  }

  const workers = Array.from({ length: jobs }, () =>
    work().catch((error: unknown) => {
      stop.abort(); // the others end before their next file
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  return outcome;
}

/** The record of one file, or null where the scan was stopped on the way. */
async function examine(
  { path, error }: ListedFile,
  now: FileStat | null,
  options: ScanOptions,
  signal: AbortSignal,
): Promise<ScanRecord | null> {
  const { engines, decode, view, classifiers } = options;
  const started = performance.now();
  const failed = (body: ReturnType<typeof toErrorBody>): ScanRecord => {
    const elapsedMs = performance.now() - started;
    return { ...errorFinding(path, body, { version, elapsedMs }), stat: now };
  };
  if (error !== undefined) return failed(error);
  try {
    const source = { path, name: basename(path), ...decode };
    const finding = await engines.examine(source, view, signal);
    const labels = classifiers.length > 0 ? await labelsOf(source, options, signal) : {};
    return { ...finding, ...labels, file: path, stat: now };
  } catch (thrown) {
    return signal.aborted ? null : failed(toErrorBody(thrown));
  }
}

/** What every classifier says of an image. */
async function labelsOf(
  source: ImageSource,
  { engines, classifiers }: ScanOptions,
  signal: AbortSignal,
): Promise<{ labels: LabelPair[] }> {
  const image = await engines.open(source, signal);
  return { labels: await labelImage(image, classifiers, engines, signal) };
}

async function statOf(path: string): Promise<FileStat | null> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { bytes: size, modifiedMs: mtimeMs };
  } catch {
    return null;
  }
}
