/** Examines the objects of one job: brings them within reach, looks into them, scans them. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ErrorBody } from '../../../shared/base/errors.ts';
import { hashWith } from '../../engine/pool/hash-inside.ts';
import type { Engines } from '../../engine/pool/engines.ts';
import { createArchive } from '../../scan/archive.ts';
import type { ListedFile } from '../../scan/list-files.ts';
import { listInside } from '../../scan/list-inside.ts';
import { scanFiles } from '../../scan/scan-files.ts';
import type { Run } from '../runs.ts';
import type { ReachedObject, Source, SourceObject } from '../sources/source.ts';
import type { JobMemory, PathOutcome } from './outcome.ts';

/** An object as a job has it. */
export interface JobObject extends SourceObject {
  id: number;
  source: string;
  isNamed: boolean;
  tries: number;
}

/** What became of one object. */
export type ObjectOutcome =
  /** What lies at it and inside of it, by the way down. */
  | { kind: 'done'; inside: Map<string, PathOutcome> }
  /** It is no image, and was not asked for by its name. */
  | { kind: 'skipped' }
  /** It comes again, as what it is `now`. */
  | { kind: 'again'; error: ErrorBody; now?: { etag: string | null; bytes: number | null } }
  /** The service of its source asks for patience, with this: it comes again, as if it had not been asked for. */
  | { kind: 'later'; error: ErrorBody }
  /** The worker was stopped before. */
  | { kind: 'unreached' };

export interface JobTools {
  engines: Engines;
  /** Images at once. */
  jobs: number;
  sources: ReadonlyMap<string, Source>;
  /** Where what is fetched may lie for a while. */
  folder: string;
  signal: AbortSignal;
}

/** How often an object comes again before that is its failure. */
export const MOST_TRIES = 5;

/** Objects that are brought within reach at once. */
const AT_ONCE = 8;

/**
 * What became of each of `objects`, by id; `memory` then has the findings. Rejects with UserError `busy` where a
 * source does not answer, `write-failed` where nothing more can be kept here, and SourceLost where it is not here any
 * more: then the job is one for later.
 */
export async function examineJob(
  run: Run,
  objects: readonly JobObject[],
  memory: JobMemory,
  { engines, jobs, sources, folder: place, signal }: JobTools,
): Promise<Map<number, ObjectOutcome>> {
  const folder = join(place, randomUUID());
  try {
    const reached = await reachAll(objects, sources, folder, signal);
    const files = new Map<string, ListedFile>();
    for (const { id, isNamed } of objects) {
      const at = reached.get(id)!;
      if (!('path' in at)) continue;
      const { path, error } = at;
      files.set(resolve(path), { path: resolve(path), isNamed, ...(error && { error }) });
    }
    const { decode, view, classifiers, text, inside } = run.how;
    const { limits } = decode;
    const listed = inside
      ? await listInside([...files.values()], { engines, jobs, limits, signal })
      : [...files.values()];
    if (!signal.aborted) {
      await scanFiles(listed, {
        ...{ engines, jobs, decode, view, classifiers, text, signal },
        ...{ journal: null, annotate: null, sinks: [], onProgress: () => undefined },
        archive: createArchive(memory, hashWith(engines, limits)),
      });
    }
    return outcomesOf(objects, reached, listed, memory, signal.aborted);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function reachAll(
  objects: readonly JobObject[],
  sources: ReadonlyMap<string, Source>,
  folder: string,
  signal: AbortSignal,
): Promise<Map<number, ReachedObject>> {
  const reached = new Map<number, ReachedObject>();
  let left = [...objects];
  /** Sources that ask for patience are not asked for more. */
  const asked = new Map<Source, ReachedObject>();
  const reach = async (): Promise<void> => {
    for (let object = left.shift(); object !== undefined; object = left.shift()) {
      const source = sources.get(object.source)!;
      try {
        const place = join(folder, String(object.id));
        const found = asked.get(source) ?? (await source.reach(object, place, signal));
        if ('later' in found) asked.set(source, found);
        reached.set(object.id, found);
      } catch (error) {
        left = [];
        throw error;
      }
    }
  };
  // All of them: none may write into the folder when it is removed.
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, reach));
  const failed = ends.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  return reached;
}

function outcomesOf(
  objects: readonly JobObject[],
  reached: ReadonlyMap<number, ReachedObject>,
  listed: readonly ListedFile[],
  memory: JobMemory,
  isStopped: boolean,
): Map<number, ObjectOutcome> {
  const owners = new Map<string, number>();
  for (const [id, at] of reached) if ('path' in at) owners.set(resolve(at.path), id);
  const byObject = new Map<number, { inside: Map<string, PathOutcome>; left: number }>();
  for (const { path } of listed) {
    const found = ownerOf(resolve(path), owners);
    const { inside, left } = byObject.get(found.id) ?? {
      inside: new Map<string, PathOutcome>(),
      left: 0,
    };
    const outcome = memory.paths.get(resolve(path));
    if (outcome !== undefined) inside.set(found.inside, outcome);
    byObject.set(found.id, { inside, left: left + (outcome === undefined ? 1 : 0) });
  }
  return new Map(
    objects.map(({ id, tries }) => [
      id,
      outcomeOf(reached.get(id)!, byObject.get(id), isStopped, tries + 1 < MOST_TRIES),
    ]),
  );
}

function outcomeOf(
  at: ReachedObject,
  found: { inside: Map<string, PathOutcome>; left: number } | undefined,
  isStopped: boolean,
  mayComeAgain: boolean,
): ObjectOutcome {
  if ('isSkipped' in at) return { kind: 'skipped' };
  if ('later' in at) return { kind: 'later', error: at.later };
  if ('again' in at) {
    if (mayComeAgain) return { kind: 'again', error: at.again, ...(at.now && { now: at.now }) };
    return { kind: 'done', inside: new Map([['', { error: at.again }]]) };
  }
  // Where a scan is stopped, what has no outcome was not reached, or is no image: both can be met again.
  if (isStopped && (found === undefined || found.left > 0)) return { kind: 'unreached' };
  if (found === undefined || found.inside.size === 0) return { kind: 'skipped' };
  const changed = [...found.inside.values()].find(
    (outcome) => 'error' in outcome && outcome.error.code === 'changed',
  );
  if (changed !== undefined && 'error' in changed && mayComeAgain) {
    return { kind: 'again', error: changed.error };
  }
  // It was within reach a moment ago.
  const itself = found.inside.get('');
  const isGone = itself !== undefined && 'error' in itself && itself.error.code === 'not-found';
  if (isGone && at.error === undefined && mayComeAgain) {
    return { kind: 'again', error: itself.error };
  }
  return { kind: 'done', inside: found.inside };
}

/** The object that a path belongs to, and the way down from it. */
function ownerOf(
  path: string,
  owners: ReadonlyMap<string, number>,
): { id: number; inside: string } {
  for (let end = path.length; end > 0; end = path.lastIndexOf('!/', end - 1)) {
    const id = owners.get(path.slice(0, end));
    if (id !== undefined) return { id, inside: path.slice(end) };
  }
  throw new Error(`No object of the job has the path ${path}`);
}
