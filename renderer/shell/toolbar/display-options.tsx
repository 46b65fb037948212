import type { Signal } from '@preact/signals';
import * as state from '../../session/state.ts';
import * as shown from '../../session/view-state.ts';

/** What is shown of either side, and the adjustments for the eye. */
export function DisplayOptions() {
  return (
    <div class="display-options" id="display-options" role="group" aria-label="Display">
      <label>
        Human side
        <select
          data-testid="human-shows"
          data-command="view.human-shows"
          data-tip="The source, only what the machine reads of it, or the rest"
          value={shown.humanShows.value}
          onChange={({ currentTarget }) => {
            const chosen = shown.HUMAN_SHOWS.find((name) => name === currentTarget.value);
            if (chosen !== undefined) shown.humanShows.value = chosen;
          }}
        >
          {shown.HUMAN_SHOWS.map((name) => (
            <option key={name} value={name} disabled={name !== 'source' && shown.readsAll.value}>
              {shown.HUMAN_TITLES[name]}
            </option>
          ))}
        </select>
      </label>
      <label>
        Machine side
        <select
          data-testid="machine-shows"
          data-command="view.antialiased"
          data-tip="The machine view, or what an antialiased resize would give"
          value={shown.machineShows.value}
          onChange={({ currentTarget }) =>
            (shown.machineShows.value =
              currentTarget.value === 'antialiased' ? 'antialiased' : 'machine')
          }
        >
          <option value="machine">Machine view</option>
          <option value="antialiased">Antialiased, same size</option>
        </select>
      </label>
      <fieldset>
        <legend>Adjustments, for display only</legend>
        <span class="channels" role="group" aria-label="Channels">
          {['R', 'G', 'B'].map((name, channel) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={shown.channels.value[channel]}
                data-testid={`channel-${name.toLowerCase()}`}
                data-command="display.channels"
                data-tip={`Show channel ${name}; the key goes through them`}
                onChange={({ currentTarget }) =>
                  (shown.channels.value = shown.channels.value.map((is, at) =>
                    at === channel ? currentTarget.checked : is,
                  ))
                }
              />
              {name}
            </label>
          ))}
        </span>
        <Slider
          name="Exposure"
          unit="stops"
          value={shown.exposure}
          min={-shown.MAX_EXPOSURE}
          max={shown.MAX_EXPOSURE}
          step={shown.EXPOSURE_STEP}
        />
        <Slider
          name="Gamma"
          unit=""
          value={shown.gamma}
          min={shown.MIN_GAMMA}
          max={shown.MAX_GAMMA}
          step={shown.GAMMA_STEP}
        />
        <button
          type="button"
          class="quiet"
          data-command="display.reset"
          onClick={shown.resetAdjustment}
        >
          Reset
        </button>
      </fieldset>
      <Check
        label="Grid, lattice and values when zoomed in"
        value={state.showsLattice}
        command="view.lattice"
      />
      <Check label="Minimap" value={shown.showsMinimap} command="window.minimap" />
    </div>
  );
}

interface SliderProps {
  name: string;
  unit: string;
  value: Signal<number>;
  min: number;
  max: number;
  step: number;
}

function Slider({ name, unit, value, min, max, step }: SliderProps) {
  return (
    <label class="slider">
      <span>{name}</span>
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={value.value}
        data-testid={name.toLowerCase()}
        data-command={name === 'Gamma' ? 'display.gamma-up' : 'display.brighter'}
        onInput={({ currentTarget }) => (value.value = currentTarget.valueAsNumber)}
      />
      <output>
        {value.value} {unit}
      </output>
    </label>
  );
}

interface CheckProps {
  label: string;
  value: Signal<boolean>;
  /** The command that does the same. */
  command: string;
}

function Check({ label, value, command }: CheckProps) {
  return (
    <label>
      <input
        type="checkbox"
        data-command={command}
        checked={value.value}
        onChange={({ currentTarget }) => (value.value = currentTarget.checked)}
      />
      {label}
    </label>
  );
}
