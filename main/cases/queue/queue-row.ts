/** The row of the queue: derived from an image's newest finding and its review, kept narrow. */
import { ORIGINAL_STATES, type OriginalState } from '../../../shared/case/case-queue.ts';
import { DECISIONS, type Decision } from '../../../shared/case/case-review.ts';
import { labelDisagreement } from '../../../shared/finding/labels.ts';
import type { Verdict } from '../../../shared/verdict/judge.ts';
import { basename } from 'node:path';
import * as v from 'valibot';
import type { KnownKind } from '../../../shared/known/known.ts';
import type { Database, Value } from '../store/database.ts';
import { hasTable } from '../store/schema.ts';

/** Verdicts by rank: the later the more urgent. */
export const VERDICTS_BY_RANK: readonly Verdict[] = ['clean', 'error', 'suspicious', 'attack'];

/** Decisions by rank, as they are sorted: what nobody looked at first. */
export const DECISIONS_BY_RANK: readonly (Decision | 'none')[] = ['none', ...DECISIONS];

/** The columns of `queue` that are derived: all but `original`, which is observed. */
const DERIVED = [
  'image_id',
  'finding_id',
  'verdict',
  'score',
  'sampler',
  'target_width',
  'target_height',
  'explanation',
  'path',
  'name',
  'places',
  'bytes',
  'pixels',
  'decision',
  'review_id',
  'outdated',
  'sign_off_id',
  'signed_off',
  'has_note',
  'marks',
  'human_hash',
  'machine_hash',
  'labels',
  'known',
] as const;
export type DerivedRow = Record<(typeof DERIVED)[number], Value>;

const side = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** What the queue takes out of a finding. */
const ListedFinding = v.looseObject({
  verdict: v.picklist(VERDICTS_BY_RANK),
  score: v.pipe(v.number(), v.finite()),
  targets: v.array(v.looseObject({ width: side, height: side, samplers: v.array(v.string()) })),
  explanation: v.nullable(v.string()),
});
type ListedFinding = v.InferOutput<typeof ListedFinding>;

const Labeled = v.looseObject({
  labels: v.array(v.looseObject({ distance: v.pipe(v.number(), v.minValue(0), v.maxValue(1)) })),
});

/** The finding in `text`, which anybody may have written; null where that is none. */
export function listedFinding(text: string): ListedFinding | null {
  return readAs(ListedFinding, text);
}

/** What `text` holds in that shape; null where it is other, or no JSON. */
export function readAs<T>(shape: v.GenericSchema<unknown, T>, text: string): T | null {
  try {
    const read = v.safeParse(shape, JSON.parse(text));
    return read.success ? read.output : null;
  } catch {
    return null; // not even JSON
  }
}

/** What an image is listed as whose finding is none: not examined. */
const NO_FINDING: ListedFinding = { verdict: 'error', score: 0, targets: [], explanation: null };

/** What the row of `image` has to be. Throws RangeError for an image without a finding. */
export function deriveQueueRow(database: Database, image: number): DerivedRow {
  const facts = database.get<{ bytes: number; width: number | null; height: number | null }>(
    'SELECT bytes, width, height FROM images WHERE id = ?',
    image,
  );
  const newest = database.get<{ id: number; finding: string }>(
    'SELECT id, unpacked(finding) AS finding FROM findings WHERE image_id = ? ' +
      'ORDER BY id DESC LIMIT 1',
    image,
  );
  const first = database.get<{ path: string; places: number }>(
    'SELECT path, (SELECT count(*) FROM sightings WHERE image_id = ?1) AS places FROM sightings ' +
      'WHERE image_id = ?1 ORDER BY id LIMIT 1',
    image,
  );
  if (facts === undefined || newest === undefined || first === undefined) {
    throw new RangeError(`Expected an image with a finding but received ${image}`);
  }
  const finding = listedFinding(newest.finding) ?? NO_FINDING;
  const [target] = finding.targets;
  return {
    image_id: image,
    finding_id: newest.id,
    verdict: VERDICTS_BY_RANK.indexOf(finding.verdict),
    score: finding.score,
    sampler: target?.samplers[0] ?? '',
    target_width: target?.width ?? null,
    target_height: target?.height ?? null,
    explanation: finding.explanation,
    path: first.path,
    name: basename(first.path),
    places: first.places,
    bytes: facts.bytes,
    pixels: (facts.width ?? 0) * (facts.height ?? 0),
    ...deriveReview(database, image, newest.id),
    human_hash: hashOf(database, newest.id, 'human'),
    machine_hash: hashOf(database, newest.id, 'machine'),
    labels: deriveLabels(database, image, newest),
    known: deriveKnown(database, image),
  };
}

/** Bits of `queue.known`, by the kind of the list that has the image. */
export const KNOWN_BITS: Record<KnownKind, number> = { good: 1, bad: 2 };

/** Whether lists of good and of bad files have `image`. A case of an earlier version has no lists. */
function deriveKnown(database: Database, image: number): number {
  if (!hasKnown(database)) return 0;
  const kinds = database.all<{ kind: KnownKind }>(
    'SELECT DISTINCT l.kind FROM known AS k JOIN hash_lists AS l ON l.id = k.list_id ' +
      'WHERE k.image_id = ?',
    image,
  );
  return kinds.reduce((bits, { kind }) => bits | KNOWN_BITS[kind], 0);
}

const knownTables = new WeakMap<Database, boolean>();

/** Whether `database` has what lists say, as cases have from version 4 on. */
export function hasKnown(database: Database): boolean {
  let has = knownTables.get(database);
  if (has === undefined) {
    has = hasTable(database, 'known') === true;
    knownTables.set(database, has);
  }
  return has;
}

/** Steps of the disagreement of labels from 0 to 1, as it is stored. */
const LABEL_STEPS = 10_000;

/** How far labels disagree, by the newest finding that has any: another scan may not have asked. */
function deriveLabels(
  database: Database,
  image: number,
  newest: { id: number; finding: string },
): number {
  const labelsIn = (finding: string) =>
    finding.includes('"labels"') ? readAs(Labeled, finding) : null;
  let labeled = labelsIn(newest.finding);
  if (labeled === null) {
    const earlier = database.all<{ finding: string }>(
      'SELECT unpacked(finding) AS finding FROM findings WHERE image_id = ? AND id < ? ' +
        'ORDER BY id DESC',
      image,
      newest.id,
    );
    for (const { finding } of earlier) labeled ??= labelsIn(finding);
  }
  return storedLabels(labelDisagreement(labeled?.labels ?? []));
}

/** A disagreement of labels as `queue` holds it: in steps, -1 where nobody asked for labels. */
export function storedLabels(disagreement: number | null): number {
  return disagreement === null ? -1 : Math.round(disagreement * LABEL_STEPS);
}

/** The disagreement of labels that `stored` stands for. */
export function labelsOf(stored: number): number | null {
  return stored < 0 ? null : stored / LABEL_STEPS;
}

function deriveReview(database: Database, image: number, finding: number) {
  const last = (kind: string) =>
    database.get<{ id: number; value: string | null; finding_id: number | null }>(
      'SELECT id, value, finding_id FROM reviews WHERE image_id = ? AND kind = ? ' +
        'ORDER BY id DESC LIMIT 1',
      image,
      kind,
    );
  const decided = last('decision');
  const isDecided = decided !== undefined && decided.value !== null;
  const signed = last('sign-off');
  // A sign-off is of the decision it was made on.
  const isSigned = isDecided && signed !== undefined && signed.id > decided.id;
  const agreement = isSigned ? signed.value : null;
  const { marks, notes } = database.get<{ marks: number; notes: number }>(
    'SELECT (SELECT count(*) FROM marks WHERE image_id = ?1) AS marks, ' +
      '(SELECT count(*) FROM reviews AS r WHERE image_id = ?1 AND kind = ?2 AND value IS NOT NULL ' +
      'AND NOT EXISTS (SELECT 1 FROM reviews WHERE image_id = ?1 AND kind = ?2 ' +
      'AND reviewer = r.reviewer AND id > r.id)) AS notes',
    image,
    'note',
  )!;
  return {
    decision: isDecided ? DECISIONS_BY_RANK.indexOf(decided.value as Decision) : 0,
    review_id: isDecided ? decided.id : null,
    outdated: isDecided && decided.finding_id !== finding ? 1 : 0,
    sign_off_id: agreement === null ? null : signed!.id,
    signed_off: agreement === 'agree' ? 1 : 0,
    has_note: notes > 0 ? 1 : 0,
    marks,
  };
}

function hashOf(database: Database, finding: number, kind: string): string | null {
  const picture = database.get<{ hash: string | null }>(
    'SELECT hash FROM pictures WHERE finding_id = ? AND kind = ?',
    finding,
    kind,
  );
  return picture?.hash ?? null;
}

/** Brings the row of `image` up to date; a new one starts as `there`. */
export function refreshQueue(database: Database, image: number): void {
  const row = deriveQueueRow(database, image);
  const columns = DERIVED.join(', ');
  const updates = DERIVED.map((column) => `${column} = excluded.${column}`).join(', ');
  database.run(
    `INSERT INTO queue (${columns}) VALUES (${DERIVED.map(() => '?').join(', ')}) ` +
      `ON CONFLICT (image_id) DO UPDATE SET ${updates}`,
    ...DERIVED.map((column) => row[column]),
  );
}

/** The columns in which the stored row of `image` is not what it has to be. */
export function staleColumns(database: Database, image: number): string[] {
  const stored = database.get('SELECT * FROM queue WHERE image_id = ?', image);
  const derived = deriveQueueRow(database, image);
  return DERIVED.filter((column) => {
    const isThere = column !== 'known' || hasKnown(database);
    return isThere && stored?.[column] !== derived[column];
  });
}

/** Keeps what was seen of the original of `image`. */
export function setOriginal(database: Database, image: number, state: OriginalState): void {
  database.run(
    'UPDATE queue SET original = ?1 WHERE image_id = ?2 AND original <> ?1',
    ORIGINAL_STATES.indexOf(state),
    image,
  );
}
