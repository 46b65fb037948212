/** Signs reports with a key of the person's own (Ed25519), made when it is first needed. */
import type { KeyObject } from 'node:crypto';
import type { ReportSignature } from '../../shared/report/report.ts';
import { ASK_NOBODY, keyPath, readOrMakeKey, type AskPassphrase } from '../keys/key-store.ts';
import * as signatures from '../keys/signature.ts';

export { keyPath };

/** `report` with the signature of the key at `path`. Throws UserError where there can be none. */
export async function signReport<T extends object>(
  report: T,
  path = keyPath(),
  ask: AskPassphrase = ASK_NOBODY,
): Promise<T & { signature: ReportSignature }> {
  return signedBy(report, await readOrMakeKey(path, ask));
}

/** `report` with the signature of `key`. */
export function signedBy<T extends object>(
  report: T,
  key: KeyObject,
): T & { signature: ReportSignature } {
  return { ...report, signature: signatures.signatureOf(report, key) };
}

/** Whether the signature in `report` is of what it holds, by the key that it names. */
export function checkSignature<T extends { signature: ReportSignature }>({
  signature,
  ...report
}: T): boolean {
  return signatures.isSignatureOf(report, signature);
}

/** SHA-256 of the public key of a signature, in hexadecimal; the key's id is how it begins. */
export function fingerprintOf({ publicKey }: ReportSignature): string {
  return signatures.fingerprintOf(publicKey);
}
