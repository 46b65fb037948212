/** Scanning into an open case, once or for as long as its folders are watched. */
import { resolve } from 'node:path';
import type * as cases from '../../shared/case/case-contract.ts';
import { UserError } from '../../shared/base/errors.ts';
import { DEFAULT_DECODE_POLICY, type DecodeLimits } from '../../shared/image/facts.ts';
import type { Thresholds } from '../../shared/verdict/thresholds.ts';
import { engineVersion } from '../base/package-root.ts';
import { createCaseArchive } from '../cases/case-archive.ts';
import { isOwnPath } from '../cases/originals.ts';
import { addRoots, rootsOf } from '../cases/record.ts';
import type { CaseFile } from '../cases/store/case-file.ts';
import { watchFiles } from '../cases/watch-files.ts';
import type { Engines } from '../engine/pool/engines.ts';
import { hashWith } from '../engine/pool/hash-inside.ts';
import { listFiles, type ListedFile } from '../scan/list-files.ts';
import { listInside } from '../scan/list-inside.ts';
import type { Tally } from '../scan/progress-line.ts';
import { scanFiles } from '../scan/scan-files.ts';
import { settingsOf } from '../scan/scan-settings.ts';
import { leftSentences, together } from '../scan/scan-summary.ts';

export interface CaseScanOptions {
  engines: Engines;
  limits: DecodeLimits;
  thresholds?: Thresholds | undefined;
}

/** Folders and files on this computer, and those of the case that are on another. */
interface ScanRoots {
  own: string[];
  leftOut: cases.ScanOutcome['leftOut'];
}

export interface CaseScanOrder {
  /** What is scanned, and what of the case is not. */
  roots: ScanRoots;
  jobs: number;
  /** Whether it goes on with what is added, until `signal` fires. */
  watch: boolean;
  signal: AbortSignal;
  onProgress: (tally: Tally) => void;
}

/**
 * `paths` as what is scanned, without any the roots of the case. Throws UserError `not-found` where all of
 * these are on another computer.
 */
export function scanRootsOf(caseFile: CaseFile, paths: readonly string[] | undefined): ScanRoots {
  if (paths === undefined) return ownRootsOf(caseFile);
  return { own: paths.map((path) => resolve(path)), leftOut: [] };
}

/** Scans into `caseFile` as `order` says. Throws what recording and watching throw. */
export async function scanIntoCase(
  caseFile: CaseFile,
  { engines, limits, thresholds }: CaseScanOptions,
  { roots: { own: roots, leftOut: foreign }, jobs, watch, signal, onProgress }: CaseScanOrder,
): Promise<cases.ScanOutcome> {
  const decode = { policy: DEFAULT_DECODE_POLICY, limits, thresholds };
  const settings = await settingsOf(decode, null);
  const hashInside = hashWith(engines, limits);
  const archive = createCaseArchive(caseFile, { engineVersion, settings, hashInside });
  const unlisted: cases.ScanOutcome['leftOut'] = [];
  const scanListed = async (listed: readonly ListedFile[]) => {
    const files = await listInside(listed, { engines, jobs, limits, signal });
    unlisted.push(...files.flatMap(({ path, error }) => (error ? [{ path, error }] : [])));
    return scanFiles(files, {
      ...{ engines, jobs, decode, view: null, classifiers: [], journal: null, sinks: [] },
      ...{ archive, onProgress, signal },
    });
  };
  addRoots(caseFile, roots);
  const listing = await listFiles(roots, { signal });
  let outcome = await scanListed(listing.files);
  if (watch && !signal.aborted) {
    const more = async (added: string[]) => {
      const { files } = await listFiles(added);
      const met = files.map((file) => ({ ...file, isNamed: false }));
      outcome = together(outcome, await scanListed(met));
      onProgress(outcome);
    };
    await watchFiles(roots, more, signal);
  }
  const passed = leftSentences(listing.left).map((message) => ({
    path: roots.join(', '),
    error: { code: 'unreadable' as const, message },
  }));
  const { total, done, examined, found, failed } = outcome;
  return { total, done, examined, found, failed, leftOut: [...foreign, ...unlisted, ...passed] };
}

/** The most roots that a refusal names. */
const NAMED_ROOTS = 3;

/** The roots of this computer, and the others. Throws UserError `not-found` where all are others. */
function ownRootsOf(caseFile: CaseFile): ScanRoots {
  const roots = rootsOf(caseFile);
  const own = roots.filter((path) => isOwnPath(path, caseFile.path));
  if (own.length > 0 || roots.length === 0) {
    const message = 'not a path on this computer, so it was not searched';
    const error = { code: 'not-found', message } as const;
    const others = roots.filter((path) => !own.includes(path));
    return { own, leftOut: others.map((path) => ({ path, error })) };
  }
  const more = roots.length - NAMED_ROOTS;
  throw new UserError(
    'not-found',
    `The paths that ${caseFile.name} scans are not on this computer, and were not searched: ` +
      `${roots.slice(0, NAMED_ROOTS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  );
}
