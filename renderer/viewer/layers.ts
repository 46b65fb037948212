/** The layers that are painted: what each shows, its window, and the values of its pixels. */
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { ShownView } from '../../shared/api/contract.ts';
import { influenceOf } from '../../shared/resample/lattice.ts';
import {
  hoveredMachine,
  hoveredSource,
  lensFrame,
  sampling,
  type PaneKind,
} from '../session/hover.ts';
import { frame } from '../session/navigation.ts';
import * as state from '../session/state.ts';
import * as shown from '../session/view-state.ts';
import type { LatticeWeights, Look, PaintSource, TileSource } from './paint/paint-messages.ts';
import { startPainter, type Painter } from './paint/painter.ts';
import { wholeOf } from '../geometry/spaces.ts';
import { createValueBlocks, type ValueBlocks } from './paint/value-blocks.ts';
import { windowOf, type LayerWindow } from '../geometry/layer-window.ts';

export type LayerKind = PaneKind | 'difference';

export interface PaintedLayer {
  source: ReadonlySignal<TileSource | null>;
  window: ReadonlySignal<LayerWindow | null>;
  /** Counts the pictures of the painter, and those of the magnifier. */
  pictures: ReadonlySignal<number>;
  lenses: ReadonlySignal<number>;
  painter: Painter | null;
  /** Starts the painter; the returned function ends it. */
  start(): () => void;
}

const humanView = computed<ShownView | null>(() => {
  const { value: show } = shown.humanShown;
  const { value: view } = state.shownRequest;
  return show === 'source' || view === null ? null : { ...view, show };
});

const machineView = computed<ShownView | null>(() => {
  const { value: view } = state.shownRequest;
  const { value: show } = shown.machineShows;
  return view === null || show === 'machine' ? view : { ...view, show };
});

const human = computed<PaintSource | null>(() => {
  const { value: image } = state.image;
  if (image === null) return null;
  const { width, height } = image.raster;
  const { id: imageId, levels } = image;
  const view = humanView.value;
  const source = { imageId, view, width, height, levels, frame: wholeOf(image.raster) };
  return {
    recipe: view?.show === 'read' ? 'cut-out' : 'plain',
    sources: [source],
    // What is rebuilt is for the eye: it has no values to be read off.
    valuesOf: view?.show === 'rebuilt' ? null : { imageId, view: null },
  };
});

/** The tiles of `view`, which has the size of the machine view. */
function machineTiles(view: ShownView | null): TileSource | null {
  const { value: image } = state.image;
  const { value: of } = state.machineView;
  if (image === null || of === null || view === null) return null;
  const { width, height } = of.raster;
  return { imageId: image.id, view, width, height, levels: of.levels, frame: of.frame };
}

const machine = computed<PaintSource | null>(() => {
  const tiles = machineTiles(machineView.value);
  return tiles === null ? null : { recipe: 'plain', sources: [tiles], valuesOf: tiles };
});

const difference = computed<PaintSource | null>(() => {
  const { value: view } = state.shownRequest;
  const tiles = machineTiles(view);
  if (tiles === null || view === null || shown.mode.value !== 'difference') return null;
  const antialiased = { ...tiles, view: { ...view, show: 'antialiased' as const } };
  return { recipe: 'difference', sources: [tiles, antialiased], valuesOf: null };
});

/** How much each column and row of the source counts for the machine view that is shown. */
const weights = computed<LatticeWeights | null>(() => {
  const { value: of } = sampling;
  return of === null ? null : { columns: influenceOf(of.x.taps), rows: influenceOf(of.y.taps) };
});

const isSearching = computed(() => state.inspection.value.status === 'running');

const look = computed<Look>(() => ({
  adjustment: shown.adjustment.value,
  showsPixelGrid: state.showsLattice.value,
  isBusy: isSearching.value,
}));

/** The layers that the present mode needs; the machine view is kept for blinking. */
const needed = computed<ReadonlySet<LayerKind>>(() => {
  const isDifference = shown.mode.value === 'difference';
  return new Set<LayerKind>(isDifference ? ['difference', 'machine'] : ['human', 'machine']);
});

export const layers: Record<LayerKind, PaintedLayer> = {
  human: createLayer('human', human),
  machine: createLayer('machine', machine),
  difference: createLayer('difference', difference),
};

/** Counts up whenever values have arrived. */
export const valuesVersion = signal(0);

/** The values that the status bar tells: of the source, and of what the machine side shows. */
export const values: Record<PaneKind, ReadonlySignal<ValueBlocks | null>> = {
  human: valuesOf(
    computed(() => human.value?.sources[0] ?? null),
    true,
  ),
  machine: valuesOf(
    computed(() => machine.value?.sources[0] ?? null),
    false,
  ),
};

function valuesOf(
  source: ReadonlySignal<TileSource | null>,
  isSource: boolean,
): ReadonlySignal<ValueBlocks | null> {
  return computed(() => {
    const { value: of } = source;
    if (of === null) return null;
    return createValueBlocks(
      of.imageId,
      isSource ? null : of.view,
      of,
      () => valuesVersion.value++,
    );
  });
}

function createLayer(kind: LayerKind, painted: ReadonlySignal<PaintSource | null>): PaintedLayer {
  const pictures = signal(0);
  const lenses = signal(0);
  const source = computed(() => painted.value?.sources[0] ?? null);
  const layer: PaintedLayer = {
    source,
    pictures,
    lenses,
    painter: null,
    window: computed(() =>
      source.value === null || frame.value === null ? null : windowOf(frame.value, source.value),
    ),
    start() {
      const painter = startPainter({
        onPicture() {
          if (kind === 'human' && painter.picture()?.isEmpty === false) {
            state.hasPixels.value = true;
            state.preview.value = null;
          }
          pictures.value++;
        },
        onLens: () => lenses.value++,
        onFailure({ lost, message }) {
          if (lost) state.isHostLost.value = true;
          else state.tileFailure.value = message;
        },
      });
      layer.painter = painter;
      /** The last picture is not the one that is asked for any more. */
      const unsettle = (): void => void (pictures.value = pictures.peek() + 1);
      let last: PaintSource | null = null;
      /** The source goes before what is asked of it, in whatever order the effects run. */
      const setSource = (next: PaintSource | null): void => {
        if (next === last) return;
        last = next;
        painter.setSource(next);
        unsettle();
      };
      const stops = [
        effect(() => {
          painter.setLattice(kind === 'human' ? weights.value : null);
          unsettle();
        }),
        effect(() => {
          setSource(painted.value);
          const { value: window } = layer.window;
          if (window === null || !needed.value.has(kind)) return;
          painter.setWindow(window, look.value);
          unsettle();
        }),
        effect(() => {
          setSource(painted.value);
          const { value: of } = source;
          const { value: at } = lensFrame;
          const isWanted = of !== null && at !== null && needed.value.has(kind);
          painter.setLens(isWanted ? windowOf(at, of) : null);
          lenses.value = lenses.peek() + 1;
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

/** Starts the painters, and fetches the values of what is pointed at. The function ends both. */
export function startLayers(): () => void {
  const stops = Object.values(layers).map((layer) => layer.start());
  stops.push(effect(() => want('human', hoveredSource.value)));
  stops.push(effect(() => want('machine', hoveredMachine.value)));
  return () => stops.forEach((stop) => stop());
}

function want(pane: PaneKind, pixel: state.Pixel | null): void {
  values[pane].value?.want(pixel === null ? [] : [pixel]);
}
