import { sampling } from '../session/hover.ts';
import { frame } from '../session/navigation.ts';
import * as state from '../session/state.ts';
import * as shown from '../session/view-state.ts';
import { GRID_FROM } from './paint/pixel-grid.ts';
import { differenceRange } from './paint/recipe.ts';

/** What the colors over the human side mean; there from the zoom on where they are drawn. */
export function Legend() {
  const { value: at } = frame;
  if (at === null || at.view.scale < GRID_FROM || state.machineView.value === null) return null;
  return (
    <div class="legend" data-testid="legend">
      <label>
        <input
          type="checkbox"
          data-command="view.lattice"
          checked={state.showsLattice.value}
          onChange={({ currentTarget }) => (state.showsLattice.value = currentTarget.checked)}
        />
        Sampled lattice
      </label>
      {sampling.value === null ? (
        <span>this pipeline has no tables</span>
      ) : (
        <>
          <span class="key">
            <i class="ramp" /> read, by weight (lighter or darker than the pixel)
          </span>
          <span class="key">
            <i class="tap" /> read by the machine pixel pointed at
          </span>
        </>
      )}
    </div>
  );
}

/** The scale of the false color. */
export function DifferenceLegend() {
  const range = differenceRange(shown.exposure.value);
  const label = range >= 10 ? Math.round(range) : Number(range.toPrecision(2));
  return (
    <div class="legend difference-legend" data-testid="difference-legend">
      <span class="key">
        −{label} <i class="difference-scale" /> +{label}
      </span>
      <span>levels of 255: machine view − antialiased view, the channel that differs most</span>
    </div>
  );
}
