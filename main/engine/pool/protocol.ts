/** What crosses between a host and an engine process: one request at a time, plain data. */
import type { FileAnswer, FileQuestion } from '../reading/asked-files.ts';
import type { ErrorParts } from '../reading/error-parts.ts';
import type { Made, TaskInput, TaskKind, TaskOutput } from '../tasks/task-table.ts';

/** A task of the table with its input. */
export type Task = { [K in TaskKind]: { kind: K; input: TaskInput<K> } }[TaskKind];

/** What a task gave, and what that is once its files are written. */
export type MadeOutput = Made<TaskKind>;
export type Output = TaskOutput<TaskKind>;

/** A task, word that nobody waits for one any more, or the answer to a question about a file. */
export type EngineRequest =
  { id: number; task: Task } | { id: number; cancel: true } | { asked: number; answer: FileAnswer };

/**
 * First of all `ready`. Then for a task any number of `progress` and of `budgetMs` (the time that it has from
 * its start on, by what its file declares), and one `output` or `error`. Questions about files come in between.
 */
export type EngineResponse =
  | { ready: EngineState }
  | { asks: number; question: FileQuestion }
  | { id: number; budgetMs: number }
  | { id: number; progress: { stage: string; fraction: number; soFar?: unknown } }
  | { id: number; output: MadeOutput }
  | { id: number; error: ErrorParts };

/** What an engine says of itself when it has started. */
export interface EngineState {
  /** Whether Node's permission model is in force in it. */
  hasPermissions: boolean;
}

/** What an engine is started with, as JSON in its first argument. */
export interface EngineSettings {
  /** Threads libvips may use for one image. */
  threads: number;
  /** Bytes of decoded rasters to keep; the last one is always kept. */
  cacheBytes: number;
  /** True where somebody waits for the first image: what shows and searches one is loaded ahead. */
  prepares?: boolean;
  /** A folder of its own that nobody else sees, for what native code reads by path; null: none. */
  scratch?: string | null;
  /** True in sandbox-exec, where native code cannot read every font. */
  isInSeatbelt?: boolean;
}
