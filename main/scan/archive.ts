/** Images as a scan remembers them by what is in them: what is known is not examined again, what is new is kept. */
import { resolve } from 'node:path';
import type { ErrorBody } from '../../shared/base/errors.ts';
import type { Finding } from '../../shared/finding/finding.ts';
import { shownPath } from '../base/byte-path.ts';
import { hashFile } from '../base/hash.ts';
import { mayLeadInside } from '../base/inside-path.ts';
import type { SurveyPicture } from '../engine/images/orders.ts';
import { isPermanent } from './permanent-failure.ts';
import type { FileStat, Kept, KnownRecord, ScanArchive, ScanRecord } from './sink.ts';

/** A finding that is kept, which has the identity of its image. */
export type KeptFinding = Finding & { sha256: string; bytes: number };

/** What keeps images and findings: a case, or a fleet. Paths are absolute. */
export interface ImageMemory {
  /** The finding of the image of `sha256`, or null: then it is due. */
  find(sha256: string): Promise<{ finding: Finding; isOld: boolean } | null>;
  /** Whether the image has a finding already, by another engine or otherwise made. */
  hasEarlier(sha256: string): boolean;
  /** Keeps that the image of `sha256`, on which `finding` is, lies at `path` too. */
  keepSighting(sha256: string, path: string, finding: Finding): void;
  keepFinding(path: string, finding: KeptFinding, pictures: readonly SurveyPicture[]): void;
  /** Keeps why the file at `path` could not be examined. */
  keepFailure(path: string, error: ErrorBody): void;
}

/** SHA-256 and size of the file at a path; null where it cannot be read. */
export type HashFile = (
  path: string,
  signal?: AbortSignal,
) => Promise<{ sha256: string; bytes: number } | null>;

/**
 * The archive over `memory`; the same bytes are examined once, also where they lie twice. `hashInside` hashes a
 * file inside another, which is unpacked elsewhere; without it such files have no hash before.
 */
export function createArchive(memory: ImageMemory, hashInside?: HashFile): ScanArchive {
  /** Hashes that are being examined, until they are kept. */
  const pending = new Map<string, { kept: Promise<void>; settle: () => void }>();
  /** Hashes of what was examined, which others are copies of. */
  const examined = new Set<string>();
  const hashed = new Map<string, { sha256: string; bytes: number }>();

  async function find(
    path: string,
    now: FileStat | null,
    signal: AbortSignal,
  ): Promise<KnownRecord | null> {
    const full = resolve(path);
    const isInside = hashInside !== undefined && mayLeadInside(full);
    const hash =
      (await hashFile(full, signal).catch(() => null)) ??
      (isInside ? await hashInside(full, signal) : null);
    if (hash === null) return null; // examining it tells why
    const { sha256 } = hash;
    const waitForOthers = async (): Promise<void> => {
      while (pending.has(sha256) && !signal.aborted) {
        await Promise.race([pending.get(sha256)!.kept, whenAborted(signal)]);
      }
    };
    await waitForOthers();
    if (signal.aborted) return null;
    let settle = (): void => undefined;
    const kept = new Promise<void>((resolve) => (settle = resolve));
    pending.set(sha256, { kept, settle }); // before anything else is waited for
    try {
      const known = await memory.find(sha256);
      if (known === null) {
        hashed.set(path, hash);
        return null;
      }
      const { finding, isOld } = known;
      memory.keepSighting(sha256, full, finding);
      release(sha256);
      const record = { ...finding, file: path, stat: now };
      return { record, isCopy: examined.has(sha256), isOld };
    } catch (error) {
      release(sha256);
      throw error;
    }
  }

  function release(sha256: string): void {
    pending.get(sha256)?.settle();
    pending.delete(sha256);
  }

  async function keep(
    { stat: _, ...finding }: ScanRecord,
    pictures: readonly SurveyPicture[],
  ): Promise<Kept> {
    const path = resolve(finding.file);
    const hash = hashed.get(finding.file);
    hashed.delete(finding.file);
    try {
      const found = withHash(finding, hash);
      if (found === 'changed') {
        const message = `${shownPath(path)} changed while it was examined, or its finding is not of it; scan it again`;
        const failure = { code: 'changed', message } as const;
        memory.keepFailure(path, failure);
        return { isAgain: false, failure };
      }
      const isAgain = found !== null && memory.hasEarlier(found.sha256);
      if (found !== null) memory.keepFinding(path, found, pictures);
      else memory.keepFailure(path, finding.error!);
      return { isAgain };
    } finally {
      if (hash !== undefined) {
        examined.add(hash.sha256);
        release(hash.sha256);
      }
    }
  }

  return { find, keep };
}

/**
 * `finding` as one of an image that is known by `hash`, which the host has and no engine tells; null where it is
 * only a failure, `changed` where it says that it is of other bytes, or nobody knows of which.
 */
function withHash(
  finding: Finding,
  hash: { sha256: string; bytes: number } | undefined,
): KeptFinding | 'changed' | null {
  const { sha256, bytes, error } = finding;
  // The limits are among the settings, so that other limits make another finding.
  const lasts = error === null || isPermanent(error.code) || error.code === 'too-large';
  if (!lasts) return null;
  if (hash === undefined) return error === null ? 'changed' : null;
  const isSame = (sha256 ?? hash.sha256) === hash.sha256 && (bytes ?? hash.bytes) === hash.bytes;
  return isSame ? { ...finding, ...hash } : 'changed';
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
