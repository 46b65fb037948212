import { thresholdsText } from '../../shared/verdict/thresholds.ts';
import * as hover from '../session/hover.ts';
import { frame } from '../session/navigation.ts';
import * as state from '../session/state.ts';
import { machineShows } from '../session/view-state.ts';
import { feedsLabel, percent, readsLabel, scaleLabel, valueLabel } from '../words/view-labels.ts';
import { Tooltip } from './notices/tooltip.tsx';
import { layers, values, valuesVersion } from '../viewer/layers.ts';

/** The bar below all: what is under the pointer on both sides, the scale, and the version. */
export function StatusBar() {
  const { value: shown } = frame;
  const { value: window } = layers.human.window;
  return (
    <footer class="status-bar" aria-label="Status">
      <span class="status-side" data-testid="human-status">
        {sideStatus('human')}
      </span>
      <span class="status-side" data-testid="machine-status">
        {sideStatus('machine')}
      </span>
      <span class="status-scale" data-testid="view-scale">
        {shown === null || window === null
          ? ''
          : `${percent(shown.view.scale)} · ${scaleLabel(window)}`}
      </span>
      <Version />
      <Tooltip />
    </footer>
  );
}

/** The version, and whether images are judged by other thresholds than the built-in ones. */
function Version() {
  const { value: session } = state.session;
  if (session === null) return <span class="status-version" />;
  const { version, thresholds } = session;
  return (
    <span
      class="status-version"
      data-testid="version"
      title={thresholds === null ? undefined : thresholdsText(thresholds)}
    >
      {thresholds === null ? '' : 'Other thresholds · '}Scalescope {version}
    </span>
  );
}

/** Where the pointer is on a side, the values there, and the pixels of the other side it goes with. */
function sideStatus(pane: hover.PaneKind): string {
  const pixel = pane === 'human' ? hover.hoveredSource.value : hover.hoveredMachine.value;
  const isKnown = hover.pointer.value !== null && layers[pane].source.value !== null;
  if (!isKnown) return '';
  const isMachine = machineShows.value === 'machine';
  const side = pane === 'human' ? 'Source' : isMachine ? 'Machine' : 'Antialiased';
  if (pixel === null) return `${side} –`;
  void valuesVersion.value;
  const told = valueLabel(values[pane].value?.valuesAt(pixel.x, pixel.y));
  const links = hover.sampling.value === null ? '' : ` · ${linksOf(pane)}`;
  return `${side} (${pixel.x}, ${pixel.y}) ${told}${links}`;
}

function linksOf(pane: hover.PaneKind): string {
  return pane === 'human'
    ? feedsLabel(hover.fedByHovered.value)
    : readsLabel(hover.readByHovered.value);
}
