/** What a scan came to, in a sentence for a person. */
import type { LeftOut } from './list-files.ts';
import type { ScanOutcome } from './scan-files.ts';

export interface SummaryOptions {
  /** What was to be scanned. */
  paths: readonly string[];
  /** Whether it was stopped before its end. */
  isStopped: boolean;
  jsonl?: string | undefined;
  case?: string | undefined;
  /** What was met while listing and not entered. */
  left?: LeftOut;
}

/** Places that are named where nothing was in them. */
const MOST_PLACES = 3;

/** Two passes of one scan taken together. */
export function together(one: ScanOutcome, next: ScanOutcome): ScanOutcome {
  return {
    total: one.total + next.total,
    done: one.done + next.done,
    examined: one.examined + next.examined,
    found: one.found + next.found,
    failed: one.failed + next.failed,
    skipped: one.skipped + next.skipped,
    copies: one.copies + next.copies,
    again: one.again + next.again,
    old: one.old + next.old,
    failedNow: one.failedNow + next.failedNow,
    failedBefore: one.failedBefore + next.failedBefore,
    notAssessable: one.notAssessable + next.notAssessable,
  };
}

/** The counts of `outcome`, what was left out, and how to go on where it was stopped. */
export function summaryOf(outcome: ScanOutcome, options: SummaryOptions): string {
  return `${countsOf(outcome, options)}${leftText(options.left)}`;
}

/** What was not entered, in sentences with a space before each; empty where that is nothing. */
export function leftText(left: LeftOut = { links: 0, special: 0 }): string {
  return leftSentences(left, ' (--follow-links does)')
    .map((sentence) => ` ${sentence}.`)
    .join('');
}

/** The same one by one, without full stops; `how` follows what is said of links. */
export function leftSentences({ links, special }: LeftOut, how = ''): string[] {
  const linked =
    links === 1
      ? '1 link that leads out of what was given was not followed'
      : `${links} links that lead out of what was given were not followed`;
  const folders =
    special === 1
      ? '1 folder on a special file system was'
      : `${special} folders on special file systems were`;
  return [
    ...(links > 0 ? [`${linked}${how}`] : []),
    ...(special > 0 ? [`${folders} not entered`] : []),
  ];
}

function countsOf(outcome: ScanOutcome, options: SummaryOptions): string {
  const { total, done, examined, found, failed, skipped, notAssessable } = outcome;
  const { isStopped, jsonl, case: casePath } = options;
  const passedOver = skipped === 0 ? [] : [`${filesOf(skipped)} passed over`];
  if (total === 0) {
    const where = `No image was found in ${placesOf(options.paths)}`;
    return `${[where, 'nothing was examined', ...passedOver].join(', ')}.`;
  }
  const images = done < total ? `Stopped: ${done} of ${total} images` : imagesOf(done);
  const unsaid = notAssessable === 0 ? [] : [`${notAssessable} not assessable`];
  const noneFailed = failed === 0 ? ['0 failed'] : []; // else it is one of the ways
  const ofThem = [`${found} found`, ...unsaid, ...noneFailed, ...passedOver].join(', ');
  const counts =
    examined === done && failed === 0
      ? `${images} examined${againText(outcome)}, ${ofThem}`
      : `${images}: ${waysOf(outcome).join(', ')}; ${ofThem}`;
  if (isStopped && casePath !== undefined) return `${counts}. The same command continues.`;
  if (isStopped && jsonl !== undefined) return `${counts}. --resume --jsonl ${jsonl} continues.`;
  return `${counts}.`;
}

/** How the images came to their findings: the counts add up to those that are done. */
function waysOf(outcome: ScanOutcome): string[] {
  const { done, examined, copies, failed, failedNow, failedBefore } = outcome;
  const known = done - examined - copies - (failed - failedNow);
  return [
    `${examined - failedNow} examined${againText(outcome)}`,
    ...(copies > 0 ? [copies === 1 ? '1 copy' : `${copies} copies`] : []),
    ...(known > 0 ? [`${known} known from before${oldText(outcome)}`] : []),
    ...(failed > failedBefore ? [`${failed - failedBefore} failed`] : []),
    ...(failedBefore > 0 ? [`${failedBefore} failed before`] : []),
  ];
}

function againText({ again }: ScanOutcome): string {
  return again === 0 ? '' : ` (${again} again)`;
}

function oldText({ old }: ScanOutcome): string {
  return old === 0 ? '' : ` (${old} by another engine)`;
}

function placesOf(paths: readonly string[]): string {
  const named = paths.slice(0, MOST_PLACES).map((path) => (path === '-' ? 'the list' : path));
  const more = paths.length - named.length;
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function imagesOf(count: number): string {
  return count === 1 ? '1 image' : `${count} images`;
}

function filesOf(count: number): string {
  return count === 1 ? '1 other file' : `${count} other files`;
}
