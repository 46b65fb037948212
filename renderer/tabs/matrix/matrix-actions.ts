/** Who sees what: every pipeline of the catalog, and the resizing of this browser. */
import { effect } from '@preact/signals';
import type { MatrixResult } from '../../../shared/api/contract.ts';
import { fromErrorBody, UserError, type ErrorBody } from '../../../shared/base/errors.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { comparedSizes } from '../../../shared/matrix/compared-sizes.ts';
import { inPlace } from './rows-in-place.ts';
import { measureInWorker } from '../../browser-resize/measure-browser.ts';
import { MAX_MEASURED_PIXELS } from '../../browser-resize/messages.ts';
import * as host from '../../client/api-client.ts';
import { cancel, run } from '../../session/latest-run.ts';
import * as state from '../../session/state.ts';

/** The size of the machine view, shown or about to be. */
function presentSize(): Size {
  return state.machineView.value ?? state.size.value;
}

type Planned = Pick<state.MatrixPart, 'size' | 'why'>;

/**
 * What is compared, in this order: the sizes at which something was found, those of lattices that nothing
 * explains, the one that is shown, the usual ones, and the models at their own.
 */
export function matrixPlan(): Planned[] {
  const { value: inspection } = state.inspection;
  const { targets = [], unexplained = [] } = inspection.status === 'done' ? inspection.finding : {};
  const sized: Planned[] = [
    ...targets.map((size) => ({ size, why: 'found' as const })),
    ...unexplained.map((size) => ({ size, why: 'lattice' as const })),
    { size: presentSize(), why: 'shown' },
    ...comparedSizes().map((size) => ({ size, why: 'usual' as const })),
  ];
  const isFirst = ({ size }: Planned, at: number): boolean =>
    at === sized.findIndex(({ size: other }) => nameOf(other) === nameOf(size));
  return [...sized.filter(isFirst).slice(0, MOST_SIZES), { size: null, why: 'models' }];
}

/** Sizes of one comparison. */
const MOST_SIZES = 8;

/** Whether the search named sizes that are worth comparing without being asked. */
export function hasCandidates(): boolean {
  return matrixPlan().some(({ why }) => why === 'found' || why === 'lattice');
}

export function nameOf(size: Size | null): string {
  return size === null ? 'models' : `${size.width}x${size.height}`;
}

/** Compares unless that was begun already. */
export function compareIfNew(): void {
  if (state.matrix.value.status === 'none') void compareAll();
}

/** Compares what every pipeline sees of the present image, size by size; each is told when it is there. */
export async function compareAll(): Promise<void> {
  const { value: image } = state.image;
  if (image === null) return;
  const plan = matrixPlan();
  const change = (to: Partial<state.MatrixRun>): void => {
    state.matrix.value = { ...state.matrix.value, ...to };
  };
  state.matrix.value = { ...state.NO_MATRIX, status: 'running', planned: plan.length };
  const fail = ({ message }: ErrorBody): void => change({ status: 'failed', message });
  const tell = timing(plan);
  await run('matrix', fail, async (signal) => {
    for (const [at, { size, why }] of plan.entries()) {
      const partOf = (result: MatrixResult): state.MatrixPart => {
        const before = state.matrix.value.soFar?.shown ?? [];
        return { size, why, result, shown: inPlace(result.rows, before) };
      };
      const result = await givingWay(signal, (until) =>
        comparePart(image.id, size, until, {
          fraction: (fraction) => change({ stage: nameOf(size), ...tell(at, fraction) }),
          soFar: (known) => change({ soFar: partOf(known) }),
        }),
      );
      if (signal.aborted) return;
      change({ parts: [...state.matrix.value.parts, partOf(result)], soFar: null });
    }
    change({ status: 'done', fraction: 1, secondsLeft: 0 });
  });
}

/** `work`, which is ended and begun anew where a view is asked for: its engine has one task at a time. */
async function givingWay<T>(
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  for (;;) {
    const pause = new AbortController();
    const end = effect(() => {
      if (state.machine.value.status === 'loading') pause.abort();
    });
    try {
      if (!pause.signal.aborted) return await work(AbortSignal.any([signal, pause.signal]));
    } catch (error) {
      if (signal.aborted || !pause.signal.aborted) throw error;
    } finally {
      end();
    }
    await viewIsThere();
  }
}

/** Settles as soon as no view is waited for. */
function viewIsThere(): Promise<void> {
  return new Promise((settle) => {
    const end = effect(() => {
      if (state.machine.value.status === 'loading') return;
      settle();
      queueMicrotask(() => end());
    });
  });
}

async function comparePart(
  id: string,
  size: Size | null,
  signal: AbortSignal,
  tell: { fraction: (fraction: number) => void; soFar: (known: MatrixResult) => void },
): Promise<MatrixResult> {
  tell.fraction(0);
  for await (const event of host.compare(id, size, signal)) {
    if (event.type === 'error') throw fromErrorBody(event.error);
    if (event.type === 'result') return event.matrix;
    if (signal.aborted) continue;
    if (event.type === 'so-far') tell.soFar(event.matrix);
    else tell.fraction(event.fraction);
  }
  throw new UserError('internal', 'The comparison ended without a result.');
}

/** Seconds and share of the work before which the time left is a guess. */
const GUESS_SECONDS = 1;
const GUESS_SHARE = 0.03;

/** Tells how far `plan` is, by the pipelines that each of its parts runs, and how long the rest takes. */
function timing(plan: readonly Planned[]) {
  const started = performance.now();
  const free = state.pipelines.value.filter(({ sizeIsFree }) => sizeIsFree).length;
  const fixed = state.pipelines.value.length - free;
  const weights = plan.map(({ size }) => (size === null ? fixed : free));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return (at: number, fraction: number): { fraction: number; secondsLeft: number | null } => {
    const before = weights.slice(0, at).reduce((sum, weight) => sum + weight, 0);
    const share = (before + weights[at] * fraction) / all;
    const seconds = (performance.now() - started) / 1000;
    const isGuess = seconds < GUESS_SECONDS || share < GUESS_SHARE;
    return {
      fraction: share,
      secondsLeft: isGuess ? null : Math.ceil((seconds * (1 - share)) / share),
    };
  };
}

/** Ends the comparison; what is there stays. */
export function cancelCompare(): void {
  cancel('matrix');
  state.matrix.value = { ...state.matrix.value, status: 'stopped' };
}

/** Why this browser's resizing cannot be measured on the present image, or null. */
export function whyNotMeasured(): string | null {
  const { value: image } = state.image;
  if (image === null) return 'There is no image.';
  const { width, height, channels } = image.raster;
  if (width * height > MAX_MEASURED_PIXELS) {
    return `Only images of up to ${MAX_MEASURED_PIXELS / 1e6} megapixels can be measured, because the browser holds all their pixels in memory.`;
  }
  if (channels === 4) {
    return 'Images with transparency cannot be measured, because a canvas multiplies their colors by alpha.';
  }
  return null;
}

/** Has this browser resize the present image to the present size, by every call it has. */
export async function measureBrowser(): Promise<void> {
  const { value: image } = state.image;
  if (image === null || whyNotMeasured() !== null) return;
  const { width, height } = presentSize();
  const target = { width, height };
  state.measured.value = { status: 'running', stage: 'starting', fraction: 0 };
  const fail = (error: ErrorBody): void => {
    state.measured.value = { status: 'failed', error };
  };
  await run('measure', fail, async (signal) => {
    const request = { imageId: image.id, source: image.raster, target };
    const rows = await measureInWorker(request, signal, (stage, fraction) => {
      state.measured.value = { status: 'running', stage, fraction };
    });
    if (!signal.aborted) state.measured.value = { status: 'done', value: { target, rows } };
  });
}

export function cancelMeasure(): void {
  cancel('measure');
  state.measured.value = { status: 'none' };
}
