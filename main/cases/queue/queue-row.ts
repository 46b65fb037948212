/** The row of the queue: derived from an image's newest finding and its review, kept narrow. */
import { ORIGINAL_STATES, type OriginalState } from '../../../shared/case/case-queue.ts';
import { DECISIONS, type Decision } from '../../../shared/case/case-review.ts';
import { labelDisagreement } from '../../../shared/finding/labels.ts';
import type { Verdict } from '../../../shared/verdict/judge.ts';
import { basename } from 'node:path';
import * as v from 'valibot';
import type { KnownKind } from '../../../shared/known/known.ts';
import type { CaseDatabase, Value } from '../store/case-database.ts';

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

/** What a row is derived from, in one statement: there are many. */
const DERIVE_SQL = `
  SELECT i.id AS image, i.bytes, i.width, i.height, f.id AS finding_id,
    unpacked(f.finding) AS finding,
    (SELECT count(*) FROM findings WHERE image_id = i.id) AS findings,
    (SELECT path FROM sightings WHERE image_id = i.id ORDER BY id LIMIT 1) AS path,
    (SELECT count(*) FROM sightings WHERE image_id = i.id) AS places,
    d.id AS decided_id, d.value AS decided, d.finding_id AS decided_on,
    s.id AS signed_id, s.value AS signed,
    (SELECT count(*) FROM marks WHERE image_id = i.id) AS marks,
    EXISTS (SELECT 1 FROM reviews AS r WHERE image_id = i.id AND kind = 'note' AND value IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM reviews WHERE image_id = i.id AND kind = 'note'
        AND reviewer = r.reviewer AND id > r.id)) AS has_note,
    (SELECT hash FROM pictures WHERE finding_id = f.id AND kind = 'human' LIMIT 1) AS human_hash,
    (SELECT hash FROM pictures WHERE finding_id = f.id AND kind = 'machine' LIMIT 1) AS machine_hash
  FROM images AS i
  LEFT JOIN findings AS f ON f.id = (SELECT max(id) FROM findings WHERE image_id = i.id)
  LEFT JOIN reviews AS d ON d.id =
    (SELECT max(id) FROM reviews WHERE image_id = i.id AND kind = 'decision')
  LEFT JOIN reviews AS s ON s.id =
    (SELECT max(id) FROM reviews WHERE image_id = i.id AND kind = 'sign-off')`;

interface DeriveRecord {
  image: number;
  bytes: number;
  width: number | null;
  height: number | null;
  finding_id: number | null;
  finding: string;
  findings: number;
  path: string | null;
  places: number;
  decided_id: number | null;
  decided: string | null;
  decided_on: number | null;
  signed_id: number | null;
  signed: string | null;
  marks: number;
  has_note: number;
  human_hash: string | null;
  machine_hash: string | null;
}

/** What the row of an image has to be, or why there can be none. */
export interface Derived {
  image: number;
  /** Null for an image without a finding or a path. */
  row: DerivedRow | null;
  /** Whether its newest finding is one. */
  isValid: boolean;
}

/** What the row of every image has to be, by their ids. */
export function* derivedRows(database: CaseDatabase): Generator<Derived> {
  for (const record of database.iterate<DeriveRecord>(`${DERIVE_SQL} ORDER BY i.id`)) {
    yield derive(database, record);
  }
}

/** What the row of `image` has to be; undefined where there is no such image. */
export function derivedRow(database: CaseDatabase, image: number): Derived | undefined {
  const record = database.get<DeriveRecord>(`${DERIVE_SQL} WHERE i.id = ?`, image);
  return record && derive(database, record);
}

function derive(database: CaseDatabase, record: DeriveRecord): Derived {
  const { image, finding_id, path, width, height } = record;
  if (finding_id === null || path === null) return { image, row: null, isValid: false };
  const listed = listedFinding(record.finding);
  const finding = listed ?? NO_FINDING;
  const [target] = finding.targets;
  const row = {
    image_id: image,
    finding_id,
    verdict: VERDICTS_BY_RANK.indexOf(finding.verdict),
    score: finding.score,
    sampler: target?.samplers[0] ?? '',
    target_width: target?.width ?? null,
    target_height: target?.height ?? null,
    explanation: finding.explanation,
    path,
    name: basename(path),
    places: record.places,
    bytes: record.bytes,
    pixels: (width ?? 0) * (height ?? 0),
    ...deriveReview(record),
    has_note: record.has_note,
    marks: record.marks,
    human_hash: record.human_hash,
    machine_hash: record.machine_hash,
    labels: deriveLabels(database, record),
    known: deriveKnown(database, image),
  };
  return { image, row, isValid: listed !== null };
}

/** Bits of `queue.known`, by the kind of the list that has the image. */
export const KNOWN_BITS: Record<KnownKind, number> = { good: 1, bad: 2 };

/** Whether lists of good and of bad files have `image`. A case of an earlier version has no lists. */
function deriveKnown(database: CaseDatabase, image: number): number {
  if (!hasKnown(database)) return 0;
  const kinds = database.all<{ kind: KnownKind }>(
    'SELECT DISTINCT l.kind FROM known AS k JOIN hash_lists AS l ON l.id = k.list_id ' +
      'WHERE k.image_id = ?',
    image,
  );
  return kinds.reduce((bits, { kind }) => bits | KNOWN_BITS[kind], 0);
}

const knownTables = new WeakMap<CaseDatabase, boolean>();

/** Whether `database` has what lists say, as cases have from version 4 on. */
export function hasKnown(database: CaseDatabase): boolean {
  let has = knownTables.get(database);
  if (has === undefined) {
    has = database.hasTable('known') === true;
    knownTables.set(database, has);
  }
  return has;
}

/** Steps of the disagreement of labels from 0 to 1, as it is stored. */
const LABEL_STEPS = 10_000;

/** How far labels disagree, by the newest finding that has any: another scan may not have asked. */
function deriveLabels(database: CaseDatabase, { image, finding, findings }: DeriveRecord): number {
  const labelsIn = (text: string) => (text.includes('"labels"') ? readAs(Labeled, text) : null);
  let labeled = labelsIn(finding);
  if (labeled === null && findings > 1) {
    const newestFirst = database.all<{ text: string }>(
      'SELECT unpacked(finding) AS text FROM findings WHERE image_id = ? ORDER BY id DESC',
      image,
    );
    for (const { text } of newestFirst) labeled ??= labelsIn(text);
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

function deriveReview({ finding_id, ...record }: DeriveRecord) {
  const { decided_id, decided, decided_on, signed_id, signed } = record;
  const isDecided = decided_id !== null && decided !== null;
  // A sign-off is of the decision it was made on.
  const agreement = isDecided && signed_id !== null && signed_id > decided_id ? signed : null;
  return {
    decision: isDecided ? DECISIONS_BY_RANK.indexOf(decided as Decision) : 0,
    review_id: isDecided ? decided_id : null,
    outdated: isDecided && decided_on !== finding_id ? 1 : 0,
    sign_off_id: agreement === null ? null : signed_id,
    signed_off: agreement === 'agree' ? 1 : 0,
  };
}

/** Brings the row of `image` up to date; a new one starts as `there`. */
export function refreshQueue(database: CaseDatabase, image: number): void {
  const row = derivedRow(database, image)?.row ?? null;
  if (row === null) throw new RangeError(`Expected an image with a finding but received ${image}`);
  const columns = DERIVED.join(', ');
  const updates = DERIVED.map((column) => `${column} = excluded.${column}`).join(', ');
  database.run(
    `INSERT INTO queue (${columns}) VALUES (${DERIVED.map(() => '?').join(', ')}) ` +
      `ON CONFLICT (image_id) DO UPDATE SET ${updates}`,
    ...DERIVED.map((column) => row[column]),
  );
}

/** The columns in which the stored row is not the one that was derived. */
export function staleColumns(database: CaseDatabase, row: DerivedRow): string[] {
  const stored = database.get('SELECT * FROM queue WHERE image_id = ?', row.image_id);
  return DERIVED.filter((column) => {
    const isThere = column !== 'known' || hasKnown(database);
    return isThere && stored?.[column] !== row[column];
  });
}

/** Keeps what was seen of the original of `image`. */
export function setOriginal(database: CaseDatabase, image: number, state: OriginalState): void {
  database.run(
    'UPDATE queue SET original = ?1 WHERE image_id = ?2 AND original <> ?1',
    ORIGINAL_STATES.indexOf(state),
    image,
  );
}
