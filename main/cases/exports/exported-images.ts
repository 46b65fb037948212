/** The images of a case as other programs are told of them: one after the other, with all hashes. */
import { canonicalJson } from '../../../shared/base/canonical-json.ts';
import type { SecondLook } from '../../../shared/case/case-people.ts';
import type { QueueRow } from '../../../shared/case/case-queue.ts';
import type { ReviewEvent } from '../../../shared/case/case-review.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import { parseFinding } from '../../../shared/finding/finding-shape.ts';
import type { FileDigests, KnownHit } from '../../../shared/known/known.ts';
import { openedPath } from '../../base/byte-path.ts';
import { digestFile } from '../../base/hash.ts';
import { hashesOf, knownOf } from '../queue/known-images.ts';
import { isOwnPath } from '../originals.ts';
import { readOrder, readRow } from '../queue/queue.ts';
import { secondLooksOf } from '../review/looks-told.ts';
import { historyOf, notesOf } from '../review/review.ts';
import type { CaseFile } from '../store/case-file.ts';
import { damaged } from '../store/database.ts';
import { recordedSql } from '../store/schema.ts';

export interface ExportedFinding {
  finding: Finding;
  engineVersion: string;
  /** As the case has them. */
  settings: Record<string, unknown>;
  at: string;
}

export interface ExportedImage {
  row: QueueRow;
  /** MD5 and SHA-1 of the case, else of a file that still has these bytes; null where neither is there. */
  hashes: Omit<FileDigests, 'sha256'> | null;
  places: { path: string; at: string }[];
  /** Oldest first; the last one is the one that counts. */
  findings: ExportedFinding[];
  /** Oldest first. */
  history: ReviewEvent[];
  /** What others said in second looks, oldest first. */
  secondLooks: SecondLook[];
  /** What holds of them: one a reviewer. */
  notes: { reviewer: string; text: string }[];
  known: KnownHit[];
}

/** The images of `caseFile` in the order in which they came. Throws UserError `damaged`. */
export async function* exportedImages(caseFile: CaseFile): AsyncGenerator<ExportedImage> {
  for (const id of readOrder(caseFile, {}, { sort: 'added', order: 'asc' })) {
    const row = readRow(caseFile, id);
    const places = caseFile.database.all<{ path: string; at: string }>(
      'SELECT path, first_seen_at AS at FROM sightings WHERE image_id = ? ORDER BY id',
      id,
    );
    yield {
      row,
      hashes: hashesOf(caseFile, id) ?? (await hashesNow(row.sha256, places, caseFile.path)),
      places,
      findings: findingsOf(caseFile, id, row.name),
      history: historyOf(caseFile, id).reverse(),
      secondLooks: secondLooksOf(caseFile, id),
      notes: notesOf(caseFile, id),
      known: knownOf(caseFile, id),
    };
  }
}

async function hashesNow(
  sha256: string,
  places: readonly { path: string }[],
  casePath: string,
): Promise<ExportedImage['hashes']> {
  for (const { path } of places) {
    if (!isOwnPath(openedPath(path), casePath)) continue;
    const digests = await digestFile(openedPath(path));
    if (digests?.sha256 === sha256) return { md5: digests.md5, sha1: digests.sha1 };
  }
  return null;
}

function findingsOf(caseFile: CaseFile, image: number, name: string): ExportedFinding[] {
  const rows = caseFile.database.all<{
    engine_version: string;
    settings: string;
    finding: string;
    created_at: string;
  }>(`${recordedSql('findings')} WHERE image_id = ? ORDER BY id`, image);
  return rows.map(({ engine_version: engineVersion, settings, finding: text, created_at: at }) => {
    const finding = parseFinding(text);
    if (finding === null) throw damaged(caseFile.name, `a stored finding of ${name} is not valid`);
    return { finding, engineVersion, settings: settingsIn(settings), at };
  });
}

function settingsIn(text: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === 'object' && read !== null) return read as Record<string, unknown>;
  } catch {
    // Told as it is.
  }
  return { settings: text };
}

/** `settings` as texts by their names, for formats that know texts only. */
export function settingTexts(settings: Record<string, unknown>): [name: string, text: string][] {
  return Object.entries(settings)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, typeof value === 'string' ? value : canonicalJson(value)]);
}
