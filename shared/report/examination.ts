/** Who examined what under which numbers, and through whose hands it went: said by people, not computed. */
import * as v from 'valibot';
import { parseChecked } from '../base/checked-json.ts';

export interface CustodyEntry {
  /** ISO 8601, or as the person wrote it. */
  at: string;
  who: string;
  what: string;
}

export interface Examination {
  examiner: string | null;
  laboratory: string | null;
  caseNumber: string | null;
  exhibit: string | null;
  /** Oldest first, without what the program itself did. */
  custody: CustodyEntry[];
}

/** Hashes of a whole file, in hexadecimal. */
export interface FileHashes {
  md5: string;
  sha1: string;
  sha256: string;
}

const MOST_ENTRIES = 1000;
const text = v.pipe(v.string('a text'), v.trim(), v.minLength(1, 'a text that is not empty'));

const CustodyShape = v.pipe(
  v.array(v.object({ at: text, who: text, what: text }), 'a list of {at, who, what}'),
  v.maxLength(MOST_ENTRIES, `at most ${MOST_ENTRIES} entries`),
);

/** The chain of custody in `json`; `name` is what its file is called. Throws UserError `invalid-argument`. */
export function parseCustody(json: string, name: string): CustodyEntry[] {
  return parseChecked(CustodyShape, json, name).value;
}
