/** What crosses between a host and an engine process: one request at a time, plain data. */
import type { ErrorBody } from '../../../shared/base/errors.ts';
import type { TaskInput, TaskKind, TaskOutput } from '../tasks/task-table.ts';

/** A task of the table with its input. */
export type Task = { [K in TaskKind]: { kind: K; input: TaskInput<K> } }[TaskKind];

/** What a task gave. */
export type Output = TaskOutput<TaskKind>;

/** A task, or word that nobody waits for one any more. */
export type EngineRequest = { id: number; task: Task } | { id: number; cancel: true };

/** A failure, and the parts that its message is made of where it is a UserError. */
export type EngineError = ErrorBody & { fact?: string; remedy?: string };

/**
 * Any number of `progress` and of `budgetMs` (the time that the task has from its start on, by what its file
 * declares), then one `output` or `error`.
 */
export type EngineResponse =
  | { id: number; budgetMs: number }
  | { id: number; progress: { stage: string; fraction: number } }
  | { id: number; output: Output }
  | { id: number; error: EngineError };

/** What an engine is started with, as JSON in its first argument. */
export interface EngineSettings {
  /** Threads libvips may use for one image. */
  threads: number;
  /** Bytes of decoded rasters to keep; the last one is always kept. */
  cacheBytes: number;
}
