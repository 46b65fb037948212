/** Signed heads of a log: which of them are of this log, by whom, and what that is worth. */
import type { CaseAnchor } from '../../../shared/case/case-contract.ts';
import { printable } from '../../../shared/base/printable.ts';
import { isSignatureOf } from '../../keys/signature.ts';
import { keyName, type Judgement } from '../../keys/trust.ts';
import { CHAIN_START } from '../store/audit.ts';
import { hashAt, type Add, type Findings, type Log } from './anchor-findings.ts';
import type { Anchors } from './anchors-file.ts';
import { isBroken, type StampedHead, type StampedHeads } from './check-stamps.ts';
import { digestOf, type SignedHead } from './signed-head.ts';

type Judge = (publicKey: string, at: string) => Judgement;

interface JudgedHead {
  head: SignedHead;
  judged: Judgement;
  /** When an authority saw it; undefined where none did that is trusted. */
  stamp: StampedHead | undefined;
}

/** Checks the signed heads in one file of anchors; `stamped` are those whose time an authority tells. */
export function checkHeads(
  { name, heads }: Anchors,
  log: Log,
  judge: Judge,
  { result, times, add }: Findings,
  stamped: StampedHeads,
): void {
  const foreign: SignedHead[] = [];
  /** What is told once for each key, with the highest entry. */
  const last = new Map<string, JudgedHead>();
  const wrong: JudgedHead[] = [];
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
    else if (hashAt(log.database, head.entry) !== head.hash)
      wrong.push({ head, judged, stamp: undefined });
    else {
      const stamp = stamped.get(digestOf(head));
      const isGood = isWorth(judged, stamp);
      if (isGood && !isBroken(log, head.entry)) {
        if (head.entry > result.entries) result.asOf = head.at;
        result.entries = Math.max(result.entries, head.entry);
        const what = `a head that ${judged.name} signed`;
        times.push({ entry: head.entry, at: head.at, what, wasLast: true });
      }
      held = Math.max(held, head.entry);
      const key = `${signature.publicKey} ${judged.state} ${isGood}`;
      if ((last.get(key)?.head.entry ?? 0) < head.entry) last.set(key, { head, judged, stamp });
    }
  }
  tellWrong(wrong, held, log, name, add);
  if (foreign.length > 0) tellForeign(foreign, heads.length, name, log, judge, add);
  for (const told of last.values()) tellOfKey(told, log, name, result, add);
}

/** What a signature by `judged` is worth: of a revoked key only what an authority saw before. */
function isWorth(judged: Judgement, stamp: StampedHead | undefined): boolean {
  if (judged.state === 'trusted') return true;
  if (judged.state !== 'revoked' || judged.before !== 'trusted' || stamp === undefined)
    return false;
  return Date.parse(stamp.at) < Date.parse(judged.at);
}

function tellOfKey(
  { head, judged, stamp }: JudgedHead,
  log: Log,
  file: string,
  { by, open }: CaseAnchor,
  add: Add,
): void {
  const what = `entries 1 to ${head.entry}`;
  const signed = `signed by ${judged.name} as ${printable(head.signer)} on ${head.at}`;
  if (isWorth(judged, stamp) && isBroken(log, head.entry)) {
    open.push(`${what} were ${signed}, but entry ${log.brokenAt} is not as it was then`);
    return;
  }
  switch (judged.state) {
    case 'trusted':
      by.push(`${what}: ${signed}`);
      return;
    case 'unknown':
      open.push(
        `${what} are signed by ${judged.name}, which is not trusted: anybody can make a key. Compare its ` +
          'fingerprint with one that you know from elsewhere, and give --trust',
      );
      return;
    case 'revoked': {
      const why = judged.reason === '' ? '' : ` (${printable(judged.reason)})`;
      const revoked = `which was revoked on ${judged.at}${why}`;
      if (isWorth(judged, stamp)) {
        by.push(
          `${what}: ${signed}, before the key was revoked on ${judged.at}${why}: a time stamp of ` +
            `${stamp!.authority} shows that the head was there on ${stamp!.at}`,
        );
        return;
      }
      const missing =
        stamp === undefined
          ? 'no trusted time stamp of the head shows that it was signed before'
          : `its time stamp is of ${stamp.at}, not from before`;
      open.push(
        `${what} are signed by ${judged.name}, ${revoked}, and ${missing}: that vouches for nothing. Another key ` +
          'that is trusted can vouch for them: "scalescope case sign"',
      );
      return;
    }
    case 'retired':
      add(
        'anchor',
        `The head of entry ${head.entry} in ${file} is signed on ${head.at} by ${judged.name}, in whose place ` +
          `another key signs since ${judged.at}: it vouches for nothing.`,
      );
      return;
    case 'disputed':
      open.push(
        `${what} are signed by ${judged.name}, which named two keys to take its place: somebody else has it too, ` +
          'and it vouches for nothing',
      );
  }
}

/** The log is not the one that was signed: where it parts from that. */
function tellWrong(
  wrong: JudgedHead[],
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
  judge: Judge,
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
