/** Signs the log of a case again and again while it is written, once its examiner has begun to sign it. */
import { existsSync } from 'node:fs';
import { ownStatements, readKey, revocationIn } from '../../keys/key-store.ts';
import { passphraseOfFile } from '../../keys/passphrase-file.ts';
import { publicKeyOf } from '../../keys/signature.ts';
import { headOf } from '../store/audit.ts';
import type { CaseFile } from '../store/case-file.ts';
import { anchorsPath, readAnchors } from './anchors-file.ts';
import { signCase, type Signer } from './sign-case.ts';

/** How often it is looked whether there is something to sign. */
const EVERY_MS = 10 * 60 * 1000;

/**
 * Keeps `caseFile` signed until it is closed, at intervals and at its end, where the key of this person signed it
 * before and can be used without asking. Else the person signs on request.
 */
export async function keepSigned(
  caseFile: CaseFile,
  { everyMs = EVERY_MS, path }: { everyMs?: number; path?: string } = {},
): Promise<void> {
  if (caseFile.readOnly || !existsSync(anchorsPath(caseFile.path))) return;
  let signed = headOf(caseFile.database).hash;
  const signer = await signerOf(caseFile, path);
  if (signer === null) return;
  const sign = () => {
    try {
      if (headOf(caseFile.database).hash !== signed) signed = signCase(caseFile, signer).hash;
    } catch {
      // What is not signed is open, and verify says so; the work on the case goes on.
    }
  };
  const timer = setInterval(sign, everyMs).unref();
  caseFile.beforeClose = () => {
    clearInterval(timer);
    sign();
  };
}

/** Whoever signed the case before, where that is the person whose key is at `path`; else null. */
async function signerOf(caseFile: CaseFile, path?: string): Promise<Signer | null> {
  try {
    const key = await readKey(path, passphraseOfFile);
    if (key === null) return null;
    const statements = await ownStatements(path);
    const publicKey = publicKeyOf(key);
    const keys = [publicKey, ...statements.map((said) => said.key)];
    const heads = readAnchors(anchorsPath(caseFile.path))?.heads ?? [];
    const isOwn = heads.some(({ signature }) => keys.includes(signature.publicKey));
    if (!isOwn || revocationIn(statements, publicKey) !== undefined) return null;
    return { key, name: caseFile.actor, statements };
  } catch {
    return null; // no key that could be used: "case sign" says why
  }
}
