/** Images, where they were seen, and what was found in them. */
import { dirname } from 'node:path';
import { canonicalJson } from '../../shared/base/canonical-json.ts';
import type { ErrorBody } from '../../shared/base/errors.ts';
import type { Finding } from '../../shared/finding/finding.ts';
import { parseFinding } from '../../shared/finding/finding-shape.ts';
import { openedPath, shownName, shownPath } from '../base/byte-path.ts';
import type { SurveyPicture } from '../engine/images/orders.ts';
import type { CaseFile, Touch } from './store/case-file.ts';
import { earlierFinding } from './changes.ts';
import { refreshQueue, setOriginal } from './queue/queue-row.ts';

/** One image as it was examined. */
export interface Examined {
  /** Absolute path. */
  path: string;
  finding: Finding & { sha256: string; bytes: number };
  engineVersion: string;
  /** Whatever else the finding depends on, as JSON. */
  settings: unknown;
  pictures: readonly SurveyPicture[];
}

/** Id of the image of `sha256`, or undefined. */
export function imageOf(caseFile: CaseFile, sha256: string): number | undefined {
  return caseFile.database.get<{ id: number }>('SELECT id FROM images WHERE sha256 = ?', sha256)
    ?.id;
}

/** The finding of that image by that engine with those settings, or undefined: then it is due. */
export function knownFinding(
  caseFile: CaseFile,
  sha256: string,
  engineVersion: string,
  settings: unknown,
): Finding | undefined {
  const row = caseFile.database.get<{ finding: string }>(
    'SELECT unpacked(finding) AS finding FROM findings ' +
      'WHERE image_id = (SELECT id FROM images WHERE sha256 = ?) ' +
      'AND engine_version = ? AND settings = ?',
    sha256,
    engineVersion,
    canonicalJson(settings),
  );
  return (row && parseFinding(row.finding)) ?? undefined;
}

/** The newest finding of that image with those settings, by whichever engine, or undefined. */
export function latestFinding(
  caseFile: CaseFile,
  sha256: string,
  settings: unknown,
): Finding | undefined {
  const row = caseFile.database.get<{ finding: string }>(
    'SELECT unpacked(finding) AS finding FROM findings ' +
      'WHERE image_id = (SELECT id FROM images WHERE sha256 = ?) ' +
      'AND settings = ? ORDER BY id DESC LIMIT 1',
    sha256,
    canonicalJson(settings),
  );
  return (row && parseFinding(row.finding)) ?? undefined;
}

/** Records a finding. Old findings of the image stay; the same one again is only a sighting. */
export function recordFinding(caseFile: CaseFile, examined: Examined): number {
  const { finding, path, settings } = examined;
  const { sha256, verdict, score } = finding;
  const earlier = earlierFinding(caseFile, sha256, settings);
  const before = earlier && {
    ...{ verdict: earlier.verdict, score: earlier.score, engine: earlier.engine },
  };
  const details = { sha256, path, verdict, score, before };
  return caseFile.change('finding', details, (touch) => {
    const image = addImage(caseFile, finding, touch);
    addSighting(caseFile, image, path, touch);
    addFinding(caseFile, image, examined, touch);
    clearFailure(caseFile, path, touch);
    refreshQueue(caseFile.database, image);
    return image;
  });
}

/** Records that the image of `sha256`, which has a finding, lies at `path` too. */
export function recordSighting(caseFile: CaseFile, sha256: string, path: string): void {
  const image = imageOf(caseFile, sha256);
  if (image === undefined) throw new RangeError(`Expected a known image but received ${sha256}`);
  caseFile.change('sighting', { sha256, path }, (touch) => {
    const isNew = addSighting(caseFile, image, path, touch);
    clearFailure(caseFile, path, touch);
    if (isNew) refreshQueue(caseFile.database, image);
    setOriginal(caseFile.database, image, 'there');
  });
}

/** Records that the file at `path` could not be examined, and why. */
export function recordFailure(
  caseFile: CaseFile,
  path: string,
  error: ErrorBody,
  engineVersion: string,
): void {
  const { database } = caseFile;
  caseFile.change('failure', { path, ...error }, (touch) => {
    const known = database.get<{ id: number; code: string; message: string; engine: string }>(
      'SELECT id, code, message, engine_version AS engine FROM failures WHERE path = ?',
      path,
    );
    const { code, message } = error;
    if (known?.code === code && known.message === message && known.engine === engineVersion) return;
    const { id } = database.get<{ id: number }>(
      'INSERT INTO failures (path, code, message, engine_version, at) VALUES (?, ?, ?, ?, ?) ' +
        'ON CONFLICT (path) DO UPDATE SET code = excluded.code, message = excluded.message, ' +
        'engine_version = excluded.engine_version, at = excluded.at RETURNING id',
      ...[path, code, message, engineVersion, caseFile.now()],
    )!;
    touch('failures', id);
  });
}

/** Folders and files that scans were started on, in the order they were added. */
export function rootsOf(caseFile: CaseFile): string[] {
  return caseFile.database
    .all<{ path: string }>('SELECT path FROM roots ORDER BY id')
    .map(({ path }) => openedPath(path));
}

/** Keeps `paths` as roots of the case. */
export function addRoots(caseFile: CaseFile, paths: readonly string[]): void {
  const shown = paths.map(shownPath);
  caseFile.change('roots', { paths: shown }, (touch) => {
    for (const path of shown) {
      const id = caseFile.database.insert(
        'INSERT INTO roots (path, added_at) VALUES (?, ?) ON CONFLICT DO NOTHING',
        path,
        caseFile.now(),
      );
      if (id !== null) touch('roots', id);
    }
  });
}

function addImage(caseFile: CaseFile, finding: Examined['finding'], touch: Touch): number {
  const { sha256, bytes, format, width, height } = finding;
  const known = imageOf(caseFile, sha256);
  if (known !== undefined) return known;
  const id = caseFile.database.insert(
    'INSERT INTO images (sha256, bytes, format, width, height, first_seen_at) ' +
      'VALUES (?, ?, ?, ?, ?, ?)',
    ...[sha256, bytes, format, width, height, caseFile.now()],
  );
  touch('images', id!);
  return id!;
}

/** True where the image was not known at `path`. What was there before is another image now. */
function addSighting(caseFile: CaseFile, image: number, path: string, touch: Touch): boolean {
  const { database } = caseFile;
  const others = database.all<{ image_id: number }>(
    'SELECT image_id FROM sightings WHERE path = ? AND image_id <> ?',
    path,
    image,
  );
  for (const { image_id } of others) setOriginal(database, image_id, 'changed');
  const id = database.insert(
    'INSERT INTO sightings (image_id, path, folder, first_seen_at) VALUES (?, ?, ?, ?) ' +
      'ON CONFLICT DO NOTHING',
    ...[image, path, dirname(path), caseFile.now()],
  );
  if (id !== null) touch('sightings', id);
  return id !== null;
}

function addFinding(caseFile: CaseFile, image: number, examined: Examined, touch: Touch): void {
  const { database } = caseFile;
  const { finding, engineVersion, settings, pictures } = examined;
  const made = [image, engineVersion, canonicalJson(settings)];
  const isKnown = database.get(
    'SELECT 1 FROM findings WHERE image_id = ? AND engine_version = ? AND settings = ?',
    ...made,
  );
  if (isKnown !== undefined) return;
  const text = JSON.stringify({ ...finding, file: shownName(finding.file) });
  const id = database.insert(
    'INSERT INTO findings (image_id, engine_version, settings, finding, created_at) ' +
      'VALUES (?, ?, ?, ?, ?)',
    ...[...made, database.packed(text), caseFile.now()],
  );
  touch('findings', id!);
  for (const { kind, view, mediaType, width, height, bytes, hash } of pictures) {
    const picture = database.insert(
      'INSERT INTO pictures (image_id, finding_id, kind, view, media_type, width, height, bytes, ' +
        'hash, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[image, id, kind, view, mediaType, width, height, bytes, hash, caseFile.now()],
    );
    touch('pictures', picture!);
  }
}

function clearFailure(caseFile: CaseFile, path: string, touch: Touch): void {
  const failed = caseFile.database.get<{ id: number }>(
    'DELETE FROM failures WHERE path = ? RETURNING id',
    path,
  );
  if (failed !== undefined) touch('failures', failed.id);
}
