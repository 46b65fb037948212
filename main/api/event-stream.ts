/** Long work as NDJSON: progress while it runs, the result last, and an end when nobody listens. */
import type { Progress } from '../engine/images/orders.ts';
import { failureOf } from './failure.ts';

/**
 * A response that streams the progress of `work`, what it sends and the event it ends with. Its signal fires
 * when the request is aborted or the reader goes away. `check` throws where an event must not be sent.
 */
export function streamEvents<E extends object>(
  request: Request,
  work: (progress: Progress, signal: AbortSignal, send: (event: E) => void) => Promise<E>,
  check: (event: object) => void = () => undefined,
): Response {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, request.signal]);
  const encoder = new TextEncoder();

  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (event: object): void => {
        check(event);
        if (!stop.signal.aborted) controller.enqueue(encoder.encode(`${JSON.stringify(event)}\n`));
      };
      try {
        const progress: Progress = (stage, fraction) => send({ type: 'progress', stage, fraction });
        send(await work(progress, signal, send));
      } catch (error) {
        if (!stop.signal.aborted) send({ type: 'error', error: failureOf(error) });
      }
      if (!stop.signal.aborted) controller.close();
    },
    cancel() {
      stop.abort();
    },
  });
  return new Response(body, {
    headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' },
  });
}
