import { useEffect } from 'preact/hooks';
import { openSources, start } from './actions.ts';
import { bridge } from './connect.ts';
import { fileInput } from './file-dialog.ts';
import * as hover from './hover.ts';
import { listenToKeys } from './keys.ts';
import { Banners } from './panels/banners.tsx';
import { isDropping, listenToDrops } from './panels/drop.ts';
import { Empty } from './panels/empty.tsx';
import { Help } from './panels/help.tsx';
import { Inspector } from './panels/inspector.tsx';
import { Legend } from './panels/legend.tsx';
import { Palette } from './panels/palette.tsx';
import { OpenFailure } from './panels/open-failure.tsx';

import { Toolbar } from './panels/toolbar.tsx';
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
    fileInput();
    void start();
    bridge?.onOpenPaths((paths) => void openSources(paths.map((path) => ({ path }))));
  }, []);
  return (
    <div class="app">
      <Toolbar />
      <Banners />
      {state.current.value === null ? state.isStarted.value ? <Empty /> : <main /> : <Workplace />}
      <Help />
      <Palette />
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
      <Inspector />
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
  void valuesVersion.value;
  const isOver = hover.pointer.value?.pane === 'machine' && pixel !== null;
  const status = !isOver
    ? ''
    : `(${pixel.x}, ${pixel.y}) ${valueLabel(layers.machine.values.value?.valuesAt(pixel.x, pixel.y))}` +
      (hover.sampling.value === null ? '' : ` · ${readsLabel(hover.hoveredTaps.value)}`);
  return (
    <Pane
      pane="machine"
      title="Machine scale"
      detail={machineDetail()}
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

/** Size of the machine view, and which one it is where there are several. */
function machineDetail(): string {
  const { value: shown } = state.machineView;
  const { value: request } = state.request;
  const { width, height } = shown ?? request ?? {};
  if (width === undefined || height === undefined) return '';
  const name = shown !== null && shown.parts > 1 ? `${shown.name}, ` : '';
  return `${name}${width} × ${height}`;
}

function Busy({ label }: { label: string }) {
  return (
    <div class="busy" role="status">
      <progress aria-label={label} />
      <span>{label}…</span>
    </div>
  );
}
