/** What the files of one job came to, collected until all of it is written at once. */
import type { ErrorBody } from '../../../shared/base/errors.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import { listedVerdict } from '../../../shared/verdict/words.ts';
import type { SurveyPicture } from '../../engine/images/orders.ts';
import type { ImageMemory, KeptFinding } from '../../scan/archive.ts';
import type { OutcomeCounts } from '../add-counts.ts';

/** What lies at one path. */
export type PathOutcome =
  { sha256: string; finding: Finding; isCopy: boolean } | { error: ErrorBody };

export interface NewFinding {
  finding: KeptFinding;
  pictures: readonly SurveyPicture[];
}

/** The memory of a job. `findKnown` looks up what the fleet has on an image. */
export class JobMemory implements ImageMemory {
  /** By absolute path. */
  readonly paths = new Map<string, PathOutcome>();
  /** By SHA-256: what the fleet did not have. */
  readonly findings = new Map<string, NewFinding>();
  readonly #findKnown: (sha256: string) => Promise<Finding | null>;

  constructor(findKnown: (sha256: string) => Promise<Finding | null>) {
    this.#findKnown = findKnown;
  }

  async find(sha256: string): Promise<{ finding: Finding; isOld: boolean } | null> {
    const finding = this.findings.get(sha256)?.finding ?? (await this.#findKnown(sha256));
    return finding === null ? null : { finding, isOld: false };
  }

  hasEarlier(): boolean {
    return false; // a run has one engine
  }

  keepSighting(sha256: string, path: string, finding: Finding): void {
    this.paths.set(path, { sha256, finding, isCopy: true });
  }

  keepFinding(path: string, finding: KeptFinding, pictures: readonly SurveyPicture[]): void {
    this.findings.set(finding.sha256, { finding, pictures });
    this.paths.set(path, { sha256: finding.sha256, finding, isCopy: false });
  }

  keepFailure(path: string, error: ErrorBody): void {
    this.paths.set(path, { error });
  }
}

/** The counts of `outcomes`. */
export function countsOf(outcomes: readonly PathOutcome[]): OutcomeCounts {
  const counts: OutcomeCounts = { examined: 0, copies: 0, found: 0, failed: 0 };
  for (const outcome of outcomes) {
    if ('error' in outcome) {
      counts.failed++;
      continue;
    }
    if (outcome.isCopy) counts.copies++;
    else counts.examined++;
    const listed = listedVerdict(outcome.finding);
    if (listed === 'error') counts.failed++;
    else if (listed !== 'clean' && listed !== 'not-assessable') counts.found++;
  }
  return counts;
}
