/** What each task of an engine is called with, and what the table says of it. */
import type { Images } from './images.ts';
import type { Progress } from './orders.ts';

/** What a task works with besides its input; long tasks heed the signal. */
export interface TaskContext {
  images: Images;
  progress: Progress;
  /** Tells the host how long the task may take, once the file has said how large it is. */
  budget?: ((ms: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * A task in the table. `run`, in a file of its own, throws UserError for what the person can act on, and
 * is loaded by the engine that first needs it.
 */
export interface TaskEntry {
  /** What it was doing, in the sentence that it failed: `it had to VERB photo.png`. */
  verb: string;
  /** It makes files, as an Ordered: its host writes them. */
  writes?: true;
  /** It needs the search of its image, which takes long. */
  searches?: true;
  /** The screen waits for it: it goes before long work. */
  isQuick?: true;
  /** Nothing else is asked of its image, so that any engine may run it. */
  isAlone?: true;
  /** It says how long it may take once its file is read. */
  tellsBudget?: true;
  /** A model runs, which is large and slow to load: it has an engine that no image waits for. */
  isOfModels?: true;
  // Each task has an input of its own, which the table's types say.
  load(): Promise<{ run(input: never, context: TaskContext): Promise<unknown> }>;
}
