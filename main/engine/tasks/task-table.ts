/** The tasks of an engine: a line for each, and what it does in the file that the line loads. */
import type { TaskEntry } from '../images/task.ts';
import type { Ordered } from '../write/ordered-files.ts';

export const TASKS = {
  open: { verb: 'decode', tellsBudget: true, load: () => import('./files/open-task.ts') },
  view: { verb: 'resize', load: () => import('./views/view-task.ts') },
  tile: { verb: 'show', isQuick: true, load: () => import('./pictures/tile-task.ts') },
  preview: {
    verb: 'show',
    isQuick: true,
    isAlone: true,
    load: () => import('./pictures/preview-task.ts'),
  },
  samples: { verb: 'show', isQuick: true, load: () => import('./pictures/samples-task.ts') },
  inspect: { verb: 'inspect', searches: true, load: () => import('./examine/inspect-task.ts') },
  examine: {
    verb: 'inspect',
    isAlone: true,
    tellsBudget: true,
    load: () => import('./examine/examine-task.ts'),
  },
  survey: {
    verb: 'inspect',
    isAlone: true,
    tellsBudget: true,
    load: () => import('./examine/survey-task.ts'),
  },
  found: { verb: 'show', searches: true, load: () => import('./pictures/found-task.ts') },
  matrix: { verb: 'compare the views of', load: () => import('./views/matrix-task.ts') },
  spectrum: { verb: 'transform', load: () => import('./examine/spectrum-task.ts') },
  'spectrum-picture': {
    verb: 'transform',
    load: () => import('./pictures/spectrum-picture-task.ts'),
  },
  combs: { verb: 'transform', load: () => import('./examine/combs-task.ts') },
  sweep: { verb: 'compare the sizes of', load: () => import('./views/sweep-task.ts') },
  comparators: { verb: 'measure', load: () => import('./examine/comparators-task.ts') },
  draw: {
    verb: 'draw a picture of',
    writes: true,
    searches: true,
    load: () => import('./pictures/draw-task.ts'),
  },
  load: {
    verb: 'load',
    writes: true,
    isAlone: true,
    load: () => import('./files/load-task.ts'),
  },
  contents: { verb: 'look into', isAlone: true, load: () => import('./files/contents-task.ts') },
  check: { verb: 'check', isAlone: true, load: () => import('./files/check-task.ts') },
  versions: {
    verb: 'tell the versions of',
    isAlone: true,
    load: () => import('./files/versions-task.ts'),
  },
  hash: { verb: 'hash', isAlone: true, load: () => import('./files/hash-task.ts') },
  digest: { verb: 'hash the samples of', load: () => import('./files/digest-task.ts') },
  profile: { verb: 'read a line of', load: () => import('./examine/profile-task.ts') },
  histogram: { verb: 'count the values of', load: () => import('./examine/histogram-task.ts') },
  exposure: { verb: 'measure', isAlone: true, load: () => import('./views/exposure-task.ts') },
  resize: { verb: 'resize', writes: true, load: () => import('./views/resize-task.ts') },
  writeFound: {
    verb: 'write what was found in',
    writes: true,
    searches: true,
    load: () => import('./pictures/write-found-task.ts'),
  },
  craft: { verb: 'write an attack on', writes: true, load: () => import('./files/craft-task.ts') },
  'label-views': { verb: 'resize', load: () => import('./examine/label-views-task.ts') },
  classify: { verb: 'label', isOfModels: true, load: () => import('./examine/classify-task.ts') },
  chart: { verb: 'draw', isAlone: true, load: () => import('./views/chart-task.ts') },
  fingerprint: { verb: 'read a chart in', load: () => import('./views/fingerprint-task.ts') },
  'fingerprint-answers': {
    verb: 'compare with charts',
    isAlone: true,
    load: () => import('./views/answers-task.ts'),
  },
  'text-orders': {
    verb: 'look for text in',
    load: () => import('./examine/text-orders-task.ts'),
  },
  'text-blocks': {
    verb: 'look for text in',
    load: () => import('./examine/text-blocks-task.ts'),
  },
  'read-text': {
    verb: 'read text in',
    isOfModels: true,
    load: () => import('./examine/read-text-task.ts'),
  },
  sanitize: { verb: 'clean', writes: true, load: () => import('./files/sanitize-task.ts') },
} satisfies Record<string, TaskEntry>;

export type TaskKind = keyof typeof TASKS;
type Run<K extends TaskKind> = Awaited<ReturnType<(typeof TASKS)[K]['load']>>['run'];

/** What a task gives its host: with `writes`, an Ordered with the files that the host writes. */
export type Made<K extends TaskKind> = Awaited<ReturnType<Run<K>>>;

/** What a task takes, and what whoever asked for it gets. */
export type TaskInput<K extends TaskKind> = Parameters<Run<K>>[0];
export type TaskOutput<K extends TaskKind> = Made<K> extends Ordered<infer T> ? T : Made<K>;

/** What the table says of a task. */
export function entryOf(kind: TaskKind): TaskEntry {
  return TASKS[kind];
}
