/** Time stamps of a log, and of its signed heads: which of them hold, and since when what they are of was there. */
import { UserError } from '../../../shared/base/errors.ts';
import type { ReadCertificate } from '../../stamp/certificates.ts';
import { checkTimeStamp } from '../../stamp/check-time-stamp.ts';
import type { RevocationList } from '../../stamp/revocation-lists.ts';
import { readResponse } from '../../stamp/time-stamp.ts';
import { seqOf } from '../store/log-at.ts';
import { hashAt, type Findings, type Log } from './anchor-findings.ts';
import type { Anchors, KeptStamp } from './anchors-file.ts';
import { digestOf, type SignedHead } from './signed-head.ts';

/** A signed head that was there by a time which an authority tells. */
export interface StampedHead {
  at: string;
  authority: string;
}

/** By their digests, the heads that trusted time stamps are of, each with the earliest. */
export type StampedHeads = Map<string, StampedHead>;

/** Checks the stamps in `file`, and adds the heads that trusted ones are of to `stamped`. */
export function checkStamps(
  { name, stamps, heads }: Anchors,
  log: Log,
  trusted: { certificates: readonly ReadCertificate[]; lists: readonly RevocationList[] },
  { result, times, add }: Findings,
  stamped: StampedHeads,
): void {
  const digests = new Map(heads.map((head) => [digestOf(head), head]));
  for (const kept of stamps) {
    const called = `${name} (time stamp of entry ${kept.entry})`;
    try {
      const stamp = readResponse(Buffer.from(kept.response, 'base64'), called);
      const { certificates, lists } = trusted;
      const { authority, chain, revocation } = checkTimeStamp(stamp, certificates, called, lists);
      const problem = placeProblem(kept, stamp, log, digests);
      if (problem !== null) {
        add('anchor', `The time stamp of ${stamp.at} in ${name} ${problem}`);
        continue;
      }
      const entries = `entries 1 to ${kept.entry}`;
      const what = kept.head === undefined ? entries : `${entries}, and their signed head`;
      if (!chain.isTrusted) {
        const why = certificates.length === 0 ? 'no certificate was given' : chain.why;
        const help = revocation.state === 'revoked' ? '' : '. Give --tsa';
        result.open.push(
          `the time stamp of ${entries} by ${authority} is not trusted: ${why}${help}`,
        );
        continue;
      }
      if (isBroken(log, kept.entry)) {
        result.open.push(
          `${what} were there on ${stamp.at}, by a time stamp of ${authority}, but entry ${log.brokenAt} is not as ` +
            'it was then',
        );
        continue;
      }
      result.by.push(
        `${what}: there on ${stamp.at}, by a time stamp of ${authority} (${revocation.why})`,
      );
      const told = `a time stamp of ${authority}`;
      times.push({ entry: kept.entry, at: stamp.at, what: told, wasLast: false });
      if (kept.head !== undefined) keepEarliest(stamped, kept.head, { at: stamp.at, authority });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      add('anchor', error.message);
    }
  }
}

function keepEarliest(stamped: StampedHeads, head: string, told: StampedHead): void {
  const known = stamped.get(head);
  if (known === undefined || Date.parse(told.at) < Date.parse(known.at)) stamped.set(head, told);
}

/** Whether the log up to `entry` is not what was stamped or signed, though the hash of that entry stands there. */
export function isBroken({ brokenAt }: Log, entry: number): boolean {
  return brokenAt !== null && brokenAt <= entry;
}

/** What is wrong with where a stamp belongs; null where nothing is. */
function placeProblem(
  kept: KeptStamp,
  stamp: { imprint: string; nonce: string | null },
  { database, id }: Log,
  digests: ReadonlyMap<string, SignedHead>,
): string | null {
  const { head, hash, entry } = kept;
  if (head !== undefined) {
    if (stamp.imprint !== head) return `is not of the head that the file names: it was altered.`;
    const signed = digests.get(head);
    if (signed === undefined) {
      return `is of a signed head of entry ${entry} that is not there: the head was altered or removed.`;
    }
    const isSame = signed.case === kept.case && signed.entry === entry && signed.hash === hash;
    if (!isSame) return 'is not of the entry that the file names: it was altered.';
    if (kept.case !== id || hashAt(database, entry) !== hash) {
      return `is of a signed head that is of no entry of this log: it is of another log, or the log was rewritten.`;
    }
  } else {
    const seq = seqOf(database, stamp.imprint);
    if (kept.case !== id || seq === null) {
      return `is of ${stamp.imprint.slice(0, 16)}, which is no entry of this log: it is a stamp of another log, or the log was rewritten.`;
    }
    if (seq !== entry || stamp.imprint !== hash) {
      return `is not of entry ${entry}, as the file says: it was altered.`;
    }
  }
  if (stamp.nonce !== kept.nonce)
    return 'does not answer the request that was made: it is an older one.';
  return null;
}
