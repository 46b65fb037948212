/** A case as the memory of a scan: what it knows is not examined again, what is new is kept. */
import { resolve } from 'node:path';
import type { Finding } from '../../shared/finding/finding.ts';
import type { KnownList } from '../../shared/known/known.ts';
import type { SurveyPicture } from '../engine/images/orders.ts';
import { shownPath } from '../base/byte-path.ts';
import { mayLeadInside } from '../base/inside-path.ts';
import { hashFile } from '../base/hash.ts';
import { isPermanent } from '../scan/permanent-failure.ts';
import type { ScanSettings } from '../scan/scan-settings.ts';
import type { FileStat, Kept, KnownRecord, ScanArchive, ScanRecord } from '../scan/sink.ts';
import type { CaseFile } from './store/case-file.ts';
import { earlierFinding } from './changes.ts';
import { recordKnown } from './queue/known-images.ts';
import {
  knownFinding,
  latestFinding,
  recordFailure,
  recordFinding,
  recordSighting,
} from './record.ts';

export interface ArchiveOptions {
  engineVersion: string;
  settings: ScanSettings;
  /** Whether what another engine examined is examined again; default true. */
  again?: boolean;
  /** Of a file inside another, which is unpacked elsewhere; default: such files have no hash before. */
  hashInside?: HashFile;
  /** The lists that records of known files are of; default: none. */
  lists?: readonly KnownList[];
}

/** SHA-256 and size of the file at a path; null where it cannot be read. */
export type HashFile = (
  path: string,
  signal?: AbortSignal,
) => Promise<{ sha256: string; bytes: number } | null>;

/** The archive over `caseFile`; the same bytes are examined once, also where they lie twice. */
export function createCaseArchive(caseFile: CaseFile, options: ArchiveOptions): ScanArchive {
  const { engineVersion, settings, again = true, hashInside, lists = [] } = options;
  /** Hashes that are being examined, until they are kept. */
  const pending = new Map<string, { kept: Promise<void>; settle: () => void }>();
  /** Hashes of what was examined, which others are copies of. */
  const examined = new Set<string>();
  const hashed = new Map<string, { sha256: string; bytes: number }>();

  async function find(
    path: string,
    now: FileStat | null,
    signal: AbortSignal,
  ): Promise<KnownRecord | null> {
    const full = resolve(path);
    const isInside = hashInside !== undefined && mayLeadInside(full);
    const hash =
      (await hashFile(full, signal).catch(() => null)) ??
      (isInside ? await hashInside(full, signal) : null);
    if (hash === null) return null; // examining it tells why
    const { sha256 } = hash;
    while (pending.has(sha256)) {
      await Promise.race([pending.get(sha256)!.kept, whenAborted(signal)]);
      if (signal.aborted) return null;
    }
    const known = knownFinding(caseFile, sha256, engineVersion, settings);
    const finding = known ?? (again ? undefined : latestFinding(caseFile, sha256, settings));
    if (finding !== undefined) {
      recordSighting(caseFile, sha256, shownPath(full));
      const record = { ...finding, file: path, stat: now };
      return { record, isCopy: examined.has(sha256), isOld: known === undefined };
    }
    let settle = (): void => undefined;
    const kept = new Promise<void>((resolve) => (settle = resolve));
    pending.set(sha256, { kept, settle });
    hashed.set(path, hash);
    return null;
  }

  async function keep(
    { stat: _, ...finding }: ScanRecord,
    pictures: readonly SurveyPicture[],
  ): Promise<Kept> {
    const path = shownPath(resolve(finding.file));
    const hash = hashed.get(finding.file);
    hashed.delete(finding.file);
    try {
      const found = withHash(finding, hash);
      if (found === 'changed') {
        const message = `${path} changed while it was examined, or its finding is not of it; scan it again`;
        const failure = { code: 'changed', message } as const;
        recordFailure(caseFile, path, failure, engineVersion);
        return { isAgain: false, failure };
      }
      const isAgain =
        found !== null && earlierFinding(caseFile, found.sha256, settings) !== undefined;
      if (found !== null) {
        recordFinding(caseFile, { path, finding: found, engineVersion, settings, pictures });
      } else {
        recordFailure(caseFile, path, finding.error!, engineVersion);
      }
      return { isAgain };
    } finally {
      if (hash !== undefined) {
        examined.add(hash.sha256);
        pending.get(hash.sha256)?.settle();
        pending.delete(hash.sha256);
      }
    }
  }

  function keepKnown({ sha256, hashes, known }: ScanRecord): void {
    if (sha256 === null || hashes === undefined) return;
    recordKnown(caseFile, { sha256, hashes, ...(known && { known }) }, lists);
  }

  return { find, keep, keepKnown };
}

/**
 * `finding` as one of an image that is known by `hash`, which the host has and no engine tells; null where it is
 * only a failure, `changed` where it says that it is of other bytes, or nobody knows of which.
 */
function withHash(
  finding: Finding,
  hash: { sha256: string; bytes: number } | undefined,
): (Finding & { sha256: string; bytes: number }) | 'changed' | null {
  const { sha256, bytes, error } = finding;
  // The limits are among the settings, so that other limits make another finding.
  const lasts = error === null || isPermanent(error.code) || error.code === 'too-large';
  if (!lasts) return null;
  if (hash === undefined) return error === null ? 'changed' : null;
  const isSame = (sha256 ?? hash.sha256) === hash.sha256 && (bytes ?? hash.bytes) === hash.bytes;
  return isSame ? { ...finding, ...hash } : 'changed';
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
