import * as state from '../session/state.ts';
import * as shown from '../session/view-state.ts';
import { scaleLabel } from '../words/view-labels.ts';
import { layers, type LayerKind } from './layers.ts';
import { NothingToSee } from './nothing-to-see.tsx';
import { Pane } from './pane.tsx';
import { DifferenceLegend, Legend } from './legend.tsx';
import { Readout } from './readout.tsx';
import { ViewRetry } from '../widgets/view-retry.tsx';

/** The source at human scale, or what is read of it, or what is left. */
export function HumanPane() {
  return (
    <Pane
      stage="human"
      title={shown.humanTitle.value}
      detail={sourceDetail()}
      note={humanNote()}
      scale={humanScale()}
    >
      <Legend />
      <NothingToSee pane="human" />
      <OpeningProgress />
      <Loading kinds={['human']} />
    </Pane>
  );
}

/** The machine view, or the antialiased view of its size. */
export function MachinePane() {
  const isAntialiased = shown.machineShows.value === 'antialiased';
  return (
    <Pane
      stage="machine"
      title={shown.machineTitle.value}
      detail={machineDetail()}
      note={isAntialiased ? ' of the same frame' : ' in the source’s frame'}
      scale={machineScale()}
    >
      <Readout />
      <NothingToSee pane="machine" />
      <MachineProgress />
      <Loading kinds={['machine']} />
    </Pane>
  );
}

/** Both in one stage, as the mode has it. */
export function ComparePane() {
  const { value: mode } = shown.mode;
  const { value: show } = shown.humanShown;
  const isDifference = mode === 'difference';
  const machine = shown.machineShows.value === 'machine' ? 'machine view' : 'antialiased view';
  const human = show === 'source' ? 'source' : shown.HUMAN_TITLES[show].toLowerCase();
  const details = {
    wipe: `${human} left, ${machine} right`,
    blink: `${human}; hold M for the ${machine}`,
    difference: 'machine view − antialiased view',
    onion: `${machine} over the ${human}`,
    side: '',
  };
  return (
    <Pane
      stage="compare"
      title={shown.MODE_TITLES[mode]}
      detail={details[mode]}
      note={isDifference ? `, ${machineDetail()}` : `, ${sourceDetail()} and ${machineDetail()}`}
      scale={isDifference ? machineScale() : humanScale()}
    >
      {isDifference ? <DifferenceLegend /> : <Legend />}
      <Readout />
      <NothingToSee pane="compare" />
      <OpeningProgress />
      <MachineProgress />
      <Loading
        kinds={isDifference ? ['difference'] : mode === 'blink' ? ['human'] : ['human', 'machine']}
      />
    </Pane>
  );
}

function sourceDetail(): string {
  const { value: image } = state.image;
  return image === null ? '' : `${image.raster.width}x${image.raster.height}`;
}

function humanNote(): string {
  switch (shown.humanShown.value) {
    case 'source':
      return ', the source';
    case 'read':
      return ', only the pixels that the machine reads';
    case 'rebuilt':
      return ', rebuilt from unread neighbors, for display only';
  }
}

/** Size of the machine view, and which one it is where there are several. */
function machineDetail(): string {
  const { value: view } = state.machineView;
  const { value: request } = state.request;
  const { width, height } = view ?? request ?? {};
  if (width === undefined || height === undefined) return '';
  const name = view !== null && view.parts > 1 ? `${view.name}, ` : '';
  return `${name}${width}x${height}`;
}

function humanScale(): string {
  const { value: window } = layers.human.window;
  return window === null ? '' : scaleLabel(window);
}

function machineScale(): string {
  const { value: window } = layers.machine.window;
  return window === null ? '' : scaleLabel(window);
}

function OpeningProgress() {
  return state.opened.value.status === 'loading' ? <Busy label="Opening the image" /> : null;
}

function MachineProgress() {
  const { value: machine } = state.machine;
  if (machine.status === 'loading') return <Busy label="Computing the machine view" />;
  if (machine.status !== 'failed') return null;
  return (
    <div
      class="stage-message"
      role="alert"
      data-testid="view-failure"
      onPointerDown={(event) => event.stopPropagation()} // else the stage takes the press for a drag
    >
      <p>{machine.error.message}</p>
      <ViewRetry {...machine.error} />
    </div>
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

/** Says that what is shown is not all yet: parts are coarse or missing until their tiles are there. */
function Loading({ kinds }: { kinds: readonly LayerKind[] }) {
  const isPreview = kinds.includes('human') && state.preview.value !== null;
  const waiting = kinds.filter((kind) => {
    const { pictures, window, painter } = layers[kind];
    void pictures.value; // read, so that a new picture is looked at
    return window.value !== null && painter?.picture()?.settled !== true;
  });
  const isCoarse = waiting.every((kind) => (layers[kind].painter?.picture() ?? null) !== null);
  const isAll = waiting.length === 0 && !isPreview;
  if (isAll || state.isHostLost.value || state.tileFailure.value !== null) return null;
  return (
    <span class="loading" aria-hidden="true" data-testid="loading" data-preview={isPreview}>
      {isPreview
        ? 'Preview, without details so far'
        : isCoarse
          ? 'Loading, coarse so far'
          : 'Loading'}
    </span>
  );
}
