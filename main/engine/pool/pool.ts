/** The engines of a host: as many processes as asked for, each image always with the same one. */
import { availableParallelism } from 'node:os';
import { DEFAULT_DECODE_LIMITS, type DecodeLimits } from '../../../shared/image/facts.ts';
import { Lru } from '../../../shared/base/lru.ts';
import type { Label } from '../../../shared/finding/labels.ts';
import { labelPair } from '../labels/label-pair.ts';
import { Engine } from './engine.ts';
import { withOwnWords } from './own-words.ts';
import type { Task } from './protocol.ts';
import type { ImageSource } from '../images/orders.ts';
import type { Engines } from './engines.ts';
import { entryOf, type TaskKind, type TaskOutput } from '../tasks/task-table.ts';

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
  /** The program of the engines, in the place of their own: for tests of what one that was taken over can do. */
  entry?: string;
}

export interface EnginePool extends Engines {
  /** Ids of the processes that run now. */
  processIds(): number[];
  /** How many processes were started in the place of one that ended. */
  restarts(): number;
}

const DEFAULT_CACHE_BYTES = 1024 ** 3;

/** Time to read a file and its header: after that the task says what its picture may take. */
const OPENING_MS = 60_000;

/** Images whose engine is remembered. */
const MAX_HOMES = 4096;

/** The pool; the first engine starts at once, each other with its first task. */
export function createEngines(options: EnginesOptions): EnginePool {
  const { count, limits = DEFAULT_DECODE_LIMITS, cacheBytes = DEFAULT_CACHE_BYTES } = options;
  const { searchApart = false, entry } = options;
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`Expected an integer above 0 for count but received ${count}`);
  }
  const threads = Math.max(1, Math.floor(availableParallelism() / count));
  const engines = Array.from(
    { length: count },
    () => new Engine({ threads, cacheBytes, prepares: searchApart }, entry),
  );
  const homes = new Lru<Engine>(MAX_HOMES);
  // Models are large and slow to load: they have an engine that no image waits for.
  const models = new Engine({ threads: 1, cacheBytes: 0 });
  for (const engine of searchApart ? engines : engines.slice(0, 1)) engine.warmUp();

  /** The engine that has the image; a new image goes where the least waits. */
  function homeOf({ path, policy }: ImageSource): Engine {
    const key = `${policy.orientation} ${policy.frame} ${policy.item ?? ''} ${path}`;
    const engine = homes.get(key) ?? leastLoaded(engines);
    homes.set(key, engine);
    return engine;
  }

  /** The engine that searches the image. */
  function searcherOf(source: ImageSource): Engine {
    const home = homeOf(source);
    return searchApart ? engines[(engines.indexOf(home) + 1) % count] : home;
  }

  /** The engine that runs a task of `kind` on `source`. */
  function engineOf(kind: TaskKind, input: object, source: ImageSource | undefined): Engine {
    const { isAlone, searches, isOfModels } = entryOf(kind);
    if (isOfModels) return models;
    if (isAlone || source === undefined) return leastLoaded(engines);
    const isFound = 'of' in input && typeof input.of === 'string';
    return isFound || searches ? searcherOf(source) : homeOf(source);
  }

  const run: Engines['run'] = async (kind, input, { signal, progress, name } = {}) => {
    const { isAlone } = entryOf(kind);
    const source = sourceOf(input);
    const opens = kind === 'open' || isAlone === true;
    const { timeoutMs } = opens ? (source?.limits ?? limits) : limits;
    const order = {
      task: { kind, input } as Task,
      name: name ?? source?.name ?? 'what was asked',
      ...{ timeoutMs, signal, progress },
      openingMs: entryOf(kind).tellsBudget ? OPENING_MS : undefined,
      maxMemoryBytes: source?.limits.maxMemoryBytes,
    };
    const output = await engineOf(kind, input, source).run(order);
    return withOwnWords(order.task, output) as TaskOutput<typeof kind>;
  };

  return {
    run,
    open: (source, signal) => run('open', { source }, { signal }),
    view: (image, view, signal) => run('view', { image, view }, { signal }),
    tile: (image, of, tile, signal) => run('tile', { image, of, tile }, { signal }),
    samples: (image, view, region, signal) => run('samples', { image, view, region }, { signal }),
    inspect: (image, view, progress, signal) =>
      run('inspect', { image, view }, { signal, progress }),
    examine: (source, view, signal, search) => run('examine', { source, view, search }, { signal }),
    survey: (source, view, signal) => run('survey', { source, view }, { signal }),
    found: (image, picture, signal) => run('found', { image, picture }, { signal }),
    writeFound: (image, picture, output, signal) =>
      run('writeFound', { image, picture, output }, { signal }),
    matrix: (image, order, progress, signal) =>
      run('matrix', { image, order }, { signal, progress }),
    spectrum: (image, options, view, signal) =>
      run('spectrum', { image, options, view }, { signal }),
    spectrumPicture: (image, options, signal) =>
      run('spectrum-picture', { image, options }, { signal }),
    digest: (image, signal) => run('digest', { image }, { signal }),
    histogram: (image, view, region, signal) =>
      run('histogram', { image, view, region }, { signal }),
    profile: (image, view, order, signal) => run('profile', { image, view, order }, { signal }),
    combs: (image, channel, signal) => run('combs', { image, channel }, { signal }),
    sweep: (image, order, signal) => run('sweep', { image, order }, { signal }),
    comparators: (image, target, sampler, signal) =>
      run('comparators', { image, target, sampler }, { signal }),
    draw: (image, order, output, signal) => run('draw', { image, order, output }, { signal }),
    exposure: (source, target, signal) =>
      run('exposure', { source, target }, { signal, name: 'the exposure of pipelines' }),
    resize: (image, view, output, signal) => run('resize', { image, view, output }, { signal }),
    sanitize: (source, order, progress, signal) =>
      run('sanitize', { source, order }, { signal, progress }),
    craft: (order, progress, signal) => run('craft', { order }, { signal, progress }),
    labels: async (image, classifier, signal) => {
      const views = await run('label-views', { image, view: classifier.view }, { signal });
      const input = { classifier, pictures: [views.human, views.machine] };
      const { name } = image.source;
      const labels = await run('classify', input, { signal, name });
      return labelPair(classifier, views, labels as [Label[], Label[]]);
    },
    sandbox: () => engines[0].sandbox(),
    close: async () => {
      await Promise.all([...engines, models].map((engine) => engine.stop()));
    },
    processIds: () => [...engines, models].flatMap((engine) => engine.pid ?? []),
    restarts: () =>
      [...engines, models].reduce((sum, { starts }) => sum + Math.max(0, starts - 1), 0),
  };
}

/** The file that a task is about, where it is about one. */
function sourceOf(input: object): ImageSource | undefined {
  const { source, image, order } = input as {
    source?: Partial<ImageSource>;
    image?: { source: ImageSource };
    order?: { decoy?: ImageSource };
  };
  const file = source?.path === undefined ? image?.source : (source as ImageSource);
  return file ?? order?.decoy;
}

function leastLoaded(engines: Engine[]): Engine {
  return engines.reduce((least, engine) => (engine.load < least.load ? engine : least));
}
