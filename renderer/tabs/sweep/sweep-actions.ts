/** Sweeps over sizes: one at a time, kept by what was swept. */
import { signal } from '@preact/signals';
import type { SweepPoint } from '../../../shared/api/contract.ts';
import { keepAnswer, keptAnswer } from '../../session/use-query.ts';
import { sweep, type SweepRange } from '../../client/api-client-evidence.ts';
import { cancel, run } from '../../session/latest-run.ts';
import type { ErrorBody } from '../../../shared/base/errors.ts';

export interface SweepRun {
  /** What is swept. */
  key: string;
  /** The image whose views are compared, and their pipeline. */
  imageId: string;
  pipeline: string;
  points: readonly SweepPoint[];
  /** 0..1. */
  fraction: number;
  status: 'running' | 'done' | 'stopped' | 'failed';
  /** Why it failed. */
  message: string | null;
}

/** The last sweep. */
export const present = signal<SweepRun | null>(null);

function keyOf(imageId: string, range: SweepRange): string {
  return JSON.stringify(['sweep', imageId, range]);
}

/** Sweeps image `imageId` over `range`, or shows again what came of it. */
export async function startSweep(imageId: string, range: SweepRange): Promise<void> {
  const key = keyOf(imageId, range);
  const known = keptAnswer<readonly SweepPoint[]>(key);
  const of = { key, imageId, pipeline: range.pipeline, message: null };
  if (known !== undefined) {
    cancel('sweep');
    present.value = { ...of, points: known, fraction: 1, status: 'done' };
    return;
  }
  present.value = { ...of, points: [], fraction: 0, status: 'running' };
  const change = (to: Partial<SweepRun>): void => {
    if (present.value?.key === key) present.value = { ...present.value, ...to };
  };
  const fail = ({ message }: ErrorBody): void => change({ status: 'failed', message });
  await run('sweep', fail, async (stop) => {
    for await (const event of sweep(imageId, range, stop)) {
      if (stop.aborted) return;
      if (event.type === 'error') return fail(event.error);
      if (event.type === 'points') {
        const points = [...(present.value?.points ?? []), ...event.points];
        change({ points, fraction: event.fraction });
      }
      if (event.type === 'result') {
        keepAnswer(key, event.points);
        change({ points: event.points, fraction: 1, status: 'done' });
      }
    }
    if (present.value?.key === key && present.value.status === 'running') {
      fail({ code: 'internal', message: 'The sweep ended without a result.' });
    }
  });
}

/** Ends the sweep; what is there of it stays. */
export function stopSweep(): void {
  cancel('sweep');
  if (present.value?.status === 'running') present.value = { ...present.value, status: 'stopped' };
}
