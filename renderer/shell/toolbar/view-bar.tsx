import { useSignal } from '@preact/signals';
import * as state from '../../session/state.ts';
import * as shown from '../../session/view-state.ts';
import { useClosing } from '../../widgets/use-closing.ts';
import { DisplayOptions } from './display-options.tsx';

/** The bar above the stages: the mode, what belongs to it, and how pixels are displayed. */
export function ViewBar() {
  const isOpen = useSignal(false);
  const display = useClosing<HTMLDivElement>(isOpen.value, () => (isOpen.value = false));
  const { value: label } = shown.adjustmentLabel;
  return (
    <div class="view-bar" role="toolbar" aria-label="View">
      <Modes />
      {shown.mode.value === 'onion' && (
        <label class="onion">
          Machine view{' '}
          <input
            type="range"
            min={0}
            max={100}
            value={Math.round(shown.onionShare.value * 100)}
            aria-label="Opacity of the machine view, in percent"
            data-testid="onion"
            onInput={({ currentTarget }) =>
              (shown.onionShare.value = currentTarget.valueAsNumber / 100)
            }
          />
          <output>{Math.round(shown.onionShare.value * 100)} %</output>
        </label>
      )}
      <span class="spacer" />
      {label !== '' && (
        <span class="adjusted" data-testid="adjusted">
          Display only: {label}
          <button
            type="button"
            class="quiet"
            data-command="display.reset"
            onClick={shown.resetAdjustment}
          >
            Reset
          </button>
        </span>
      )}
      {shown.mode.value === 'side' && (
        <button
          type="button"
          class="sign"
          aria-label="Panes one above the other"
          data-command="view.stacked"
          data-tip={
            state.isStacked.value
              ? 'Lay the panes side by side'
              : 'Lay the panes one above the other'
          }
          data-testid="stacked"
          aria-pressed={state.isStacked.value}
          onClick={state.toggleStacked}
        >
          <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
            <path
              d={state.isStacked.value ? 'M1 1h12v12H1zM7 1v12' : 'M1 1h12v12H1zM1 7h12'}
              fill="none"
              stroke="currentColor"
              stroke-width="1.5"
            />
          </svg>
        </button>
      )}
      <button
        type="button"
        data-command="view.lens"
        aria-pressed={shown.showsLens.value}
        disabled={state.image.value === null}
        onClick={() => (shown.showsLens.value = !shown.showsLens.value)}
      >
        Lens
      </button>
      <div class="display" ref={display}>
        <button
          type="button"
          aria-expanded={isOpen.value}
          aria-controls="display-options"
          data-testid="display"
          data-tip="Channels, exposure, gamma, and what either side shows"
          onClick={() => (isOpen.value = !isOpen.value)}
        >
          Display…
        </button>
        {isOpen.value && <DisplayOptions />}
      </div>
    </div>
  );
}

function Modes() {
  return (
    <span class="modes" role="radiogroup" aria-label="View mode">
      {shown.MODES.map((mode) => (
        <label key={mode} class="mode">
          <input
            type="radio"
            name="mode"
            value={mode}
            checked={shown.mode.value === mode}
            data-testid={`mode-${mode}`}
            data-command={`view.${mode}`}
            data-tip={shown.MODE_HINTS[mode]}
            onChange={() => (shown.mode.value = mode)}
          />
          <span>{shown.MODE_TITLES[mode]}</span>
        </label>
      ))}
    </span>
  );
}
