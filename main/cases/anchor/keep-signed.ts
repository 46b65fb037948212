/** Signs the log of a case again and again while it is written, once its examiner has begun to sign it. */
import { existsSync } from 'node:fs';
import { ownStatements, readKey, revocationIn } from '../../keys/key-store.ts';
import { publicKeyOf } from '../../keys/signature.ts';
import { headOf } from '../store/audit.ts';
import type { CaseFile } from '../store/case-file.ts';
import { anchorsPath, readAnchors } from './anchors-file.ts';
import { signCase, type Signer } from './sign-case.ts';

/** How often it is looked whether there is something to sign. */
const EVERY_MS = 10 * 60 * 1000;

export interface KeptSigned {
  /** Signs what was written since, and ends. */
  stop(): void;
}

/**
 * The signer of a case that was signed before by the key of this person. Null where it was not, or where the key
 * cannot be used without asking: then the person signs on request.
 */
export async function signerOf(caseFile: CaseFile): Promise<Signer | null> {
  if (caseFile.readOnly || !existsSync(anchorsPath(caseFile.path))) return null;
  try {
    const key = await readKey();
    if (key === null) return null;
    const statements = await ownStatements();
    const publicKey = publicKeyOf(key);
    const heads = readAnchors(anchorsPath(caseFile.path))?.heads ?? [];
    const own = heads.some(({ signature }) => signature.publicKey === publicKey);
    if (!own || revocationIn(statements, publicKey) !== undefined) return null;
    return { key, name: caseFile.actor, statements };
  } catch {
    return null; // no key that could be used: "case sign" says why
  }
}

/** Keeps `caseFile` signed by `signer` until it is stopped, which has to be before it is closed. */
export function keepSigned(
  caseFile: CaseFile,
  signer: Signer | null,
  everyMs = EVERY_MS,
): KeptSigned {
  let signed = headOf(caseFile.database).hash;
  const sign = () => {
    if (signer === null || headOf(caseFile.database).hash === signed) return;
    try {
      signed = signCase(caseFile, signer).hash;
    } catch {
      // What is not signed is open, and verify says so; the work on the case goes on.
    }
  };
  const timer = signer === null ? null : setInterval(sign, everyMs).unref();
  return {
    stop() {
      if (timer !== null) clearInterval(timer);
      sign();
    },
  };
}
