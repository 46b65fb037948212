/** The measuring worker as the page sees it: one worker for one measurement. */
import { UserError } from '../../shared/base/errors.ts';
import { HostLost } from '../client/call.ts';
import type { MeasureAnswer, MeasuredRow, MeasureRequest } from './messages.ts';

/** Measures in a worker, which ends with the measurement or when `signal` fires. */
export function measureInWorker(
  { imageId, source, target }: MeasureRequest,
  signal: AbortSignal,
  onProgress: (stage: string, fraction: number) => void,
): Promise<MeasuredRow[]> {
  const worker = new Worker(new URL('./measure-worker.ts', import.meta.url), { type: 'module' });
  const { promise, resolve, reject } = Promise.withResolvers<MeasuredRow[]>();
  signal.addEventListener('abort', () => reject(signal.reason as Error));
  worker.onmessage = ({ data }: MessageEvent<MeasureAnswer>): void => {
    if (data.type === 'result') resolve(data.rows);
    else if (data.type === 'progress') onProgress(data.stage, data.fraction);
    else reject(data.lost ? new HostLost() : new UserError('internal', data.message));
  };
  worker.onerror = () => {
    reject(new UserError('internal', 'The browser could not measure its own resizing.'));
  };
  const plain = ({ width, height }: { width: number; height: number }) => ({ width, height });
  const request: MeasureRequest = { imageId, source: plain(source), target: plain(target) };
  worker.postMessage(request);
  return promise.finally(() => worker.terminate());
}
