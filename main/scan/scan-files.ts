/** Examines many files with several engines at once; each finding goes to the journal and the sinks. */
import { errorFinding } from '../../shared/analyze/analyze.ts';
import { toErrorBody } from '../../shared/base/errors.ts';
import { listedVerdict } from '../../shared/verdict/words.ts';
import type { Classifier } from '../../shared/pipelines/classifier.ts';
import type { LabelPair } from '../../shared/finding/labels.ts';
import type { ViewRequest } from '../../shared/pipelines/request.ts';
import { MOST_FRAMES } from '../../shared/image/sample-frames.ts';
import type { ImageSource, SurveyPicture } from '../engine/images/orders.ts';
import { toldFinding, toldSurvey } from '../engine/images/told-finding.ts';
import type { Engines } from '../engine/pool/engines.ts';
import { identityOf } from '../engine/pool/hash-inside.ts';
import { labelImage } from '../engine/pool/label-image.ts';
import type { TextSettings } from '../engine/text/read-image-text.ts';
import { findingWithText, toldFrame } from '../engine/text/text-of-file.ts';
import { shownName } from '../base/byte-path.ts';
import { statOfFile } from '../base/inside-path.ts';
import { engineVersion } from '../base/package-root.ts';
import { isWorthExamining } from './image-names.ts';
import { inOrder } from './in-order.ts';
import type { Journal } from './journal.ts';
import { largestFirst } from './largest-first.ts';
import type { ListedFile } from './list-files.ts';
import type { Tally } from './progress-line.ts';
import type { FileStat, FindingSink, ScanArchive, ScanRecord } from './sink.ts';

export interface ScanOptions {
  engines: Engines;
  /** How many files are examined at once; of several, one more waits in the engines. */
  jobs: number;
  /** Policy, limits and thresholds of every file. */
  decode: Pick<ImageSource, 'policy' | 'limits' | 'thresholds' | 'pdq'>;
  /** The view that is judged instead of searching every size, or null. */
  view: ViewRequest | null;
  /** With a view: whether every size is searched beside it. Not for an archive. Default false. */
  search?: boolean;
  /** What else is asked of every image: labels at both scales. */
  classifiers: readonly Classifier[];
  /** How text is read in images in which something stands out; null or left out: not at all. */
  text?: TextSettings | null;
  journal: Journal | null;
  /** Knows images by their bytes, and is asked instead of the journal. */
  archive?: ScanArchive | null;
  /** What is put beside each record before anything takes it: what lists say of its file. */
  annotate?: ((record: ScanRecord, signal: AbortSignal) => Promise<ScanRecord>) | null;
  sinks: readonly FindingSink[];
  /** Told after each file. */
  onProgress: (tally: Tally) => void;
  signal?: AbortSignal | undefined;
}

/** What a scan came to; what is neither done nor skipped was not reached. */
export interface ScanOutcome extends Tally {
  /** Files of folders that are no images. */
  skipped: number;
  /** Of those done: the same bytes as one that was examined. What is neither was known from before. */
  copies: number;
  /** Of those examined without failure: what the case knew by another engine, or by other thresholds or limits. */
  again: number;
  /** Of those known from before: by another engine, and left so. */
  old: number;
  /** Of those examined now: those that failed. */
  failedNow: number;
  /** Of those known from before, copies aside: those that failed then. */
  failedBefore: number;
  /** Of those done: too small, or otherwise such that nothing can be said. */
  notAssessable: number;
}

/** Files that wait in the engines for those before them, so that no engine waits for the host. */
const AHEAD = 1;

/** Files of which the largest are examined first, for each job. */
const WINDOW_PER_JOB = 16;

/**
 * Scans `files`. Ends early, with what was done in the journal, where a sink fails (and throws what it
 * threw) or the signal fires.
 */
export async function scanFiles(
  files: readonly ListedFile[],
  options: ScanOptions,
): Promise<ScanOutcome> {
  const { journal, archive = null, sinks, jobs, onProgress } = options;
  const outcome: ScanOutcome = {
    total: files.length,
    done: 0,
    examined: 0,
    found: 0,
    failed: 0,
    skipped: 0,
    copies: 0,
    again: 0,
    old: 0,
    failedNow: 0,
    failedBefore: 0,
    notAssessable: 0,
  };
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([stop.signal, options.signal]) : stop.signal;
  const ordered = inOrder<ScanRecord>(async (record) => {
    for (const sink of sinks) await sink.write(record);
  });
  // One job goes through the list as it is, one file after the other.
  const isAlone = jobs === 1;
  const perWindow = isAlone ? 1 : jobs * WINDOW_PER_JOB;
  const take = largestFirst(files.length, perWindow, async (index) => {
    return signal.aborted ? 0 : ((await statOfFile(files[index].path))?.bytes ?? 0);
  });

  const annotated = async (record: ScanRecord): Promise<ScanRecord> => {
    const told = (await options.annotate?.(record, signal)) ?? record;
    archive?.keepKnown?.(told);
    return told;
  };

  async function work(): Promise<void> {
    for (let index = await take(); index !== null && !signal.aborted; index = await take()) {
      const file = files[index];
      const now = file.error === undefined ? await statOfFile(file.path) : null;
      let record = archive === null ? ((await journal?.find(file.path, now)) ?? null) : null;
      if (record?.verdict === 'error') outcome.failedBefore++;
      if (record === null && !(file.isNamed || (await isWorthExamining(file.path)))) {
        outcome.skipped++;
        outcome.total--;
      } else {
        if (archive !== null && file.error === undefined) {
          const known = await archive.find(file.path, now, signal);
          if (known !== null) {
            ({ record } = known);
            const isWhole = record.verdict !== 'error';
            if (known.isCopy) outcome.copies += isWhole ? 1 : 0;
            else if (!isWhole) outcome.failedBefore++;
            else if (known.isOld) outcome.old++;
            record = await annotated(record);
            // Its lines are of all images, also of those known.
            if ((await journal?.tells(record)) === false) await journal?.append(record);
          }
        }
        if (record === null) {
          const examined = await examine(file, now, options, signal);
          if (examined === null) return; // stopped on the way: it is not done
          ({ record } = examined);
          const kept = await archive?.keep(record, examined.pictures);
          if (kept?.failure !== undefined) {
            const { version, elapsedMs } = record;
            const failed = errorFinding(file.path, kept.failure, { version, elapsedMs });
            record = { ...failed, stat: now };
          }
          record = await annotated(record);
          if (kept?.isAgain && record.verdict !== 'error') outcome.again++;
          await journal?.append(record);
          outcome.examined++;
          if (record.verdict === 'error') outcome.failedNow++;
        }
        outcome.done++;
        const listed = listedVerdict(record);
        if (listed === 'error') outcome.failed++;
        else if (listed === 'not-assessable') outcome.notAssessable++;
        else if (listed !== 'clean') outcome.found++;
      }
      await ordered.done(index, record);
      onProgress(outcome);
    }
  }

  const workers = Array.from({ length: isAlone ? 1 : jobs + AHEAD }, () =>
    work().catch((error: unknown) => {
      stop.abort(); // the others end before their next file
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected');
  // What was done while a file before it was not is told all the same: nothing else may keep it.
  const told = await Promise.allSettled([ordered.rest()]);
  for (const end of [failed, ...told]) if (end?.status === 'rejected') throw end.reason;
  return outcome;
}

interface ExaminedFile {
  record: ScanRecord;
  /** For the archive; none without. */
  pictures: SurveyPicture[];
}

/** The record of one file, or null where the scan was stopped on the way. */
async function examine(
  { path, error }: ListedFile,
  now: FileStat | null,
  options: ScanOptions,
  signal: AbortSignal,
): Promise<ExaminedFile | null> {
  const { engines, decode, view, search, classifiers, archive = null, text = null } = options;
  const started = performance.now();
  const failed = async (body: ReturnType<typeof toErrorBody>): Promise<ExaminedFile | null> => {
    const elapsedMs = performance.now() - started;
    const run = { version: engineVersion, elapsedMs };
    try {
      const identity = await identityOf(path, engines, decode.limits, signal);
      return { record: { ...errorFinding(path, body, run), ...identity, stat: now }, pictures: [] };
    } catch {
      return null; // stopped meanwhile
    }
  };
  if (error !== undefined) return failed(error);
  try {
    const source = { path, name: shownName(path), ...decode, mostFrames: MOST_FRAMES };
    const { finding, pictures } =
      archive === null
        ? {
            finding: toldFinding(await engines.examine(source, view, signal, search), source.name),
            pictures: [],
          }
        : toldSurvey(await engines.survey(source, view, signal), source.name);
    const labels =
      classifiers.length > 0 ? await labelsOf(toldFrame(source, finding), options, signal) : {};
    const labeled = { ...finding, ...labels };
    const read =
      text === null ? labeled : await findingWithText(source, labeled, engines, text, signal);
    return { record: { ...read, file: path, stat: now }, pictures };
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
