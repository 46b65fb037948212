/** The tasks of an engine: a line for each, and what it does in the file that the line loads. */
import type { TaskEntry } from './task.ts';

export const TASKS = {
  open: { verb: 'decode', load: () => import('./open.ts') },
  view: { verb: 'resize', load: () => import('./view.ts') },
  tile: { verb: 'show', isQuick: true, load: () => import('./tile.ts') },
  samples: { verb: 'show', isQuick: true, load: () => import('./samples.ts') },
  inspect: { verb: 'inspect', searches: true, load: () => import('./inspect.ts') },
  examine: { verb: 'inspect', isAlone: true, load: () => import('./examine.ts') },
  survey: { verb: 'inspect', isAlone: true, load: () => import('./survey.ts') },
  found: { verb: 'show', searches: true, load: () => import('./found.ts') },
  matrix: { verb: 'compare the views of', load: () => import('./matrix.ts') },
  spectrum: { verb: 'transform', load: () => import('./spectrum.ts') },
  'spectrum-picture': { verb: 'transform', load: () => import('./spectrum-picture.ts') },
  combs: { verb: 'transform', load: () => import('./combs.ts') },
  sweep: { verb: 'compare the sizes of', load: () => import('./sweep.ts') },
  comparators: { verb: 'measure', load: () => import('./comparators.ts') },
  draw: {
    verb: 'draw a picture of',
    writes: true,
    searches: true,
    load: () => import('./draw.ts'),
  },
  digest: { verb: 'hash the samples of', load: () => import('./digest.ts') },
  histogram: { verb: 'count the values of', load: () => import('./histogram.ts') },
  exposure: { verb: 'measure', isAlone: true, load: () => import('./exposure.ts') },
  resize: { verb: 'resize', writes: true, load: () => import('./resize.ts') },
  writeFound: {
    verb: 'write what was found in',
    writes: true,
    searches: true,
    load: () => import('./write-found.ts'),
  },
  craft: { verb: 'write an attack on', writes: true, load: () => import('./craft.ts') },
  'label-views': { verb: 'resize', load: () => import('./label-views.ts') },
  classify: { verb: 'label', isOfModels: true, load: () => import('./classify.ts') },
  sanitize: { verb: 'clean', writes: true, load: () => import('./sanitize.ts') },
} satisfies Record<string, TaskEntry>;

export type TaskKind = keyof typeof TASKS;
type Run<K extends TaskKind> = Awaited<ReturnType<(typeof TASKS)[K]['load']>>['run'];

/** What a task takes, and what it gives. */
export type TaskInput<K extends TaskKind> = Parameters<Run<K>>[0];
export type TaskOutput<K extends TaskKind> = Awaited<ReturnType<Run<K>>>;

/** What the table says of a task. */
export function entryOf(kind: TaskKind): TaskEntry {
  return TASKS[kind];
}
