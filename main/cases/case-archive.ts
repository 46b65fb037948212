/** A case as the memory of a scan: what it knows is not examined again, what is new is kept. */
import type { KnownList } from '../../shared/known/known.ts';
import { shownPath } from '../base/byte-path.ts';
import { createArchive, type HashFile } from '../scan/archive.ts';
import type { ScanSettings } from '../scan/scan-settings.ts';
import type { ScanArchive, ScanRecord } from '../scan/sink.ts';
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

/** The archive over `caseFile`; the same bytes are examined once, also where they lie twice. */
export function createCaseArchive(caseFile: CaseFile, options: ArchiveOptions): ScanArchive {
  const { engineVersion, settings, again = true, hashInside, lists = [] } = options;
  const archive = createArchive(
    {
      find(sha256) {
        const known = knownFinding(caseFile, sha256, engineVersion, settings);
        const finding = known ?? (again ? undefined : latestFinding(caseFile, sha256, settings));
        const isOld = known === undefined;
        return Promise.resolve(finding === undefined ? null : { finding, isOld });
      },
      hasEarlier: (sha256) => earlierFinding(caseFile, sha256, settings) !== undefined,
      keepSighting: (sha256, path) => recordSighting(caseFile, sha256, shownPath(path)),
      keepFinding(path, finding, pictures) {
        const made = { engineVersion, settings, pictures };
        recordFinding(caseFile, { path: shownPath(path), finding, ...made });
      },
      keepFailure: (path, error) => recordFailure(caseFile, shownPath(path), error, engineVersion),
    },
    hashInside,
  );

  function keepKnown({ sha256, hashes, known }: ScanRecord): void {
    if (sha256 === null || hashes === undefined) return;
    recordKnown(caseFile, { sha256, hashes, ...(known && { known }) }, lists);
  }

  return { ...archive, keepKnown };
}
