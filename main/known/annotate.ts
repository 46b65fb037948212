/** What lists say of each file of a scan, put beside its finding. */
import type { DecodeLimits } from '../../shared/image/facts.ts';
import type { FileDigests } from '../../shared/known/known.ts';
import { digestsWith } from '../engine/pool/hash-inside.ts';
import type { Engines } from '../engine/pool/engines.ts';
import type { ScanRecord } from '../scan/sink.ts';
import type { KnownFiles } from './known-files.ts';
import type { NamedHash } from './read-list.ts';

/** Puts what is known of its file beside a record. Rejects where `signal` fires. */
export type Annotate = (record: ScanRecord, signal: AbortSignal) => Promise<ScanRecord>;

/**
 * Adds MD5 and SHA-1 and, with lists, what they say. A record whose file is another by now, or has no
 * hash, stays as it is. The verdict stays as it is in any case.
 */
export function annotator(
  known: KnownFiles | null,
  { engines, limits }: { engines: Engines; limits: DecodeLimits },
): Annotate {
  return async (record, signal) => {
    if (record.sha256 === null) return record;
    const digests = await digestsWith(record.file, engines, limits, signal);
    if (digests === null || digests.sha256 !== record.sha256) return record;
    return { ...record, ...knownOf(record, digests, known) };
  };
}

function knownOf(record: ScanRecord, digests: FileDigests, known: KnownFiles | null) {
  const { md5, sha1 } = digests;
  const hashes = { md5, sha1 };
  return known === null ? { hashes } : { hashes, known: known.find(digests, picturesOf(record)) };
}

function picturesOf({ pdq }: ScanRecord): NamedHash[] {
  if (pdq === undefined) return [];
  return [
    { ...pdq.human, picture: 'human' },
    { ...pdq.machine, picture: 'machine' },
  ];
}
