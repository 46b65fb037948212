/** What each pane paints: its layer, its window on it, and the values of its pixels. */
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { PaneKind } from '../hover.ts';
import { frame } from '../navigation.ts';
import * as state from '../state.ts';
import type { TileSource } from './paint-messages.ts';
import { startPainter, type Painter } from './painter.ts';
import { wholeOf } from './spaces.ts';
import { createValueBlocks, type ValueBlocks } from './value-blocks.ts';
import { windowOf, type LayerWindow } from './window.ts';

export interface PaneLayer {
  source: ReadonlySignal<TileSource | null>;
  window: ReadonlySignal<LayerWindow | null>;
  values: ReadonlySignal<ValueBlocks | null>;
  /** Counts the pictures of the painter. */
  pictures: ReadonlySignal<number>;
  painter: Painter | null;
  /** Starts the painter; the returned function ends it. */
  start(): () => void;
}

const humanSource = computed<TileSource | null>(() => {
  const { value: image } = state.image;
  if (image === null) return null;
  const { width, height } = image.raster;
  const frame = wholeOf(image.raster);
  return { imageId: image.id, view: null, width, height, levels: image.levels, frame };
});

const machineSource = computed<TileSource | null>(() => {
  const { value: image } = state.image;
  const { value: shown } = state.machineView;
  const { value: view } = state.shownRequest;
  if (image === null || shown === null || view === null) return null;
  const { width, height } = shown.raster;
  return { imageId: image.id, view, width, height, levels: shown.levels, frame: shown.frame };
});

export const layers: Record<PaneKind, PaneLayer> = {
  human: createLayer(humanSource),
  machine: createLayer(machineSource),
};

function createLayer(source: ReadonlySignal<TileSource | null>): PaneLayer {
  const pictures = signal(0);
  const layer: PaneLayer = {
    source,
    pictures,
    painter: null,
    window: computed(() =>
      source.value === null || frame.value === null ? null : windowOf(frame.value, source.value),
    ),
    values: computed(() => {
      const { value: of } = source;
      return of === null ? null : createValueBlocks(of.imageId, of.view, of);
    }),
    start() {
      const painter = startPainter({
        onPicture: () => pictures.value++,
        onFailure({ lost, message }) {
          if (lost) state.isHostLost.value = true;
          else state.tileFailure.value = message;
        },
      });
      layer.painter = painter;
      const stops = [
        effect(() => {
          painter.setSource(source.value);
          pictures.value = pictures.peek() + 1;
        }),
        effect(() => {
          if (source.value !== null && layer.window.value !== null) {
            painter.setWindow(layer.window.value);
          }
        }),
        effect(() => {
          if (state.retries.value > 0) painter.retry();
        }),
      ];
      return () => {
        for (const stop of stops) stop();
        painter.close();
        layer.painter = null;
      };
    },
  };
  return layer;
}
