import { sampling } from '../hover.ts';
import { frame } from '../navigation.ts';
import * as state from '../state.ts';
import { GRID_FROM } from '../viewer/overlay.ts';

/** What the colors over the human pane mean; there from the zoom on where they are drawn. */
export function Legend() {
  const { value: shown } = frame;
  if (shown === null || shown.view.scale < GRID_FROM || state.machineView.value === null)
    return null;
  return (
    <div class="legend" data-testid="legend">
      <label>
        <input
          type="checkbox"
          checked={state.showsLattice.value}
          onChange={({ currentTarget }) => (state.showsLattice.value = currentTarget.checked)}
        />
        Sampled lattice
      </label>
      {sampling.value === null ? (
        <span>no tables for this pipeline</span>
      ) : (
        <>
          <span class="key">
            <i class="ramp" /> read, by weight
          </span>
          <span class="key">
            <i class="tap" /> read by the hovered machine pixel
          </span>
        </>
      )}
    </div>
  );
}
