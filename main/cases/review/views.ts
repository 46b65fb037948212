/** What was on whose screen: no image is decided on unseen, and nobody has to see more than a case allows. */
import {
  personOf,
  RULES,
  sameReviewer,
  type Exposure,
  type ExposureFigures,
  type Rule,
  type Rules,
  type Views,
} from '../../../shared/case/case-people.ts';
import type { CaseFile } from '../store/case-file.ts';
import { readRow } from '../queue/queue.ts';

/** Keeps what was on the screen of `reviewer`, with the finding that the queue showed. */
export function recordViews(caseFile: CaseFile, { views, reviewer }: Views): void {
  const { database } = caseFile;
  const details = { images: views.length, reveals: views.filter(isReveal).length };
  caseFile.change(
    'views',
    details,
    (touch) => {
      for (const { image, kind, ms } of views) {
        const shown = database.get<{ finding_id: number }>(
          'SELECT finding_id FROM queue WHERE image_id = ?',
          image,
        );
        if (shown === undefined) readRow(caseFile, image); // throws not-found
        const id = database.insert(
          'INSERT INTO views (image_id, finding_id, kind, reviewer, ms, at) ' +
            'VALUES (?, ?, ?, ?, ?, ?)',
          ...[image, shown!.finding_id, kind, reviewer, ms, caseFile.now()],
        );
        touch('views', id!);
      }
    },
    reviewer,
  );
}

function isReveal({ kind }: { kind: string }): boolean {
  return kind === 'reveal';
}

/** Whether `image` was on the screen of `reviewer` since it was examined last. */
export function isSeen({ database }: CaseFile, image: number, reviewer: string): boolean {
  const seen = database.all<{ by: string }>(
    'SELECT DISTINCT v.reviewer AS by FROM views AS v JOIN queue AS q ON q.image_id = v.image_id ' +
      'WHERE v.image_id = ? AND v.finding_id = q.finding_id',
    image,
  );
  return seen.some(({ by }) => sameReviewer(by, reviewer));
}

/** The limits of a day that the case has. */
export function rulesOf({ database }: CaseFile): Rules {
  const limit = (name: Rule): number | null => {
    const rule = database.get<{ value: string }>('SELECT value FROM rules WHERE name = ?', name);
    const value = Number(rule?.value ?? '');
    return rule !== undefined && Number.isFinite(value) && value > 0 ? value : null;
  };
  return { reveals: limit('reveals'), minutes: limit('minutes') };
}

/** Sets limits of a day; null takes one away. What is left out stays. */
export function setRules(caseFile: CaseFile, rules: Partial<Rules>): void {
  const { database } = caseFile;
  caseFile.change('rules', rules, (touch) => {
    for (const name of RULES) {
      const value = rules[name];
      if (value === undefined) continue;
      if (value === null) {
        const gone = database.get<{ id: number }>(
          'DELETE FROM rules WHERE name = ? RETURNING id',
          name,
        );
        if (gone !== undefined) touch('rules', gone.id);
        continue;
      }
      const { id } = database.get<{ id: number }>(
        'INSERT INTO rules (name, value, at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET ' +
          'value = excluded.value, at = excluded.at RETURNING id',
        ...[name, String(value), caseFile.now()],
      )!;
      touch('rules', id);
    }
  });
}

/** What `reviewer` was exposed to, on the `day` (as 2026-03-01, default: today, UTC) and ever. */
export function exposureOf(
  caseFile: CaseFile,
  reviewer: string,
  day = caseFile.now().slice(0, 10),
): Exposure {
  const limits = rulesOf(caseFile);
  const names = namesIn(caseFile).filter((name) => sameReviewer(name, reviewer));
  const today = figures(caseFile, names, day);
  const alsoWritten = names.filter((name) => name !== reviewer);
  return {
    reviewer,
    ...(alsoWritten.length > 0 && { alsoWritten }),
    ...{ day: today, all: figures(caseFile, names, ''), limits },
    reached: reachedBy(reviewer, today, limits),
  };
}

/** Everybody who has seen anything of the case; whose name is written in several ways is there once. */
export function viewersOf(caseFile: CaseFile): string[] {
  const people = new Map<string, string>();
  for (const name of namesIn(caseFile)) {
    if (!people.has(personOf(name))) people.set(personOf(name), name);
  }
  return [...people.values()];
}

function namesIn({ database }: CaseFile): string[] {
  return database
    .all<{ reviewer: string }>('SELECT DISTINCT reviewer FROM views ORDER BY reviewer')
    .map(({ reviewer }) => reviewer);
}

function figures({ database }: CaseFile, names: readonly string[], day: string): ExposureFigures {
  const row = database.get<{ images: number; reveals: number; ms: number }>(
    "SELECT count(DISTINCT image_id) AS images, count(*) FILTER (WHERE kind = 'reveal') AS reveals, " +
      "coalesce(sum(CASE kind WHEN 'view' THEN ms END), 0) AS ms FROM views " +
      `WHERE reviewer IN (${names.map(() => '?').join(', ') || 'NULL'}) AND at >= ? AND at < ?`,
    ...[...names, day, `${day}~`],
  )!;
  return { images: row.images, reveals: row.reveals, minutes: row.ms / 60_000 };
}

function reachedBy(reviewer: string, today: ExposureFigures, limits: Rules): string | null {
  const { reveals, minutes } = limits;
  if (reveals !== null && today.reveals >= reveals) {
    return `${reviewer} has revealed ${today.reveals} machine views today; the case allows ${reveals} a day.`;
  }
  if (minutes !== null && today.minutes >= minutes) {
    return `${reviewer} has looked at images for ${Math.floor(today.minutes)} minutes today; the case allows ${minutes} a day.`;
  }
  return null;
}
