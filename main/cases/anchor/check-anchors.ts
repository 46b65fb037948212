/**
 * What vouches for the log of a case. The chain by itself shows that entries and rows agree; it has no key, so
 * whoever can write the file can make another that agrees as well. What he cannot make is a signature by a key that
 * is trusted, a hash that was noted elsewhere, or an old time stamp.
 */
import { basename } from 'node:path';
import type { CaseAnchor } from '../../../shared/case/case-contract.ts';
import { judgeOf, type Trust } from '../../keys/trust.ts';
import type { ReadCertificate } from '../../stamp/certificates.ts';
import type { RevocationList } from '../../stamp/revocation-lists.ts';
import type { CaseFile } from '../store/case-file.ts';
import { headOf } from '../store/audit.ts';
import { seqOf } from '../store/log-at.ts';
import type { Add, Log } from './anchor-findings.ts';
import { anchorsPath, readAnchors, type Anchors } from './anchors-file.ts';
import { checkHeads } from './check-heads.ts';
import { checkStamps, type StampedHeads } from './check-stamps.ts';
import { checkTimes, type KnownTime } from './check-times.ts';
import { caseId, SIGNED } from './sign-case.ts';

/** What a log is held against. */
export interface Anchoring {
  trust: Trust;
  /** Files of anchors that are there. */
  anchors: readonly Anchors[];
  /** Whether the person chose them: heads that the log tells of may then be elsewhere. */
  areGiven?: boolean;
  /** What the file beside the case is called. */
  expected: string;
  /** Certificates of authorities that the person trusts for time stamps. */
  certificates: readonly ReadCertificate[];
  /** Lists of certificates that were revoked. */
  lists?: readonly RevocationList[];
  /** A hash that was noted elsewhere. */
  noted?: string | undefined;
}

/** What lies beside the case at `path`, held against whom `trust` names and `certificates`. */
export function anchoringBeside(
  path: string,
  trust: Trust,
  certificates: readonly ReadCertificate[] = [],
  lists: readonly RevocationList[] = [],
): Omit<Anchoring, 'noted'> {
  const file = anchorsPath(path);
  const read = readAnchors(file);
  const anchors = read === null ? [] : [read];
  return { trust, anchors, expected: basename(file), certificates, lists };
}

/**
 * Holds the log of `caseFile` against its anchors. What contradicts one is told to `add`. From the entry `brokenAt` on
 * the chain does not hold, so nothing vouches for what it says there; null: it holds.
 */
export function checkAnchors(
  { database }: CaseFile,
  anchoring: Anchoring,
  add: Add,
  brokenAt: number | null = null,
): CaseAnchor {
  const total = headOf(database).seq;
  const id = caseId(database);
  const result: CaseAnchor = {
    ...{ state: 'open', entries: 0, of: total, asOf: null },
    ...{ by: [], open: [] },
  };
  const times: KnownTime[] = [];
  const judge = judgeOf(
    anchoring.trust,
    anchoring.anchors.flatMap(({ statements }) => statements),
  );
  const log: Log = { database, id, total, brokenAt };
  const stamped: StampedHeads = new Map();
  const ofStamps: CaseAnchor = { ...result, by: [], open: [] };
  const { certificates, lists = [] } = anchoring;
  for (const file of anchoring.anchors) {
    for (const line of file.broken) {
      add('anchor', `Line ${line} of ${file.name} is no anchor: it was altered, or cut off.`);
    }
    checkStamps(file, log, { certificates, lists }, { result: ofStamps, times, add }, stamped);
  }
  for (const file of anchoring.anchors) {
    checkHeads(file, log, judge, { result, times, add }, stamped);
  }
  result.by.push(...ofStamps.by);
  result.open.push(...ofStamps.open);
  const areMissing = tellOfMissing(log, anchoring, result);
  const isNoted = checkNoted(log, anchoring.noted, result);
  checkTimes(database, times, (message) => add('time', message));
  finish(log, anchoring, result);
  if (areMissing && !anchoring.areGiven && !isNoted) result.state = 'open';
  return result;
}

/** The log tells of each head that was signed: one that is not there was taken away. Whether there are such. */
function tellOfMissing(
  { database }: Log,
  { anchors, expected }: Anchoring,
  result: CaseAnchor,
): boolean {
  const held = new Set(anchors.flatMap(({ heads }) => heads.map(({ hash }) => hash)));
  const missing = database
    .all<{ seq: number; hash: string }>(
      'SELECT seq, hash FROM audit WHERE action = ? ORDER BY seq',
      SIGNED,
    )
    .filter(({ hash }) => !held.has(hash));
  const lastMissing = missing.at(-1);
  if (lastMissing === undefined) return false;
  const told = `the log tells of ${missing.length} signed ${missing.length === 1 ? 'head' : 'heads'} (the last of entry ${lastMissing.seq})`;
  result.open.push(
    anchors.length === 0
      ? `${told}, but ${expected} is not there: it was removed, or not copied with the case`
      : `${told} that ${anchors.map(({ name }) => name).join(' and ')} does not hold: heads were removed`,
  );
  return true;
}

/** Whether the hash that was noted is that of the last entry. */
function checkNoted(
  { database, total }: Log,
  noted: string | undefined,
  result: CaseAnchor,
): boolean {
  const seq = noted === undefined ? null : seqOf(database, noted);
  if (seq === null || total === 0) return false; // one that is not there is told of with the log
  if (seq > result.entries) result.asOf = null;
  result.entries = Math.max(result.entries, seq);
  result.by.push(`entries 1 to ${seq}: the hash that you gave with --head`);
  return seq === total;
}

function finish({ total }: Log, { anchors, expected, trust }: Anchoring, result: CaseAnchor): void {
  if (result.entries >= total && total > 0) {
    result.state = 'vouched';
    return;
  }
  const { open, entries } = result;
  if (entries > 0) {
    const rest = total - entries;
    const which = rest === 1 ? `entry ${total} is` : `entries ${entries + 1} to ${total} are`;
    open.push(`${which} signed by no trusted key: whoever could write the case can have made them`);
    return;
  }
  const missing = [
    ...(anchors.some(({ heads }) => heads.length > 0)
      ? []
      : [`there is no signed head (${expected}): "scalescope case sign" makes one`]),
    ...(trust.keys.length > 0 ? [] : ['no key is trusted: give --trust KEY']),
  ];
  open.push(
    'nobody who is trusted vouches for the log: its rows agree with it, but it has no key, and whoever can ' +
      `write the case can make another${missing.map((each) => `; ${each}`).join('')}`,
  );
}
