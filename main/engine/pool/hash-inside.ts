/** Hashes files, also those that lie inside others: an engine unpacks them, never the host. */
import type { FileDigests } from '../../../shared/known/known.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../shared/image/facts.ts';
import type { DecodeLimits } from '../../../shared/image/facts.ts';
import { shownName } from '../../base/byte-path.ts';
import { digestFile, hashFile } from '../../base/hash.ts';
import { mayLeadInside } from '../../base/inside-path.ts';
import type { Engines } from './engines.ts';

/** What hashes with `engines`: null for what cannot be read. Rejects where its signal fires. */
export function hashWith(engines: Engines, limits: DecodeLimits = DEFAULT_DECODE_LIMITS) {
  return async (
    path: string,
    signal?: AbortSignal,
  ): Promise<{ sha256: string; bytes: number } | null> => {
    const source = { path, name: shownName(path), policy: DEFAULT_DECODE_POLICY, limits };
    try {
      return await engines.run('hash', { source }, { signal });
    } catch (error) {
      if (signal?.aborted) throw error;
      return null;
    }
  };
}

/**
 * Of what failed, on the disk or inside of a file there: what its finding is told by. Both null where it cannot be
 * read. Rejects where the signal fires.
 */
export async function identityOf(
  path: string,
  engines: Engines,
  limits: DecodeLimits,
  signal?: AbortSignal,
): Promise<{ sha256: string | null; bytes: number | null }> {
  const found =
    (await hashFile(path, signal)) ??
    (mayLeadInside(path) ? await hashWith(engines, limits)(path, signal) : null);
  return found ?? { sha256: null, bytes: null };
}

/** MD5, SHA-1 and SHA-256 of a file, on the disk or inside of one; null where it cannot be read. */
export async function digestsWith(
  path: string,
  engines: Engines,
  limits: DecodeLimits,
  signal?: AbortSignal,
): Promise<FileDigests | null> {
  const onDisk = await digestFile(path, signal);
  if (onDisk !== null || !mayLeadInside(path)) return onDisk;
  const source = { path, name: shownName(path), policy: DEFAULT_DECODE_POLICY, limits };
  try {
    const { md5, sha1, sha256 } = await engines.run('hash', { source, all: true }, { signal });
    // An engine may be in the hands of whoever made the file.
    if (!/^[0-9a-f]{32}$/.test(md5 ?? '') || !/^[0-9a-f]{40}$/.test(sha1 ?? '')) return null;
    return { md5: md5!, sha1: sha1!, sha256 };
  } catch (error) {
    if (signal?.aborted) throw error;
    return null;
  }
}

/** The same as hashWith, with an engine of its own, which is started for the first file that asks for it. */
export function hasherOnDemand() {
  let engines: Promise<Engines> | null = null;
  const start = async (): Promise<Engines> => {
    const { createEngines } = await import('./pool.ts');
    return createEngines({ count: 1, cacheBytes: 0 });
  };
  return {
    async hash(path: string, signal?: AbortSignal) {
      return hashWith(await (engines ??= start()))(path, signal);
    },
    async close(): Promise<void> {
      await (await engines)?.close();
    },
  };
}
