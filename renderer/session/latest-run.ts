/** Work that is asked of the host: of each kind only the latest run counts. */
import { toErrorBody, type ErrorBody } from '../../shared/base/errors.ts';
import { HostLost } from '../client/call.ts';
import * as state from './state.ts';

/** The latest run of each kind; starting another aborts it. */
const runs = new Map<string, AbortController>();

/** Runs `work` as the only run of its kind. A lost host raises the banner, a failure is told. */
export async function run(
  kind: string,
  fail: ((error: ErrorBody) => void) | null,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  cancel(kind);
  const controller = new AbortController();
  runs.set(kind, controller);
  try {
    await work(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) return;
    if (error instanceof HostLost) {
      state.isHostLost.value = true;
      fail?.({ code: 'internal', message: 'Scalescope did not respond.' });
    } else if (fail !== null) {
      fail(toErrorBody(error));
    } else {
      state.notice.value = toErrorBody(error).message;
    }
  }
}

/** Ends the latest run of this kind; its answer is not waited for. */
export function cancel(kind: string): void {
  runs.get(kind)?.abort();
  runs.delete(kind);
}
