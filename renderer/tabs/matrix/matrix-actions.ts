/** Who sees what: every pipeline of the catalog, and the resizing of this browser. */
import type { ErrorBody } from '../../../shared/base/errors.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { comparedSizes } from '../../../shared/matrix/compared-sizes.ts';
import { measureInWorker } from '../../browser-resize/measure-browser.ts';
import { MAX_MEASURED_PIXELS } from '../../browser-resize/messages.ts';
import * as host from '../../client/api-client.ts';
import { cancel, run } from '../../session/latest-run.ts';
import * as state from '../../session/state.ts';

/** The size of the machine view, shown or about to be. */
function presentSize(): Size {
  return state.machineView.value ?? state.size.value;
}

/** The sizes at which pipelines of free size are compared. */
export function matrixSizes(): Size[] {
  return comparedSizes([presentSize()]);
}

/** Compares what every pipeline sees of the present image. */
export async function compareAll(): Promise<void> {
  const { value: image } = state.image;
  if (image === null) return;
  state.matrix.value = { status: 'running', stage: 'starting', fraction: 0 };
  const fail = (error: ErrorBody): void => {
    state.matrix.value = { status: 'failed', error };
  };
  await run('matrix', fail, async (signal) => {
    for await (const event of host.compare(image.id, matrixSizes(), signal)) {
      if (signal.aborted) return;
      if (event.type === 'error') return fail(event.error);
      state.matrix.value =
        event.type === 'result'
          ? { status: 'done', value: event.matrix }
          : { status: 'running', stage: event.stage, fraction: event.fraction };
    }
    if (state.matrix.value.status === 'running') {
      fail({ code: 'internal', message: 'The comparison ended without a result.' });
    }
  });
}

export function cancelCompare(): void {
  cancel('matrix');
  state.matrix.value = { status: 'none' };
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
