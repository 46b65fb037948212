/** What verifying a report says: one line for each thing that was checked. */
import {
  differencesOf,
  type Difference,
  type ReportSignature,
} from '../../shared/report/report.ts';
import { judgeOf, NO_TRUST, type Trust } from '../keys/trust.ts';
import { checkSignature, fingerprintOf } from './sign.ts';

/** One thing that was checked. */
export interface Check {
  title: string;
  ok: boolean;
  /** False where nothing was compared: not ok, and not wrong either. */
  checked?: false;
  /** False where nothing has to be compared: what is open does not leave the whole open. */
  needed?: false;
  /** What is wrong, or what was compared. */
  detail: string;
}

export interface Verification {
  schema: 'scalescope/verification@1';
  ok: boolean;
  checks: Check[];
  differences: Difference[];
}

/** Whose signature a report has to have. */
export interface SignatureOrder {
  /** A report without a signature does not match. */
  required: boolean;
  /** How the fingerprint of the signer's key begins, in hexadecimal, which is trusted then; null: anybody's. */
  keyId: string | null;
  /** Whose signature vouches for a report; default: nobody's but that of `keyId`. */
  trust?: Trust;
}

/** The verification of `checks`. */
export function verificationOf(checks: Check[], differences: Difference[]): Verification {
  const ok = checks.every((check) => check.ok || check.needed === false);
  return { schema: 'scalescope/verification@1', ok, checks, differences };
}

/** Whether nothing is wrong, but something could not be compared. */
export function isOpen({ ok, checks }: Verification): boolean {
  return !ok && checks.every((check) => check.ok || check.checked === false);
}

/** Whether `report` is signed as `order` has it. */
export function signatureCheck(
  report: object | { signature: ReportSignature },
  { required, keyId, trust }: SignatureOrder,
): Check {
  const title = 'Signature';
  const signature = 'signature' in report ? report.signature : undefined;
  if (signature === undefined) {
    if (!required && keyId === null) return unneeded(title, 'the report is not signed');
    const whose = keyId === null ? 'a signature' : `a signature by ${keyId}`;
    return { title, ok: false, detail: `the report is not signed, but ${whose} was required` };
  }
  if (!checkSignature({ ...report, signature })) {
    const detail = `does not match the report: it was changed after ${signature.keyId} signed it`;
    return { title, ok: false, detail };
  }
  if (keyId !== null && !fingerprintOf(signature).startsWith(keyId.toLowerCase())) {
    const detail = `made by the key ${signature.keyId}, but one by ${keyId} was required`;
    return { title, ok: false, detail };
  }
  return trustCheck(report as { createdAt?: unknown }, signature, {
    keyId,
    ...(trust && { trust }),
  });
}

/**
 * What a signature that holds is worth. By a key that nobody trusts it shows only that the holder of that key had
 * the report: anybody can make a key, and sign a changed report again.
 */
function trustCheck(
  { createdAt }: { createdAt?: unknown },
  signature: ReportSignature,
  { keyId, trust = NO_TRUST }: Omit<SignatureOrder, 'required'>,
): Check {
  const title = 'Signature';
  const at = typeof createdAt === 'string' ? createdAt : '';
  const judged = judgeOf(trust)(signature.publicKey, at);
  const holds = `matches the report, by ${judged.name}`;
  switch (judged.state) {
    case 'trusted':
      return { title, ok: true, detail: `${holds}, which is trusted` };
    case 'revoked':
      return {
        ...{ title, ok: false },
        detail: `${holds}, which was revoked on ${judged.at}${judged.reason === '' ? '' : ` (${judged.reason})`}`,
      };
    case 'retired':
      return {
        ...{ title, ok: false },
        detail: `${holds}, in whose place another key signs since ${judged.at}, before the report was made`,
      };
    case 'disputed':
      return {
        ...{ title, ok: false },
        detail: `${holds}, which named two keys to take its place: somebody else has it too`,
      };
    case 'unknown': {
      if (keyId !== null) return { title, ok: true, detail: `${holds}, as it was required` };
      const detail = `${holds}, which is not trusted: anybody can make a key. Give --trust KEY or --key-id ID`;
      return { title, ok: false, checked: false, detail };
    }
  }
}

function unneeded(title: string, detail: string): Check {
  return { title, ok: false, checked: false, needed: false, detail };
}

/** The same check where all that was signed was compared otherwise: that nobody is trusted leaves nothing open. */
export function asUnneeded(check: Check): Check {
  return check.checked === false ? { ...check, needed: false } : check;
}

/**
 * What is said where that which a report is of was not given, so that nothing was `done` with it.
 * Where nothing else vouches for the report, a trusted signature or another comparison, it could say anything.
 */
export function ungivenCheck(
  title: string,
  done: string,
  { isVouched, option }: { isVouched: boolean; option: string },
): Check {
  const detail = `not given, so nothing was ${done}`;
  if (isVouched) return unneeded(title, detail);
  const help = `${detail}, and no key that is trusted signed the report. Give ${option}`;
  return { title, ok: false, checked: false, detail: help };
}

/** What is said of a part that was not compared: a trusted signature vouches for it, or it could say anything. */
export function uncomparedCheck(title: string, detail: string, isVouched: boolean): Check {
  if (isVouched) return unneeded(title, detail);
  const help = `${detail}, and no key that is trusted signed the report`;
  return { title, ok: false, checked: false, detail: help };
}

/** A part of a report that can be compared, and since which edition a report has it. */
export interface EditionPart<T extends string = string> {
  part: T;
  title: string;
  since: number;
}

/**
 * What the edition of a report says of its parts: one that came later and is there contradicts it, and those that a
 * report of today has and this one lacks are named, so that nobody takes them for compared. A report that was
 * relabelled looks like one of before.
 */
export function editionChecks(
  report: { edition?: number },
  parts: readonly EditionPart[],
  isVouched: boolean,
): Check[] {
  const edition = report.edition ?? 1;
  const title = 'Edition';
  const odd = parts.filter(({ part, since }) => since > edition && Object.hasOwn(report, part));
  if (odd.length > 0) {
    const names = odd.map(({ part, since }) => `${part} (since edition ${since})`).join(', ');
    return [
      { title, ok: false, detail: `it says that it is of edition ${edition}, but has ${names}` },
    ];
  }
  const later = parts.filter(({ since }) => since > edition);
  if (later.length === 0) return [];
  const names = later.map(({ title: name }) => name.toLowerCase()).join(', ');
  return [
    uncomparedCheck(
      title,
      `the report says that it is of edition ${edition}, which has no ${names}. If these were taken out of a newer ` +
        'report, nothing here shows it',
      isVouched,
    ),
  ];
}

/**
 * What nothing is compared with, neither an original nor a case: it is the word of whoever made the report. A line
 * that leaves nothing open, because it is so of every report, signed or not.
 */
export function ownWordsCheck(
  report: object,
  own: readonly string[],
  known: readonly string[],
  isVouched: boolean,
): Check[] {
  const strange = Object.keys(report).filter((name) => !known.includes(name));
  const whose = isVouched
    ? 'the word of whoever signed'
    : 'nothing vouches for it, because no key that is trusted signed';
  const checks = [unneeded('What only the report says', `${own.join(', ')}: ${whose}`)];
  if (strange.length === 0) return checks;
  const names = strange.map((name) => JSON.stringify(name)).join(', ');
  const detail = `${names}: this version knows no such part of a report, and compared nothing with it`;
  return [...checks, uncomparedCheck('Unknown parts', detail, isVouched)];
}

/** Compares parts of a report with the same computed again, and keeps where they differ. */
export class Comparison {
  readonly checks: Check[] = [];
  readonly differences: Difference[] = [];

  /** Compares one part; fields in `except` are left out wherever they are. */
  compare(
    title: string,
    reported: unknown,
    computed: unknown,
    at: string,
    except: ReadonlySet<string>,
  ): void {
    const found = differencesOf(reported, asJson(computed), at, except);
    this.differences.push(...found);
    const detail =
      found.length === 0
        ? 'every value is the same'
        : `${found.length === 1 ? '1 value differs' : `${found.length} values differ`}, first ${found[0]!.path}`;
    this.checks.push({ title, ok: found.length === 0, detail });
  }

  /** Says why a part was not compared, and what to do. */
  leaveOpen(title: string, detail: string): void {
    this.checks.push({ title, ok: false, checked: false, detail });
  }
}

/** As it is once it was written and read: without fields that are undefined. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
