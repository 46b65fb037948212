/** What second looks said beside the decisions that they came after, and how often both agree. */
import { basename } from 'node:path';
import { personOf, type Agreement, type SecondLook } from '../../../shared/case/case-people.ts';
import type { CaseFile } from '../store/case-file.ts';

interface LookRecord {
  id: number;
  image: number;
  sha256: string;
  path: string;
  reviewer: string;
  decision: string;
  at: string;
  first: string;
  firstBy: string;
  firstAt: string;
  isOfPresent: number;
}

/** A second look, with the image it is of. */
export interface KeptLook extends SecondLook {
  sha256: string;
  name: string;
  /** Whether the decision that it came after still stands. */
  isOfPresent: boolean;
}

const LOOKS_SQL =
  'SELECT s.id, s.image_id AS image, i.sha256, q.path, s.reviewer, s.decision, s.at, ' +
  'r.value AS first, r.reviewer AS "firstBy", r.at AS "firstAt", ' +
  'q.review_id IS NOT DISTINCT FROM r.id AS "isOfPresent" ' +
  'FROM second_looks AS s JOIN reviews AS r ON r.id = s.review_id ' +
  'JOIN images AS i ON i.id = s.image_id JOIN queue AS q ON q.image_id = s.image_id';

/** Every second look, or those at `image`, oldest first. */
export function secondLooksOf({ database }: CaseFile, image?: number): KeptLook[] {
  const records =
    image === undefined
      ? database.all<LookRecord & Record<string, never>>(`${LOOKS_SQL} ORDER BY s.id`)
      : database.all<LookRecord & Record<string, never>>(
          `${LOOKS_SQL} WHERE s.image_id = ? ORDER BY s.id`,
          image,
        );
  return records.map((record) => {
    const { id, image: of, sha256, path, reviewer, decision, at, first, firstBy, firstAt } = record;
    return {
      ...{ id, image: of, sha256, name: basename(path), reviewer, decision, at },
      of: { decision: first, reviewer: firstBy, at: firstAt },
      agrees: decision === first,
      isOfPresent: record.isOfPresent === 1,
    };
  });
}

/** How often second looks agreed, by who decided and who looked again, each a person however they are written. */
export function agreementOf(caseFile: CaseFile): Agreement[] {
  const last = new Map<string, KeptLook>();
  for (const look of secondLooksOf(caseFile)) {
    last.set(JSON.stringify([look.image, look.of.at, personOf(look.reviewer)]), look);
  }
  const pairs = new Map<string, Agreement>();
  for (const { of, reviewer: second, decision, agrees, sha256, name } of last.values()) {
    const key = JSON.stringify([personOf(of.reviewer), personOf(second)]);
    const told = pairs.get(key) ?? {
      ...{ reviewer: of.reviewer, second, looks: 0, agreed: 0, disagreed: [] },
    };
    told.looks++;
    if (agrees) told.agreed++;
    else told.disagreed.push({ sha256, name, decision: of.decision, second: decision });
    pairs.set(key, told);
  }
  return [...pairs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, told]) => told);
}
