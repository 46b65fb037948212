/** Why a task of an engine failed, as sentences about the file that it was about. */
import { UserError } from '../../../shared/base/errors.ts';
import { aboutBytes } from '../../../shared/image/cost.ts';
import { saysNoMemory, wantOfMemory } from '../../base/no-memory.ts';
import { fromParts, type ErrorParts } from '../reading/error-parts.ts';
import { entryOf } from '../tasks/task-table.ts';
import type { Task } from './protocol.ts';

/** What is to be known of the task. */
interface Failing {
  task: Task;
  name: string;
  /** The time until its file has said how large it is, for tasks whose limit can be raised. */
  openingMs?: number | undefined;
}

/** What a task was doing, in the sentence that it failed. */
const verbOf = ({ task }: Failing): string => entryOf(task.kind).verb;

/** What an engine says of `job`; for want of memory it has the words of whoever asked for it. */
export function failureOf(job: Failing, parts: ErrorParts): UserError {
  const isStarved = parts.code === 'internal' && saysNoMemory(parts.message);
  return isStarved ? wantOfMemory(verbOf(job), job.name) : fromParts(parts);
}

/** That `job` did not end within `ms`. */
export function tookTooLong(job: Failing, ms: number): UserError {
  const fact = `${job.name} took longer than ${ms / 1000} s to ${verbOf(job)}`;
  const remedy = job.openingMs === undefined ? '' : 'raise the limit with --max-seconds';
  return new UserError('engine-crashed', fact, remedy);
}

/** That the engine held more than `bytes`, the limit, for `job`. */
export function tookTooMuch(job: Failing, bytes: number): UserError {
  const fact = `To ${verbOf(job)} ${job.name} took more memory than the limit of ${aboutBytes(bytes)}`;
  return new UserError('too-large', fact, 'raise it with --max-memory');
}

/** That the engine ended by itself, for `reason`, while it had `job` or nothing to do. */
export function stopped(job: Failing | undefined, reason: string): UserError {
  if (job !== undefined && saysNoMemory(reason)) return wantOfMemory(verbOf(job), job.name);
  const doing = job === undefined ? '' : ` while it had to ${verbOf(job)} ${job.name}`;
  return new UserError('engine-crashed', `The engine stopped${doing} (${reason})`);
}
