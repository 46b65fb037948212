/** Signs the end of the log of a case, on request and while it is written. */
import { existsSync } from 'node:fs';
import type { KeyObject } from 'node:crypto';
import { UserError } from '../../../shared/base/errors.ts';
import { fingerprintOf, publicKeyOf } from '../../keys/signature.ts';
import type { KeyStatement } from '../../keys/statements.ts';
import { appendEntry, headOf } from '../store/audit.ts';
import type { CaseFile } from '../store/case-file.ts';
import type { CaseDatabase } from '../store/case-database.ts';
import { addAnchors, anchorsPath, readAnchors } from './anchors-file.ts';
import { signHead, type LogPlace, type SignedHead } from './signed-head.ts';

/** The action of an entry that tells of a head: where its head is not there, somebody took it away. */
export const SIGNED = 'sign';

/** Who signs. */
export interface Signer {
  key: KeyObject;
  name: string;
  /** What was said of the key, and of those before it: whoever verifies needs it. */
  statements: readonly KeyStatement[];
}

/** The last entry of the log. Throws UserError `invalid-argument` where there is none. */
export function placeOf({ database, name }: CaseFile): LogPlace {
  const { seq, hash } = headOf(database);
  const id = caseId(database);
  if (id !== null) return { case: id, entry: seq, hash };
  throw new UserError(
    'invalid-argument',
    `${name} is empty: there is nothing to sign or stamp yet.`,
  );
}

/** What the case is known by: the hash of the first entry of its log; null where the log has none. */
export function caseId(database: CaseDatabase): string | null {
  return database.get<{ hash: string }>('SELECT hash FROM audit WHERE seq = 1')?.hash ?? null;
}

/**
 * Signs the log of `caseFile` as it is, and keeps the head beside the case. Where the case can be written the log
 * tells of it: the signature is of that entry. Returns the head, or the one that is there already.
 */
export function signCase(caseFile: CaseFile, signer: Signer): SignedHead {
  placeOf(caseFile); // refuses an empty case
  const known = readAnchors(anchorsPath(caseFile.path));
  const fingerprint = fingerprintOf(publicKeyOf(signer.key));
  const before = headOf(caseFile.database);
  const there = known?.heads.find(
    ({ hash, signature }) =>
      hash === before.hash && fingerprintOf(signature.publicKey) === fingerprint,
  );
  if (there !== undefined) return there;
  const at = caseFile.now();
  // One that was killed before its head was kept has told of it already.
  if (!caseFile.readOnly && !tellsOfHead(caseFile.database, fingerprint)) {
    caseFile.database.transaction(() =>
      appendEntry(caseFile.database, {
        ...{ at, actor: signer.name, action: SIGNED, rows: [] },
        details: { key: fingerprint },
      }),
    );
  }
  const head = signHead(placeOf(caseFile), signer.key, signer.name, at);
  const said = new Set(known?.statements.map((each) => JSON.stringify(each)));
  const news = signer.statements.filter((each) => !said.has(JSON.stringify(each)));
  addAnchors(caseFile.path, [...news, head]);
  return head;
}

/** The last entry that the log says a head was signed of; 0 where no anchors lie beside the case. */
export function lastSigned({ database, path }: CaseFile): number {
  if (!existsSync(anchorsPath(path))) return 0; // all of a long log would be looked through
  const sql = 'SELECT seq FROM audit WHERE action = ? ORDER BY seq DESC LIMIT 1';
  return database.get<{ seq: number }>(sql, SIGNED)?.seq ?? 0;
}

/** Whether the last entry says that the key signs. */
function tellsOfHead(database: CaseDatabase, fingerprint: string): boolean {
  const last = database.get<{ action: string; details: string }>(
    'SELECT action, details FROM audit ORDER BY seq DESC LIMIT 1',
  );
  return last?.action === SIGNED && last.details.includes(fingerprint);
}
