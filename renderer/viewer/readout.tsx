import * as hover from '../session/hover.ts';
import { frame } from '../session/navigation.ts';
import { usePixelReport } from '../session/pixel-query.ts';
import * as state from '../session/state.ts';
import { weightLabel } from '../words/view-labels.ts';
import { GRID_FROM } from './paint/pixel-grid.ts';
import { readBy } from '../geometry/sampling.ts';

/** Products that are written out; the rest is counted. */
const LISTED = 4;

/** The machine pixel pointed at, or pinned, as the sum it is: taps, weights and the formula. */
export function Readout() {
  const { value: shown } = frame;
  const { value: sampling } = hover.sampling;
  const pixel = hover.pointer.value?.pane === 'machine' ? hover.hoveredMachine.value : null;
  const isClose = shown !== null && shown.view.scale >= GRID_FROM;
  const at = isClose && state.machineView.value !== null ? (pixel ?? state.pinned.value) : null;
  const report = usePixelReport(at);
  if (at === null || sampling === null) return null;
  const { count, pixels } = readBy(sampling, at.x, at.y);
  const terms = pixels
    .slice(0, LISTED)
    .map(({ x, y, weight }) => `${weightLabel(weight)} · (${x}, ${y})`)
    .join(' + ');
  const rest = count > LISTED ? ` + ${count - LISTED} more` : '';
  return (
    <div class="readout" data-testid="readout">
      <code>
        ({at.x}, {at.y}) = {count === 0 ? 'padding' : terms + rest}
      </code>
      <code>{report?.x?.worked ?? report?.x?.formula ?? '…'}</code>
      <code>{report?.y?.worked ?? report?.y?.formula ?? '…'}</code>
    </div>
  );
}
