/** What verifying a report says: one line for each thing that was checked. */
import {
  differencesOf,
  type Difference,
  type ReportSignature,
} from '../../shared/report/report.ts';
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
  /** How the fingerprint of the signer's key begins, in hexadecimal; null: anybody's. */
  keyId: string | null;
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
  { required, keyId }: SignatureOrder,
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
  return {
    title,
    ok: true,
    detail: `made by the key ${signature.keyId}, and it matches the report`,
  };
}

function unneeded(title: string, detail: string): Check {
  return { title, ok: false, checked: false, needed: false, detail };
}

/** Whether `report` has a signature; signatureCheck tells whether it holds. */
export function isSigned(report: object): boolean {
  return 'signature' in report && report.signature !== undefined;
}

/**
 * What is said where that which a report is of was not given, so that nothing was `done` with it.
 * Where nothing else vouches for the report, a signature or another comparison, it could say anything.
 */
export function ungivenCheck(
  title: string,
  done: string,
  { isVouched, option }: { isVouched: boolean; option: string },
): Check {
  const detail = `not given, so nothing was ${done}`;
  if (isVouched) return unneeded(title, detail);
  const help = `${detail}, and the report is not signed. Give ${option}`;
  return { title, ok: false, checked: false, detail: help };
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
