/** Whom the person trusts who runs this: the list in the data folder. */
import { readTrustList } from './key-files.ts';
import { ownStatements, trustPath } from './key-store.ts';
import { fingerprintOf } from './signature.ts';
import type { Trust } from './trust.ts';

/** The keys that the person trusts, and what was said of own keys. */
export async function ownTrust(): Promise<Trust> {
  const list = await readTrustList(trustPath());
  return {
    keys: (list?.keys ?? []).map(({ name, publicKey }) => ({
      fingerprint: fingerprintOf(publicKey),
      name,
    })),
    statements: [...(list?.statements ?? []), ...(await ownStatements())],
    without: list?.without ?? [],
  };
}
