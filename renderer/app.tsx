import { useEffect } from 'preact/hooks';
import { openSources, start } from './actions.ts';
import { bridge } from './connect.ts';
import * as hover from './hover.ts';
import { listenToKeys } from './keys.ts';
import { Banners } from './panels/banners.tsx';
import { isDropping, listenToDrops } from './panels/drop.ts';
import { Empty } from './panels/empty.tsx';
import { FactsPanel } from './panels/facts-panel.tsx';
import { Help } from './panels/help.tsx';
import { Legend } from './panels/legend.tsx';
import { NumbersPanel } from './panels/numbers-panel.tsx';
import { OpenFailure } from './panels/open-failure.tsx';
import { Toolbar } from './panels/toolbar.tsx';
import { VerdictPanel } from './panels/verdict-panel.tsx';
import * as state from './state.ts';
import { feedsLabel, readsLabel, scaleLabel, valueLabel } from './viewer/labels.ts';
import { layers } from './viewer/layers.ts';
import { Pane } from './viewer/pane.tsx';
import { valuesVersion } from './viewer/value-blocks.ts';

/** The whole page. */
export function App() {
  useEffect(() => listenToKeys(window), []);
  useEffect(() => listenToDrops(window), []);
  useEffect(() => {
    void start();
    bridge?.onOpenPaths((paths) => void openSources(paths.map((path) => ({ path }))));
  }, []);
  return (
    <div class="app">
      <Toolbar />
      <Banners />
      {state.current.value === null ? state.isStarted.value ? <Empty /> : <main /> : <Workplace />}
      <Help />
      {isDropping.value && <div class="drop-cover">Drop to open</div>}
    </div>
  );
}

function Workplace() {
  const { value: opened } = state.opened;
  return (
    <main class="workplace">
      <div class={state.isStacked.value ? 'panes stacked' : 'panes'}>
        <HumanPane />
        <MachinePane />
        {opened.status === 'failed' && (
          <OpenFailure name={state.current.value?.name ?? ''} error={opened.error} />
        )}
      </div>
      <aside class="side" aria-label="Findings and facts" tabIndex={0}>
        {opened.status === 'ready' && (
          <>
            <VerdictPanel />
            <NumbersPanel />
            <FactsPanel image={opened.value} />
          </>
        )}
      </aside>
    </main>
  );
}

function HumanPane() {
  const { value: image } = state.image;
  const { value: window } = layers.human.window;
  const { value: pixel } = hover.hoveredSource;
  void valuesVersion.value;
  const isOver = hover.pointer.value?.pane === 'human' && pixel !== null;
  const status = !isOver
    ? ''
    : `(${pixel.x}, ${pixel.y}) ${valueLabel(layers.human.values.value?.valuesAt(pixel.x, pixel.y))}` +
      (hover.sampling.value === null ? '' : ` · ${feedsLabel(hover.hoveredOutputs.value)}`);
  return (
    <Pane
      pane="human"
      title="Human scale"
      detail={image === null ? '' : `${image.raster.width} × ${image.raster.height}`}
      note=", the source"
      scale={window === null ? '' : scaleLabel(1 / window.stepX, window)}
      status={status}
    >
      <Legend />
      {state.opened.value.status === 'loading' && <Busy label="Opening the image" />}
    </Pane>
  );
}

function MachinePane() {
  const { value: machine } = state.machine;
  const { value: window } = layers.machine.window;
  const { value: pixel } = hover.hoveredMachine;
  const { value: request } = state.request;
  void valuesVersion.value;
  const isOver = hover.pointer.value?.pane === 'machine' && pixel !== null;
  const status = !isOver
    ? ''
    : `(${pixel.x}, ${pixel.y}) ${valueLabel(layers.machine.values.value?.valuesAt(pixel.x, pixel.y))}` +
      (hover.sampling.value === null ? '' : ` · ${readsLabel(hover.hoveredTaps.value)}`);
  const raster = machine.status === 'ready' ? machine.value.raster : request;
  return (
    <Pane
      pane="machine"
      title="Machine scale"
      detail={raster === null ? '' : `${raster.width} × ${raster.height}`}
      note=" in the source’s frame"
      scale={window === null ? '' : scaleLabel(1 / Math.max(window.stepX, window.stepY), window)}
      status={status}
    >
      {machine.status === 'loading' && <Busy label="Computing the machine view" />}
      {machine.status === 'failed' && (
        <p class="stage-message" role="alert">
          {machine.error.message}
        </p>
      )}
    </Pane>
  );
}

function Busy({ label }: { label: string }) {
  return (
    <div class="busy" role="status">
      <progress aria-label={label} />
      <span>{label}…</span>
    </div>
  );
}
