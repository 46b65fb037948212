/**
 * What vouches for the log of a case. The chain by itself shows that entries and rows agree; it has no key, so
 * whoever can write the file can make another that agrees as well. What he cannot make is a signature by a key that
 * is trusted, a hash that was noted elsewhere, or an old time stamp.
 */
import { basename } from 'node:path';
import type { CaseAnchor, CaseProblem } from '../../../shared/case/case-contract.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { printable } from '../../../shared/base/printable.ts';
import { isSignatureOf } from '../../keys/signature.ts';
import { judgeOf, keyName, type Judgement, type Trust } from '../../keys/trust.ts';
import type { ReadCertificate } from '../../stamp/certificates.ts';
import { checkTimeStamp } from '../../stamp/check-time-stamp.ts';
import { readResponse } from '../../stamp/time-stamp.ts';
import type { CaseFile } from '../store/case-file.ts';
import type { Database } from '../store/database.ts';
import { CHAIN_START, headOf } from '../store/audit.ts';
import { seqOf } from '../store/log-at.ts';
import { anchorsPath, readAnchors, type Anchors, type KeptStamp } from './anchors-file.ts';
import { checkTimes, type KnownTime } from './check-times.ts';
import { caseId, SIGNED } from './sign-case.ts';
import type { SignedHead } from './signed-head.ts';

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
  /** A hash that was noted elsewhere. */
  noted?: string | undefined;
}

/** What lies beside the case at `path`, held against whom `trust` names and `certificates`. */
export function anchoringBeside(
  path: string,
  trust: Trust,
  certificates: readonly ReadCertificate[] = [],
): Omit<Anchoring, 'noted'> {
  const file = anchorsPath(path);
  const read = readAnchors(file);
  const anchors = read === null ? [] : [read];
  return { trust, anchors, expected: basename(file), certificates };
}

type Add = (part: CaseProblem['part'], message: string) => void;

/** Holds the log of `caseFile` against its anchors. What contradicts one is told to `add`. */
export function checkAnchors({ database }: CaseFile, anchoring: Anchoring, add: Add): CaseAnchor {
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
  const log: Log = { database, id, total };
  for (const file of anchoring.anchors) {
    for (const line of file.broken) {
      add('anchor', `Line ${line} of ${file.name} is no anchor: it was altered, or cut off.`);
    }
    checkHeads(file, log, judge, { result, times, add });
    checkStamps(file, log, anchoring.certificates, { result, times, add });
  }
  const areMissing = tellOfMissing(log, anchoring, result);
  const isNoted = checkNoted(log, anchoring.noted, result);
  checkTimes(database, times, (message) => add('time', message));
  finish(log, anchoring, result);
  if (areMissing && !anchoring.areGiven && !isNoted) result.state = 'open';
  return result;
}

interface Log {
  database: Database;
  id: string | null;
  total: number;
}

interface Findings {
  result: CaseAnchor;
  times: KnownTime[];
  add: Add;
}

function checkHeads(
  { name, heads }: Anchors,
  log: Log,
  judge: (publicKey: string, at: string) => Judgement,
  { result, times, add }: Findings,
): void {
  const foreign: SignedHead[] = [];
  /** What is told once for each key, with the highest entry. */
  const last = new Map<string, { head: SignedHead; judged: Judgement }>();
  const wrong: { head: SignedHead; judged: Judgement }[] = [];
  let held = 0;
  for (const head of heads) {
    const { signature, ...said } = head;
    if (!isSignatureOf(said, signature)) {
      add(
        'anchor',
        `The head of entry ${head.entry} in ${name} does not match its signature: it was altered after ` +
          `${keyName(signature.keyId)} signed it.`,
      );
      continue;
    }
    const judged = judge(signature.publicKey, head.at);
    if (head.case !== log.id) foreign.push(head);
    else if (hashAt(log.database, head.entry) !== head.hash) wrong.push({ head, judged });
    else {
      if (judged.state === 'trusted') {
        if (head.entry > result.entries) result.asOf = head.at;
        result.entries = Math.max(result.entries, head.entry);
        const what = `a head that ${judged.name} signed`;
        times.push({ entry: head.entry, at: head.at, what, wasLast: true });
      }
      held = Math.max(held, head.entry);
      const key = `${signature.publicKey} ${judged.state}`;
      if ((last.get(key)?.head.entry ?? 0) < head.entry) last.set(key, { head, judged });
    }
  }
  tellWrong(wrong, held, log, name, add);
  if (foreign.length > 0) tellForeign(foreign, heads.length, name, log, judge, add);
  for (const { head, judged } of last.values()) tellOfKey(head, judged, name, result, add);
}

function tellOfKey(
  head: SignedHead,
  judged: Judgement,
  file: string,
  { by, open }: CaseAnchor,
  add: Add,
): void {
  const what = `entries 1 to ${head.entry}`;
  switch (judged.state) {
    case 'trusted':
      by.push(`${what}: signed by ${judged.name} as ${printable(head.signer)} on ${head.at}`);
      return;
    case 'unknown':
      open.push(
        `${what} are signed by ${judged.name}, which is not trusted: anybody can make a key. Compare its ` +
          'fingerprint with one that you know from elsewhere, and give --trust',
      );
      return;
    case 'revoked':
      add(
        'anchor',
        `The head of entry ${head.entry} in ${file} is signed by ${judged.name}, which was revoked on ` +
          `${judged.at}${judged.reason === '' ? '' : ` (${printable(judged.reason)})`}: it vouches for nothing.`,
      );
      return;
    case 'retired':
      add(
        'anchor',
        `The head of entry ${head.entry} in ${file} is signed on ${head.at} by ${judged.name}, in whose place ` +
          `another key signs since ${judged.at}: it vouches for nothing.`,
      );
      return;
    case 'disputed':
      add(
        'anchor',
        `The head of entry ${head.entry} in ${file} is signed by ${judged.name}, which named two keys to take ` +
          'its place: somebody else has it too, and it vouches for nothing.',
      );
  }
}

/** The log is not the one that was signed: where it parts from that. */
function tellWrong(
  wrong: { head: SignedHead; judged: Judgement }[],
  held: number,
  { total }: Log,
  file: string,
  add: Add,
): void {
  const [first] = [...wrong].sort((a, b) => a.head.entry - b.head.entry);
  if (first === undefined) return;
  const { head, judged } = first;
  const who = `${judged.name}${judged.state === 'trusted' ? '' : ', which is not trusted,'}`;
  if (head.entry > total) {
    const highest = Math.max(...wrong.map((each) => each.head.entry));
    add(
      'anchor',
      `The log ends with entry ${total}, but ${file} holds a head of entry ${highest} that ${who} signed: ` +
        'entries were cut off the end.',
    );
    return;
  }
  const from = held < head.entry && held > 0 ? `after entry ${held}, and ` : '';
  add(
    'anchor',
    `Entry ${head.entry} is not the one that ${who} signed on ${head.at}: the log was rewritten ${from}at or ` +
      `before entry ${head.entry}. Whatever it says of that time may be changed.`,
  );
}

function tellForeign(
  foreign: SignedHead[],
  all: number,
  file: string,
  { id }: Log,
  judge: (publicKey: string, at: string) => Judgement,
  add: Add,
): void {
  const [head] = foreign;
  const { name } = judge(head.signature.publicKey, head.at);
  const which = foreign.length === all ? 'All heads' : `${foreign.length} of ${all} heads`;
  const begin = `a log that begins with ${head.case.slice(0, 16)}, and this one begins with ${(id ?? CHAIN_START).slice(0, 16)}`;
  const why =
    foreign.length === all
      ? 'The whole log was replaced by another, or the heads are those of another case'
      : 'They are those of another case';
  add('anchor', `${which} in ${file}, signed by ${name}, are of ${begin}. ${why}.`);
}

function checkStamps(
  { name, stamps }: Anchors,
  log: Log,
  certificates: readonly ReadCertificate[],
  { result, times, add }: Findings,
): void {
  for (const kept of stamps) {
    const called = `${name} (time stamp of entry ${kept.entry})`;
    try {
      const stamp = readResponse(Buffer.from(kept.response, 'base64'), called);
      const { authority, chain } = checkTimeStamp(stamp, certificates, called);
      const problem = placeProblem(kept, stamp, log);
      if (problem !== null) {
        add('anchor', `The time stamp of ${stamp.at} in ${name} ${problem}`);
        continue;
      }
      const entries = `entries 1 to ${kept.entry}`;
      if (chain.isTrusted) {
        result.by.push(`${entries}: there on ${stamp.at}, by a time stamp of ${authority}`);
        const what = `a time stamp of ${authority}`;
        times.push({ entry: kept.entry, at: stamp.at, what, wasLast: false });
      } else {
        const why = certificates.length === 0 ? 'no certificate was given' : chain.why;
        result.open.push(
          `the time stamp of ${entries} by ${authority} is not trusted: ${why}. Give --tsa`,
        );
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      add('anchor', error.message);
    }
  }
}

/** What is wrong with where a stamp belongs; null where nothing is. */
function placeProblem(
  kept: KeptStamp,
  stamp: { imprint: string; nonce: string | null },
  { database, id }: Log,
): string | null {
  if (kept.case !== id || seqOf(database, stamp.imprint) === null) {
    return `is of ${stamp.imprint.slice(0, 16)}, which is no entry of this log: it is a stamp of another log, or the log was rewritten.`;
  }
  if (seqOf(database, stamp.imprint) !== kept.entry || stamp.imprint !== kept.hash) {
    return `is not of entry ${kept.entry}, as the file says: it was altered.`;
  }
  if (stamp.nonce !== kept.nonce)
    return 'does not answer the request that was made: it is an older one.';
  return null;
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

function hashAt(database: Database, entry: number): string | undefined {
  return database.get<{ hash: string }>('SELECT hash FROM audit WHERE seq = ?', entry)?.hash;
}
