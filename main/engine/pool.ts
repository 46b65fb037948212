/** The engines of a host: as many processes as asked for, each image always with the same one. */
import { availableParallelism } from 'node:os';
import { DEFAULT_DECODE_LIMITS, type DecodeLimits } from '../../shared/facts.ts';
import type { Label } from '../../shared/labels/labels.ts';
import { labelPair } from '../labels/label-pair.ts';
import { Engine } from './engine.ts';
import type { Task, TaskKind, TaskKinds, TaskOf } from './protocol.ts';
import type { Engines, ImageSource, Progress } from './service.ts';

export interface EnginesOptions {
  /** Engine processes. */
  count: number;
  /** `timeoutMs` is for every task but the decoding, which has the limits of its source. */
  limits?: Pick<DecodeLimits, 'timeoutMs'>;
  /** Bytes of rasters and views one engine keeps; default 1 GiB. */
  cacheBytes?: number;
  /**
   * True where people wait for tiles: the search, which takes long, is left to another engine than
   * the one that shows the image, at the price of decoding twice. Default false.
   */
  searchApart?: boolean;
}

export interface EnginePool extends Engines {
  /** Ids of the processes that run now. */
  processIds(): number[];
}

const DEFAULT_CACHE_BYTES = 1024 ** 3;

/** Tasks that need the search of an image. */
const SEARCHING: readonly TaskKind[] = ['inspect', 'found', 'writeFound', 'draw'];

/** Images whose engine is remembered. */
const MAX_HOMES = 4096;

/** The pool; the first engine starts at once, each other with its first task. */
export function createEngines(options: EnginesOptions): EnginePool {
  const { count, limits = DEFAULT_DECODE_LIMITS, cacheBytes = DEFAULT_CACHE_BYTES } = options;
  const { searchApart = false } = options;
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`Expected an integer above 0 for count but received ${count}`);
  }
  const threads = Math.max(1, Math.floor(availableParallelism() / count));
  const engines = Array.from({ length: count }, () => new Engine({ threads, cacheBytes }));
  const homes = new Map<string, Engine>();
  // Models are large and slow to load: they have an engine that no image waits for.
  const models = new Engine({ threads: 1, cacheBytes: 0 });
  engines[0].warmUp();

  /** The engine that has the image; a new image goes where the least waits. */
  function homeOf({ path, policy }: ImageSource): Engine {
    const key = `${policy.orientation} ${policy.frame} ${path}`;
    const engine = homes.get(key) ?? leastLoaded(engines);
    homes.delete(key);
    homes.set(key, engine);
    if (homes.size > MAX_HOMES) homes.delete(homes.keys().next().value!);
    return engine;
  }

  /** The engine that searches the image. */
  function searcherOf(source: ImageSource): Engine {
    const home = homeOf(source);
    return searchApart ? engines[(engines.indexOf(home) + 1) % count] : home;
  }

  function run<K extends TaskKind>(
    task: TaskOf<K> & Task,
    source: ImageSource,
    signal?: AbortSignal,
    progress?: Progress,
  ): Promise<TaskKinds[K]['output']> {
    const { timeoutMs } = task.kind === 'open' ? source.limits : limits;
    const order = { task, name: source.name, timeoutMs, signal, progress };
    const isFound = 'of' in task && typeof task.of === 'string';
    const engine = isFound || SEARCHING.includes(task.kind) ? searcherOf(source) : homeOf(source);
    return engine.run(order) as Promise<TaskKinds[K]['output']>;
  }

  /** A task on a file that nothing else is asked of, where the least waits. */
  function runAnywhere<K extends 'examine' | 'survey'>(
    task: TaskOf<K> & Task,
    signal?: AbortSignal,
  ): Promise<TaskKinds[K]['output']> {
    const { name, limits: own } = (task as TaskOf<'examine' | 'survey'>).source;
    const order = { task, name, timeoutMs: own.timeoutMs, signal };
    return leastLoaded(engines).run(order) as Promise<TaskKinds[K]['output']>;
  }

  return {
    open: (source, signal) => run({ kind: 'open', source }, source, signal),
    view: (image, view, signal) => run({ kind: 'view', image, view }, image.source, signal),
    tile: (image, of, tile, signal) => run({ kind: 'tile', image, of, tile }, image.source, signal),
    samples: (image, view, region, signal) =>
      run({ kind: 'samples', image, view, region }, image.source, signal),
    inspect: (image, view, progress, signal) =>
      run({ kind: 'inspect', image, view }, image.source, signal, progress),
    examine: (source, view, signal, search) =>
      runAnywhere({ kind: 'examine', source, view, search }, signal),
    survey: (source, view, signal) => runAnywhere({ kind: 'survey', source, view }, signal),
    found: (image, picture, signal) => run({ kind: 'found', image, picture }, image.source, signal),
    writeFound: (image, picture, output, signal) =>
      run({ kind: 'writeFound', image, picture, output }, image.source, signal),
    matrix: (image, order, progress, signal) =>
      run({ kind: 'matrix', image, order }, image.source, signal, progress),
    spectrum: (image, options, view, signal) =>
      run({ kind: 'spectrum', image, options, view }, image.source, signal),
    spectrumPicture: (image, options, signal) =>
      run({ kind: 'spectrum-picture', image, options }, image.source, signal),
    digest: (image, signal) => run({ kind: 'digest', image }, image.source, signal),
    histogram: (image, view, signal) =>
      run({ kind: 'histogram', image, view }, image.source, signal),
    combs: (image, channel, signal) => run({ kind: 'combs', image, channel }, image.source, signal),
    sweep: (image, order, signal) => run({ kind: 'sweep', image, order }, image.source, signal),
    comparators: (image, target, sampler, signal) =>
      run({ kind: 'comparators', image, target, sampler }, image.source, signal),
    draw: (image, order, output, signal) =>
      run({ kind: 'draw', image, order, output }, image.source, signal),
    exposure: (source, target, signal) => {
      const task = { kind: 'exposure', source, target } as const;
      const order = {
        task,
        name: 'the exposure of pipelines',
        timeoutMs: limits.timeoutMs,
        signal,
      };
      return leastLoaded(engines).run(order) as Promise<TaskKinds['exposure']['output']>;
    },
    resize: (image, view, output, signal) =>
      run({ kind: 'resize', image, view, output }, image.source, signal),
    sanitize: (source, order, progress, signal) =>
      run({ kind: 'sanitize', source, order }, source, signal, progress),
    craft: (order, progress, signal) =>
      run({ kind: 'craft', order }, order.decoy, signal, progress),
    labels: async (image, classifier, signal) => {
      const { view } = classifier;
      const views = await run({ kind: 'label-views', image, view }, image.source, signal);
      const pictures = [views.human, views.machine];
      const task = { kind: 'classify', classifier, pictures } as const;
      const order = { task, name: image.source.name, timeoutMs: limits.timeoutMs, signal };
      return labelPair(classifier, views, (await models.run(order)) as [Label[], Label[]]);
    },
    close: async () => {
      await Promise.all([...engines, models].map((engine) => engine.stop()));
    },
    processIds: () => [...engines, models].flatMap((engine) => engine.pid ?? []),
  };
}

function leastLoaded(engines: Engine[]): Engine {
  return engines.reduce((least, engine) => (engine.load < least.load ? engine : least));
}
