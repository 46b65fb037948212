/** A pane's painter as the pane sees it: hands windows to the worker, keeps its last picture. */
import type { PaintAnswer, PaintRequest, TileSource } from './paint-messages.ts';
import type { LayerWindow } from './window.ts';

export interface Picture {
  bitmap: ImageBitmap;
  window: LayerWindow;
  /** True where it is the final picture of the last window asked for. */
  settled: boolean;
}

export interface Painter {
  setSource(source: TileSource | null): void;
  setWindow(window: LayerWindow): void;
  retry(): void;
  /** The last picture of the present source, or null. */
  picture(): Picture | null;
  close(): void;
}

export interface PainterEvents {
  onPicture(): void;
  onFailure(failure: { lost: boolean; message: string }): void;
}

/** Starts a painter. Windows that come while it paints are dropped but for the last. */
export function startPainter(events: PainterEvents): Painter {
  const worker = new Worker(new URL('./paint-worker.ts', import.meta.url), { type: 'module' });
  let epoch = 0;
  let serial = 0;
  let isBusy = false;
  let waiting: LayerWindow | null = null;
  let last: Picture | null = null;

  function send(request: PaintRequest): void {
    worker.postMessage(request);
  }

  function ask(window: LayerWindow): void {
    isBusy = true;
    send({ type: 'window', serial, window });
  }

  worker.onmessage = ({ data }: MessageEvent<PaintAnswer>): void => {
    if (data.epoch !== epoch) {
      if (data.type === 'picture') data.bitmap.close();
      return;
    }
    if (data.type === 'failed') {
      events.onFailure(data);
      return;
    }
    last?.bitmap.close();
    isBusy = false;
    const { bitmap, window, final } = data;
    last = { bitmap, window, settled: final && data.serial === serial };
    if (waiting !== null) {
      const next = waiting;
      waiting = null;
      ask(next);
    }
    events.onPicture();
  };

  return {
    setSource(source) {
      epoch++;
      isBusy = false;
      waiting = null;
      last?.bitmap.close();
      last = null;
      send({ type: 'source', epoch, source });
    },
    setWindow(window) {
      serial++;
      if (last !== null) last.settled = false;
      if (isBusy) waiting = window;
      else ask(window);
    },
    retry: () => send({ type: 'retry' }),
    picture: () => last,
    close() {
      last?.bitmap.close();
      worker.terminate();
    },
  };
}
