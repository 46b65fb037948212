/** A layer's painter as the page sees it: hands windows to the worker, keeps its last pictures. */
import type {
  LatticeWeights,
  Look,
  PaintAnswer,
  PaintRequest,
  PaintSource,
} from './paint-messages.ts';
import type { ChannelRange } from './recipe.ts';
import type { LayerWindow } from '../../geometry/layer-window.ts';

export interface Picture {
  bitmap: ImageBitmap;
  pixelGrid: ImageBitmap | null;
  window: LayerWindow;
  /** True where no tile was there yet. */
  isEmpty: boolean;
  /** True where it is the final picture of the last window asked for. */
  settled: boolean;
}

/** What is under the magnifier, its contrast stretched from `ranges`. */
export interface LensPicture {
  bitmap: ImageBitmap;
  window: LayerWindow;
  ranges: ChannelRange[];
}

export interface Painter {
  setSource(source: PaintSource | null): void;
  setLattice(lattice: LatticeWeights | null): void;
  setWindow(window: LayerWindow, look: Look): void;
  setLens(window: LayerWindow | null): void;
  retry(): void;
  /** The last picture of the present source, or null. */
  picture(): Picture | null;
  lens(): LensPicture | null;
  close(): void;
}

export interface PainterEvents {
  onPicture(): void;
  onLens(): void;
  onFailure(failure: { lost: boolean; message: string }): void;
}

interface Asked {
  window: LayerWindow;
  look: Look;
}

/** Starts a painter. Windows that come while it paints are dropped but for the last. */
export function startPainter(events: PainterEvents): Painter {
  const worker = new Worker(new URL('./paint-worker.ts', import.meta.url), { type: 'module' });
  let epoch = 0;
  let serial = 0;
  let lensSerial = 0;
  let isBusy = false;
  let asked: Asked | null = null;
  let waiting: Asked | null = null;
  let last: Picture | null = null;
  let lens: LensPicture | null = null;

  function send(request: PaintRequest): void {
    worker.postMessage(request);
  }

  function sendWindow({ window, look }: Asked): void {
    isBusy = true;
    send({ type: 'window', serial, window, look });
  }

  function ask(next: Asked): void {
    serial++;
    if (last !== null) last.settled = false;
    asked = next;
    if (isBusy) waiting = next;
    else sendWindow(next);
  }

  function dropPicture(): void {
    last?.bitmap.close();
    last?.pixelGrid?.close();
    last = null;
  }

  function dropLens(): void {
    lens?.bitmap.close();
    lens = null;
  }

  function take(data: PaintAnswer & { type: 'picture' }): void {
    dropPicture();
    isBusy = false;
    const { bitmap, pixelGrid, window, isEmpty, final } = data;
    last = { bitmap, pixelGrid, window, isEmpty, settled: final && data.serial === serial };
    if (waiting !== null) {
      const next = waiting;
      waiting = null;
      sendWindow(next);
    }
    events.onPicture();
  }

  worker.onmessage = ({ data }: MessageEvent<PaintAnswer>): void => {
    const isStale = data.epoch !== epoch || (data.type === 'lens' && data.serial !== lensSerial);
    if (isStale) {
      if (data.type !== 'failed') data.bitmap.close();
    } else if (data.type === 'failed') {
      events.onFailure(data);
    } else if (data.type === 'picture') {
      take(data);
    } else {
      dropLens();
      lens = { bitmap: data.bitmap, window: data.window, ranges: data.ranges };
      events.onLens();
    }
  };

  return {
    setSource(source) {
      epoch++;
      isBusy = false;
      asked = waiting = null;
      dropPicture();
      dropLens();
      send({ type: 'source', epoch, source });
    },
    setLattice(lattice) {
      send({ type: 'lattice', lattice });
      if (asked !== null) ask(asked);
    },
    setWindow: (window, look) => ask({ window, look }),
    setLens(window) {
      lensSerial++;
      if (window === null) dropLens();
      send({ type: 'lens', serial: lensSerial, window });
    },
    retry: () => send({ type: 'retry' }),
    picture: () => last,
    lens: () => lens,
    close() {
      dropPicture();
      dropLens();
      worker.terminate();
    },
  };
}
