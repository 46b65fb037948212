/** How a machine pixel is made, as the host explains it: it knows the coordinate mode. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PixelReport } from '../../shared/api/contract.ts';
import * as host from '../client/api-client.ts';
import * as state from './state.ts';
import type { Pixel } from './state.ts';

/** Time the pointer rests before the explanation is fetched. */
const REST_MS = 60;

/** The host's explanation of `pixel`; null until it is there. */
export function usePixelReport(pixel: Pixel | null): PixelReport | null {
  const report = useSignal<{ of: string; value: PixelReport } | null>(null);
  const { value: image } = state.image;
  const { value: request } = state.shownRequest;
  const of = JSON.stringify([image?.id, request, pixel]);
  useEffect(() => {
    if (image === null || request === null || pixel === null) return undefined;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      host.fetchPixel(image.id, request, pixel.x, pixel.y, controller.signal).then(
        (value) => (report.value = { of, value }),
        () => undefined, // the lines stay empty; the next pixel asks again
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [of]);
  return report.value?.of === of ? report.value.value : null;
}
